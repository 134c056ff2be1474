import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { getNamedType, isObjectType, isUnionType, graphql as runOperation } from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { createSandbox } from '../../src/providers/sales-nav/sandbox.ts'
import { DownloadLinks } from '../../src/users/download-links.ts'
import { scopes } from '../../src/users/scopes.ts'
import { startTestApp } from '../support/app.ts'
import { bearer, post } from '../support/graphql.ts'
import { importInput } from '../support/imports.ts'
import { addCompany, addPeople } from '../support/leads.ts'
import { dig } from '../support/operation.ts'
import { sample } from '../support/property-runs.ts'
import { everythingOf, type Place, placesOf } from '../support/schema-walk.ts'
import { openSocket } from '../support/sockets.ts'
import { createTenant, csv, hashTables, start, type Tenant, type TenantIds } from '../support/tenants.ts'

// Without a worker, so that runs stay as they were accepted.
const app = await startTestApp({ role: 'api' })

// A link to an export repeats its filter: test/exports reads what it selects. `addLeads` ignores unknown ids of rows, and starts a run each time.
const places = placesOf(schema, ['ID']).filter(
  ({ field, path }) => field !== 'exportUrl' && !(field === 'addLeads' && path.endsWith('.rowId')),
)
const nameOf = ({ type, field, path }: Place) => `${type}.${field}(${path})`

/** Where the objects that have an id come from: a separate argument, or only nested in an object that has an owner. */
const owned: Record<string, keyof TenantIds | 'within a list' | 'within a run' | 'within the viewer'> = {
  ApiToken: 'within the viewer',
  BlockedCompany: 'block',
  CompanyRow: 'within a list',
  CreditEntry: 'within the viewer',
  DeleteWebhookPayload: 'webhook',
  Enrichment: 'within a list',
  ImportRun: 'run',
  LinkedInAccount: 'within the viewer',
  List: 'list',
  ListRow: 'within a list',
  RevokeApiTokenPayload: 'token',
  UnblockCompanyPayload: 'block',
  Viewer: 'within the viewer',
  Webhook: 'within the viewer',
  WebhookDelivery: 'within the viewer',
}

/** A value that only the owner's rows contain. */
const mark = 'Only its owner sees this'

const { csvText: _, ...more } = importInput(csv, { listId: '', input: { waitSeconds: 0 } })

const noList = { __typename: 'ListAccessError', code: 'LIST_ACCESS' }
const noRow = { __typename: 'RowNotFoundError', code: 'ROW_NOT_FOUND' }
const noRun = { __typename: 'RunNotFoundError', code: 'RUN_NOT_FOUND' }
const noWebhook = { __typename: 'WebhookNotFoundError', code: 'WEBHOOK_NOT_FOUND' }
const noUpload = { __typename: 'UploadNotFoundError', code: 'UPLOAD_NOT_FOUND' }

const mapping = { dataType: 'PEOPLE', personMapping: { email: 'email' } }

type Case = {
  of: keyof TenantIds
  args?: (own: TenantIds) => object
  answer: object | null
  /** The response to one of the viewer's own ids. */
  own?: RegExp
}

/** The cases of a mutation that takes people from one list to another. */
function casesOfTransfer(name: string): Record<string, Case> {
  const noOne = { __typename: 'InvalidInputError', code: 'INVALID_INPUT' }
  return {
    [`${name}(input.fromListId)`]: {
      of: 'list',
      args: ({ otherList, row }) => ({ toListId: otherList, rowIds: [row] }),
      answer: noList,
    },
    [`${name}(input.toListId)`]: {
      of: 'otherList',
      args: ({ list, row }) => ({ fromListId: list, rowIds: [row] }),
      answer: noList,
    },
    [`${name}(input.rowIds)`]: {
      of: 'row',
      args: ({ list, otherList }) => ({ fromListId: list, toListId: otherList }),
      answer: noRow,
    },
    [`${name}(input.filter.ids)`]: {
      of: 'row',
      args: ({ list, otherList }) => ({ fromListId: list, toListId: otherList }),
      answer: noOne,
    },
    [`${name}(input.filter.runId)`]: {
      of: 'run',
      args: ({ list, otherList }) => ({ fromListId: list, toListId: otherList }),
      answer: noOne,
    },
  }
}

