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
  counts: z.object({
    total: count.nullable(),
    imported: count,
    blocked: count,
    crossListSkipped: count,
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
export const salesNavAccess = operation('sales-nav-access', 'salesNavAccess', access)

function operation<Data>(name: string, field: string, data: z.ZodType<Data>): Operation<Data> {
  return { query: readDocument(name), field, data }
}
