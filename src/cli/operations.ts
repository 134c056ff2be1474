import * as z from 'zod'
import { readDocument } from '../server/graphql/documents.ts'
import type { Operation } from './api.ts'

const counts = z.object({
  total: z.number().nullable(),
  processed: z.number(),
  imported: z.number(),
  merged: z.number(),
  updated: z.number(),
  crossListSkipped: z.number(),
  blocked: z.number(),
  invalid: z.number(),
  unaffordable: z.number(),
  companiesCreated: z.number(),
})
/** Counts of a run's rows by verdict. */
export type Counts = z.infer<typeof counts>

const mapping = z
  .object({ custom: z.array(z.object({ column: z.string(), name: z.string() })) })
  .catchall(z.string().nullable())

/** Previews an upload. */
export const previewImport = operation(
  'preview-import',
  z.object({
    previewImport: z.object({
      uploadId: z.string(),
      fileName: z.string().nullable(),
      totalRows: z.number(),
      columns: z.array(z.string()),
      encoding: z.string().nullable(),
      delimiter: z.string().nullable(),
      dataType: z.string(),
      confidence: z.string(),
      reasoning: z.string(),
      warnings: z.array(z.string()),
      personMapping: mapping,
      companyMapping: mapping,
    }),
  }),
)
/** Result of a preview. */
export type Preview = z.infer<typeof previewImport.data>['previewImport']

const started = z.object({ listId: z.string(), runId: z.string(), counts: z.object({ imported: z.number() }) })

/** Creates a list and starts an import into it. */
export const createListWithImport = operation('create-list-with-import', z.object({ createListWithImport: started }))

/** Starts an import into a list. */
export const importIntoList = operation('import-into-list', z.object({ importIntoList: started }))

const run = z.object({
  status: z.string(),
  counts,
  warnings: z.array(z.string()),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})
/** The state of a run. */
export type Run = z.infer<typeof run>

/** Subscribes to the state of a run. */
export const importProgress = operation('import-progress', z.object({ importProgress: run }))

const list = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  enrichmentStatus: z.string(),
  stats: z.object({ people: z.number(), companies: z.number() }),
})
/** A list. */
export type List = z.infer<typeof list>

/** Reads a list by its id. */
export const readList = operation(
  'list',
  z.object({
    list: list
      .omit({ stats: true })
      .extend({ rows: z.object({ totalCount: z.number() }), companies: z.object({ totalCount: z.number() }) })
      .transform(({ rows, companies, ...about }): List => {
        return { ...about, stats: { people: rows.totalCount, companies: companies.totalCount } }
      })
      .nullable(),
  }),
)

/** Reads a page of lists. */
export const findLists = operation(
  'find-lists',
  z.object({
    lists: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(list),
    }),
  }),
)

/** Returns an operation of docs/operations/. */
function operation<Data>(name: string, data: z.ZodType<Data>): Operation<Data> {
  return { query: readDocument(name), data }
}
