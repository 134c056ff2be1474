import * as z from 'zod'
import { readDocument } from '../graphql/documents.ts'
import { access, preview } from './schemas.ts'

/** A GraphQL operation of docs/operations/, whose response is an object with one field. */
export interface Operation<Data> {
  readonly query: string
  readonly field: string
  readonly data: z.ZodType<Data>
}

const count = z.number()

const run = z.object({
  id: z.string(),
  status: z.string(),
  dataType: z.enum(['PEOPLE', 'COMPANIES']),
  wasCapped: z.boolean(),
  warnings: z.array(z.string()),
  pauseReason: z.string().nullable(),
  nextAttemptAt: z.coerce.date().nullable(),
  counts: z.object({
    total: count.nullable(),
    processed: count,
    imported: count,
    merged: count,
    updated: count,
    crossListSkipped: count,
    blocked: count,
    invalid: count,
    unaffordable: count,
    noMatch: count,
    companiesCreated: count,
  }),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  list: z.object({ id: z.string() }).nullable(),
})
/** The state and the counts of a run. */
export type Run = z.infer<typeof run>

const listRow = z.looseObject({ custom: z.array(z.object({ name: z.string(), value: z.string() })) })
/** A person of a list. */
export type ListRow = z.infer<typeof listRow>

/** Passed on as it is. */
const anything = z.unknown()

const started = z.object({ listId: z.string(), runId: z.string() })

export const importSalesNav = operation(
  'import-sales-nav',
  'importSalesNav',
  started.extend({ maxResults: count, wasCapped: z.boolean() }),
)
export const createListWithImport = operation('create-list-with-import', 'createListWithImport', started)
export const importIntoList = operation('import-into-list', 'importIntoList', started)
export const importRun = operation('import-run', 'importRun', run.nullable())
export const importProgress = operation('import-progress', 'importProgress', run)
export const previewImport = operation(
  'preview-import',
  'previewImport',
  preview.extend({ dataType: run.shape.dataType }),
)
export const list = operation(
  'list',
  'list',
  z
    .object({
      id: z.string(),
      name: z.string(),
      enrichmentStatus: z.string(),
      createdAt: z.coerce.date(),
      updatedAt: z.coerce.date(),
      rows: z.object({ totalCount: count }),
      companies: z.object({ totalCount: count }),
    })
    .nullable(),
)
export const listRows = operation(
  'list-rows',
  'list',
  z
    .object({
      rows: z.object({
        totalCount: count,
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        edges: z.array(z.object({ node: listRow })),
      }),
    })
    .nullable(),
)
export const cancelImport = operation('cancel-import', 'cancelImport', anything)
/** The preview as it is, for callers that show all of it. */
export const previewAndSimulate = operation('preview-import', 'previewImport', anything)
export const findLeads = operation('find-leads', 'leads', anything)
export const findLists = operation('find-lists', 'lists', anything)
export const importOutcomes = operation('import-outcomes', 'importRun', anything)
export const addLeads = operation('add-leads', 'addLeads', anything)
export const undoImport = operation('undo-import', 'undoImport', anything)
export const viewer = operation('viewer', 'viewer', z.object({ credits: anything }))
export const blockCompanies = operation('block-companies', 'blockCompanies', anything)
export const salesNavAccess = operation('sales-nav-access', 'salesNavAccess', access)

function operation<Data>(name: string, field: string, data: z.ZodType<Data>): Operation<Data> {
  return { query: readDocument(name), field, data }
}
