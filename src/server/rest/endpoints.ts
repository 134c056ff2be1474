import { type Endpoint, endpoint } from './endpoint.ts'
import type { ListRow } from './operations.ts'
import * as operations from './operations.ts'
import * as schemas from './schemas.ts'
import { Refusal } from './statuses.ts'
import { given, importInput } from './variables.ts'
import { countsOf, isOver, replyWhenOver } from './wait.ts'

const defaultResults = 2_500
/** The greatest Int of GraphQL, more than a search can find. */
const maxInt = 2_147_483_647

const importSalesNav = endpoint({
  method: 'POST',
  scope: 'IMPORT',
  path: '/api/lists/import-sales-nav',
  operationId: 'importSalesNav',
  summary: 'Import leads from a Sales Navigator URL',
  description:
    'Returns at once; the import runs in the background and costs one credit per new lead. `wasCapped` is true if `maxResults` was lowered to the credits available.',
  body: schemas.importSalesNavBody,
  isIdempotent: true,
  replies: { 200: { description: 'The import has started.', schema: schemas.salesNavStarted } },
  refusals: [400, 402, 403, 409],
  async handle(call, { body }) {
    const asked = Math.min(body.maxResults ?? defaultResults, maxInt)
    const input = { ...given(body), maxResults: asked, ...keyOf(call.req.headers['idempotency-key']) }
    const { listId, runId, maxResults, wasCapped } = await call.run(operations.importSalesNav, { input })
    return { status: 200, body: { success: true, listId, runId, maxResults, wasCapped } }
  },
})

const previewImport = endpoint({
  method: 'POST',
  scope: 'IMPORT',
  path: '/api/lists/create-with-import',
  operationId: 'previewCreateWithImport',
  summary: 'Preview a file',
  description:
    'Suggests whether the rows are people or companies, and which column fills which field. Nothing is imported or charged.',
  body: schemas.previewBody,
  takesFile: true,
  replies: { 200: { description: 'The preview.', schema: schemas.preview } },
  refusals: [400, 404, 413, 507],
  async handle(call, { body }) {
    const preview = await call.run(operations.previewImport, { input: given(body), withCsvText: true })
    return { status: 200, body: { ...preview, dataType: lowerCase(preview.dataType) } }
  },
})

const importReplies: Endpoint['replies'] = {
  200: { description: 'The import has ended.', schema: schemas.counts },
  202: {
    description: 'The import is still running. GET the URL in `Location` for its counts.',
    schema: schemas.accepted,
  },
}

const createWithImport = endpoint({
  method: 'PUT',
  scope: 'IMPORT',
  path: '/api/lists/create-with-import',
  operationId: 'createWithImport',
  summary: 'Create a list and import rows in one flow',
  body: schemas.createWithImportBody,
  isIdempotent: true,
  waits: true,
  replies: importReplies,
  refusals: [400, 402, 404, 409, 413, 422, 507],
  async handle(call, { body }) {
    const input = { ...importInput(body), ...keyOf(call.req.headers['idempotency-key']) }
    return await replyWhenOver(call, await call.run(operations.createListWithImport, { input }))
  },
})

const importIntoList = endpoint({
  method: 'PUT',
  scope: 'IMPORT',
  path: '/api/lists/{id}/import',
  operationId: 'updateListImport',
  summary: 'Import rows into a list',
  body: schemas.importIntoListBody,
  isIdempotent: true,
  waits: true,
  replies: importReplies,
  refusals: [400, 402, 403, 404, 409, 413, 422, 507],
  async handle(call, { id, body }) {
    const input = { listId: id, ...importInput(body), ...keyOf(call.req.headers['idempotency-key']) }
    return await replyWhenOver(call, await call.run(operations.importIntoList, { input }))
  },
})

const getList = endpoint({
  method: 'GET',
  scope: 'READ',
  path: '/api/lists/{id}',
  operationId: 'getList',
  summary: 'Read a list',
  replies: { 200: { description: 'The list.', schema: schemas.listSummary } },
  refusals: [404, 503],
  async handle(call, { id }) {
    const list = await call.run(operations.list, { id })
    if (!list) throw listNotFound()
    const { rows, companies, enrichmentStatus, ...rest } = list
    const [rowCount, companyCount] = [rows.totalCount, companies.totalCount]
    return { status: 200, body: { ...rest, enrichmentStatus: lowerCase(enrichmentStatus), rowCount, companyCount } }
  },
})

const getListRows = endpoint({
  method: 'GET',
  scope: 'READ',
  path: '/api/lists/{id}/rows',
  operationId: 'getListRows',
  summary: 'Read the people of a list',
  query: schemas.rowsQuery,
  replies: { 200: { description: 'A page of people.', schema: schemas.rows } },
  refusals: [400, 404, 503],
  async handle(call, { id, query: { search, ...page } }) {
    const list = await call.run(operations.listRows, { id, ...page, filter: search ? { search } : null })
    if (!list) throw listNotFound()
    const { edges, totalCount, pageInfo } = list.rows
    return { status: 200, body: { rows: edges.map(({ node }) => rowOf(node)), totalCount, ...pageInfo } }
  },
})

/** Returns a person with the custom fields as an object. */
function rowOf({ custom, ...row }: ListRow) {
  return { ...row, custom: Object.fromEntries(custom.map(({ name, value }) => [name, value])) }
}

const getRun = endpoint({
  method: 'GET',
  scope: 'READ',
  path: '/api/runs/{id}',
  operationId: 'getRun',
  summary: 'Read the counts of an import',
  replies: importReplies,
  refusals: [404, 422, 503],
  async handle(call, { id }) {
    const run = await call.run(operations.importRun, { runId: id })
    if (!run) throw new Refusal('RUN_NOT_FOUND', 'You have no run with this id.')
    if (isOver(run)) return { status: 200, body: countsOf(run) }
    return { status: 202, body: { listId: run.list?.id ?? null, runId: run.id, status: run.status } }
  },
})

const getSalesNavAccess = endpoint({
  method: 'GET',
  scope: 'READ',
  path: '/api/linkedin/sales-nav-access',
  operationId: 'getSalesNavAccess',
  summary: 'Check for an account with Sales Navigator',
  replies: { 200: { description: 'Whether you have one, and which is used.', schema: schemas.access } },
  refusals: [503],
  async handle(call) {
    return { status: 200, body: await call.run(operations.salesNavAccess, {}) }
  },
})

/** All endpoints; of two that match a path, the first handles it. */
export const endpoints: readonly Endpoint[] = [
  importSalesNav,
  previewImport,
  createWithImport,
  importIntoList,
  getList,
  getListRows,
  getRun,
  getSalesNavAccess,
]

function listNotFound(): Refusal {
  return new Refusal('LIST_NOT_FOUND', 'You have no list with this id.', {}, 404)
}

function keyOf(header: string | string[] | undefined): { idempotencyKey?: string } {
  return header === undefined ? {} : { idempotencyKey: String(header) }
}

function lowerCase(value: string): string {
  return value.toLowerCase()
}