/** Whose id each place takes, what else the field needs, and the answer to an id that is not there. */
const cases: Record<string, Case> = {
  'Query.list(id)': { of: 'list', answer: null },
  'Query.listRow(id)': { of: 'row', answer: null },
  'Query.companyRow(id)': { of: 'company', answer: null },
  'Query.blockedCompany(id)': { of: 'block', answer: null },
  'Query.linkedInAccount(id)': { of: 'account', answer: null },
  'Query.node(id)': { of: 'row', answer: null },
  'Query.nodes(ids)': { of: 'list', answer: [null] },
  'Query.importRun(id)': { of: 'run', answer: null },
  'Query.leads(filter.ids)': { of: 'row', answer: { nodes: [] } },
  'List.rows(filter.ids)': { of: 'row', answer: { nodes: [] } },
  'List.companies(filter.ids)': { of: 'company', answer: { nodes: [] } },
  'Query.leads(filter.runId)': { of: 'run', answer: { nodes: [] } },
  'List.rows(filter.runId)': { of: 'run', answer: { nodes: [] } },
  'List.companies(filter.runId)': { of: 'run', answer: { nodes: [] } },
  'Mutation.renameList(input.listId)': {
    of: 'list',
    args: () => ({ name: 'Taken' }),
    answer: noList,
  },
  'Mutation.deleteList(input.listId)': { of: 'list', answer: noList },
  'Mutation.enrichList(input.listId)': { of: 'list', answer: noList },
  'Mutation.cancelEnrichment(input.listId)': { of: 'list', answer: noList },
  'Mutation.cancelImport(input.runId)': { of: 'run', answer: noRun },
  'Mutation.undoImport(input.runId)': { of: 'run', answer: noRun, own: /RUN_NOT_UNDOABLE/ },
  'Mutation.resumeImport(input.runId)': {
    of: 'run',
    answer: noRun,
    own: /RUN_NOT_RESUMABLE/,
  },
  'Mutation.importSalesNav(input.listId)': {
    of: 'list',
    args: () => ({ url: 'https://www.linkedin.com/sales/search/people?query=(keywords:growth)', maxResults: 1 }),
    answer: noList,
  },
  'Mutation.revokeApiToken(input.id)': {
    of: 'token',
    answer: { __typename: 'ApiTokenNotFoundError', code: 'API_TOKEN_NOT_FOUND' },
  },
  'Mutation.updateWebhook(input.id)': { of: 'webhook', answer: noWebhook },
  'Mutation.deleteWebhook(input.id)': { of: 'webhook', answer: noWebhook },
  'Mutation.rotateWebhookSecret(input.id)': { of: 'webhook', answer: noWebhook },
  'Mutation.testWebhook(input.id)': { of: 'webhook', answer: noWebhook },
  'Mutation.redeliver(input.deliveryId)': {
    of: 'delivery',
    answer: { __typename: 'WebhookDeliveryNotFoundError', code: 'WEBHOOK_DELIVERY_NOT_FOUND' },
  },
  'Mutation.unblockCompany(input.id)': {
    of: 'block',
    answer: { __typename: 'BlockedCompanyNotFoundError', code: 'BLOCKED_COMPANY_NOT_FOUND' },
  },
  'Mutation.previewImport(input.uploadId)': { of: 'upload', answer: noUpload },
  'Mutation.createListWithImport(input.uploadId)': {
    of: 'upload',
    args: () => start,
    answer: noUpload,
  },
  'Mutation.previewImport(input.simulate.listId)': {
    of: 'list',
    args: () => ({ csvText: csv, simulate: mapping }),
    answer: noList,
  },
  'Mutation.importIntoList(input.listId)': {
    of: 'list',
    args: () => ({ ...more, csvText: csv }),
    answer: noList,
  },
  'Mutation.forgetMapping(input.uploadId)': { of: 'upload', answer: noUpload },
  'Mutation.importBlockList(input.uploadId)': { of: 'upload', answer: noUpload },
  'Mutation.importIntoList(input.fromRunId)': { of: 'run', answer: noRun, own: /INVALID_INPUT|Payload"/ },
  'Mutation.addLeads(input.listId)': {
    of: 'list',
    args: () => ({ people: [{ email: 'ann@a.example' }] }),
    answer: noList,
  },
  'Mutation.importIntoList(input.uploadId)': {
    of: 'upload',
    args: ({ list }) => ({ ...more, listId: list }),
    answer: noUpload,
  },
  'Mutation.updateLead(input.rowId)': { of: 'row', args: () => ({ set: { title: 'Boss' } }), answer: noRow },
  'Mutation.updateCompany(input.companyId)': { of: 'company', args: () => ({ set: { city: 'Bath' } }), answer: noRow },
  'Mutation.mergeLeads(input.keepRowId)': {
    of: 'row',
    args: ({ otherRow }) => ({ rowIds: [otherRow] }),
    answer: noRow,
  },
  'Mutation.mergeLeads(input.rowIds)': {
    of: 'row',
    args: ({ otherRow }) => ({ keepRowId: otherRow }),
    answer: noRow,
  },
  'Mutation.deleteLeads(input.listId)': { of: 'list', args: ({ row }) => ({ rowIds: [row] }), answer: noList },
  'Mutation.deleteLeads(input.rowIds)': { of: 'row', args: ({ list }) => ({ listId: list }), answer: noRow },
  'Mutation.deleteLeads(input.filter.ids)': {
    of: 'row',
    args: ({ list }) => ({ listId: list }),
    answer: { __typename: 'DeleteLeadsPayload' },
  },
  'Mutation.deleteLeads(input.filter.runId)': {
    of: 'run',
    args: ({ list }) => ({ listId: list }),
    answer: { __typename: 'DeleteLeadsPayload' },
  },
  'Mutation.deleteCompanies(input.listId)': {
    of: 'list',
    args: ({ company }) => ({ companyIds: [company] }),
    answer: noList,
  },
  'Mutation.deleteCompanies(input.companyIds)': {
    of: 'company',
    args: ({ list }) => ({ listId: list }),
    answer: noRow,
  },
  'Mutation.deleteCompanies(input.filter.ids)': {
    of: 'company',
    args: ({ list }) => ({ listId: list }),
    answer: { __typename: 'DeleteCompaniesPayload' },
  },
  'Mutation.deleteCompanies(input.filter.runId)': {
    of: 'run',
    args: ({ list }) => ({ listId: list }),
    answer: { __typename: 'DeleteCompaniesPayload' },
  },
  ...casesOfTransfer('Mutation.copyLeads'),
  ...casesOfTransfer('Mutation.moveLeads'),
  'Mutation.blockCompanies(input.entries.rowId)': { of: 'row', answer: { __typename: 'BlockCompaniesPayload' } },
  'Mutation.blockCompanies(input.entries.companyId)': {
    of: 'company',
    answer: { __typename: 'BlockCompaniesPayload' },
  },
  'Subscription.importProgress(runId)': { of: 'run', answer: { code: 'RUN_NOT_FOUND' } },
  'Subscription.enrichmentProgress(listId)': { of: 'list', answer: { code: 'LIST_ACCESS' } },
  'Subscription.importSimulation(input.uploadId)': {
    of: 'upload',
    args: () => ({ simulate: mapping }),
    answer: { code: 'UPLOAD_NOT_FOUND' },
    own: /ImportSimulationProgress/,
  },
  'Subscription.importSimulation(input.simulate.listId)': {
    of: 'list',
    args: ({ upload }) => ({ uploadId: upload, simulate: mapping }),
    answer: { code: 'LIST_ACCESS' },
    own: /ImportSimulationProgress/,
  },
}

/** The operation that gives an id to a place and selects what every answer has. */
function operationOf({ type, field, path }: Place, own: TenantIds, id: string) {
  const parent = schema.getType(type)
  const { args = [], type: answer } = (isObjectType(parent) && parent.getFields()[field]) || {}
  const [top, ...below] = path.split('.')
  const arg = args.find(({ name }) => name === top)
  const input = cases[nameOf({ type, field, path })]?.args?.(own)
  const selected = `answer: ${field}(${top}: $it) { ${selectionOf(getNamedType(answer)?.name ?? '')} }`
  return {
    query:
      type === 'List'
        ? `query ($it: ${arg?.type}) { list(id: "${own.list}") { ${selected} } }`
        : `${type.toLowerCase()} ($it: ${arg?.type}) { ${selected} }`,
    variables: { it: withId(input, below, id) },
  }
}

function selectionOf(type: string): string {
  if (isUnionType(schema.getType(type))) return '__typename ... on Error { message code }'
  if (type.endsWith('Connection')) return 'nodes { __typename id }'
  return type === 'ImportSimulationProgress' ? '__typename' : '__typename id'
}

function withId(value: object | undefined, [key, ...below]: readonly string[], id: string): unknown {
  return key === undefined ? id : { ...value, [key]: withId(Object(dig(value, key)), below, id) }
}

/** The answer as it comes over HTTP, or the first that comes over a socket. */
async function answerOf({ user, ids }: Tenant, place: Place, id: string): Promise<unknown> {
  const operation = operationOf(place, ids, id)
  if (place.type !== 'Subscription') {
    const { status, body } = await post(app.url, operation, user.token)
    return { status, errors: body.errors, answer: dig(body.data, place.type === 'List' ? 'list.answer' : 'answer') }
  }
  const socket = await openSocket(app.wsUrl, { token: user.token })
  const { id: _, ...frame } = (await socket.subscribe(operation).next()) ?? {}
  socket.close()
  return frame
}

let owner: Tenant
/** Tries what must change nothing. */
let stranger: Tenant
beforeAll(async () => {
  owner = await createTenant(app)
  stranger = await createTenant(app)
  const own = { ownerId: owner.user.userId, listId: owner.ids.list }
  const companyId = await addCompany(app, own.ownerId, own.listId, { name: mark })
  await addPeople(app, own.ownerId, own.listId, [{ companyId, fullName: mark }])
  const outcome = { rowNumber: 1, verdict: 'INVALID' as const, reasonCode: 'NOBODY', reason: mark, cells: [mark] }
  await app.prisma.importOutcome.createMany({ data: { ownerId: own.ownerId, runId: owner.ids.run, ...outcome } })
})

describe('every argument that takes an id', () => {
  it('every place that takes an id or a path has a case in this test', () => {
    expect(places.map(nameOf).toSorted()).toEqual(Object.keys(cases).toSorted())
  })

  it.each(sample(places, 12).map((place) => [nameOf(place), place] as const))(
    "%s returns the same for another user's id, an absent and a malformed one",
    async (name, place) => {
      const { of = 'list', answer, own: accepted = /"id"|Payload"/ } = cases[name] ?? {}
      const before = await hashTables(app.pool)
      const theirs = owner.ids[of]
      const malformed = ['', '1', 'null', '\0', `{${theirs}}`, `${theirs}\n`, theirs.replaceAll('-', ''), "' OR '1'='1"]
      const answers = []
      for (const id of [theirs, theirs.toUpperCase(), randomUUID(), ...malformed]) {
        answers.push(await answerOf(stranger, place, id))
      }
      expect(new Set(answers.map((other) => JSON.stringify(other))).size).toBe(1)
      if (place.type === 'Subscription') {
        expect(answers[0]).toMatchObject({ payload: { errors: [{ extensions: answer }] } })
      } else if (answer === null) expect(answers[0]).toEqual({ status: 200, answer: null })
      else if (Array.isArray(answer)) expect(answers[0]).toEqual({ status: 200, answer })
      else if (answer && 'nodes' in answer) expect(answers[0]).toEqual({ status: 200, answer })
      else {
        // Each entry of a block list gets its own error, and a filter by such a run or row selects nothing.
        const isRefused = JSON.stringify(answer).includes('Error')
        const error = isRefused ? { message: expect.any(String) } : {}
        expect(answers[0]).toMatchObject({ status: 200, answer: { ...answer, ...error } })
      }
      expect(await hashTables(app.pool)).toEqual(before)

      const user = place.type === 'Mutation' ? await createTenant(app) : stranger
      const own = await answerOf(user, place, user.ids[of])
      expect(JSON.stringify(own)).toMatch(accepted)
    },
  )
})

describe('every object with an owner', () => {
  it('every object with an owner is listed in this test', () => {
    const identified = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && getNamedType(type.getFields()['id']?.type)?.name === 'ID',
    )
    expect(identified.map(({ name }) => name).toSorted()).toEqual(Object.keys(owned).toSorted())
  })

  it('every object is visible to its owner and to no other user, whatever they query', async () => {
    const root = schema.getQueryType()
    if (!root) throw new Error('The schema has no query.')
    const source = everythingOf(root, 6)
    const shared = { ...app, accounts: createSandbox(), links: await DownloadLinks.load(app.prisma) }
    const seenBy = async ({ user: { userId } }: Tenant) => {
      const contextValue = { ...shared, viewer: { userId, tokenId: 0, scopes } }
      const { data, errors } = await runOperation({ schema, source, contextValue })
      expect(errors).toBeUndefined()
      return JSON.stringify(data)
    }
    const [own, others] = [await seenBy(owner), await seenBy(stranger)]
    const { list, run, block } = owner.ids
    for (const trace of [list, run, block, mark]) {
      expect(own).toContain(trace)
      expect(others).not.toContain(trace)
    }
    expect(others).toContain(stranger.ids.run)
  })
})

describe('every route other than GraphQL', () => {
  const routes: Record<string, (own: TenantIds) => string> = {
    // It knows no user.
    dashboardRoute: ({ list }) => `/assets/${list}.js`,
    restRoute: ({ list }) => `/api/lists/${list}/rows`,
    // Its tools take ids in the body: see mcp.behaviour.test.ts.
    mcpRoute: ({ list }) => `/mcp?list=${list}`,
    // It knows no user.
    llmsTxtRoute: ({ list }) => `/llms.txt/${list}`,
    // They know no user.
    referenceRoute: ({ list }) => `/docs/graphql/${list}`,
    docsRoute: ({ list }) => `/docs/${list}`,
    // It takes no id: see session.behaviour.test.ts.
    sessionRoute: ({ list }) => `/session/${list}`,
    uploadsRoute: ({ upload }) => `/uploads/${upload}`,
    outcomesRoute: ({ run }) => `/runs/${run}/outcomes.csv`,
    exportsRoute: ({ list }) => `/lists/${list}/export.csv`,
    // It takes no id; what would follow its path is a page of the dashboard.
    blockListRoute: ({ block }) => `/block-list.csv/${block}`,
    brightDataWebhookRoute: ({ batch }) => `/webhooks/bright-data/${batch}`,
    // It takes ids in its body, and answers all that are well-formed alike: see webhooks.test.ts.
    unipileWebhooksRoute: ({ account }) => `/webhooks/unipile/${account}`,
  }

  it('every place that takes an id or a path has a case in this test', () => {
    const known = readFileSync('src/server/routes/create-routes.ts', 'utf8').matchAll(/(?:^ +|= )(\w+Route)\(/gm)
    expect([...known].map(([, name]) => name).toSorted()).toEqual(Object.keys(routes).toSorted())
  })

  it.each(Object.entries(routes))(
    "%s treats another user's object as one that does not exist",
    async (_name, pathOf) => {
      const batch = randomUUID()
      const { id: enrichmentId, ownerId } = await app.prisma.enrichment.findFirstOrThrow({
        where: { listId: owner.ids.list },
      })
      const hookHash = createHash('sha256').update('secret').digest()
      await app.prisma.enrichmentBatch.create({ data: { ownerId, id: batch, enrichmentId, hookHash } })
      const before = await hashTables(app.pool)
      const absent = Object.fromEntries(Object.keys(owner.ids).map((name) => [name, randomUUID()]))
      const ask = async (own: object, method: string, headers: Record<string, string>) => {
        const path = pathOf({ ...owner.ids, ...own })
        const body = ['GET', 'HEAD'].includes(method) ? {} : { body: '[]' }
        const response = await fetch(`${app.origin}${path}`, { method, headers, ...body })
        const { date: _, 'x-request-id': __, ...kept } = Object.fromEntries(response.headers)
        return { status: response.status, headers: kept, body: await response.text() }
      }
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        for (const headers of [{}, bearer(stranger.user.token), { authorization: 'Bearer guessed' }]) {
          const theirs = await ask({ batch }, method, headers)
          expect({ method, ...theirs }).toEqual({ method, ...(await ask(absent, method, headers)) })
          expect(theirs.status).toBeGreaterThanOrEqual(method === 'OPTIONS' ? 200 : 400)
        }
      }
      expect(await hashTables(app.pool)).toEqual(before)
    },
  )
})
