import * as z from 'zod'
import { companyFields, personFields } from '../imports/leads/fields.ts'
import type { Operation } from './demo-api.ts'

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
const countFields = Object.keys(counts.shape).join(' ')

/** Reads the user's credits and number of earlier runs. */
export const readViewer = operation(
  'query { viewer { credits { available reserved } } importRuns(first: 0) { totalCount } }',
  z.object({
    viewer: z.object({ credits: z.object({ available: z.number(), reserved: z.number() }) }),
    importRuns: z.object({ totalCount: z.number() }),
  }),
)

/** Puts companies on the block list. */
export const blockCompanies = operation(
  `mutation ($entries: [BlockCompanyEntryInput!]!) {
    blockCompanies(input: { entries: $entries }) {
      ... on BlockCompaniesPayload { outcomes { blockedCompany { name domain } error } }
      ... on Error { code message }
    }
  }`,
  z.object({
    blockCompanies: z.object({ outcomes: z.array(z.object({ error: z.null() })) }),
  }),
)

const mapping = z
  .object({ custom: z.array(z.object({ column: z.string(), name: z.string() })) })
  .catchall(z.string().nullable())
const custom = 'custom { column name }'

/** Previews a file. */
export const previewImport = operation(
  `mutation ($file: File!) {
    previewImport(input: { file: $file }) {
      ... on PreviewImportPayload {
        uploadId fileName totalRows columns encoding delimiter dataType confidence reasoning warnings
        personMapping { ${personFields.join(' ')} ${custom} }
        companyMapping { ${companyFields.join(' ')} ${custom} }
      }
      ... on Error { code message }
    }
  }`,
  z.object({
    previewImport: z.object({
      uploadId: z.string(),
      fileName: z.string(),
      totalRows: z.number(),
      columns: z.array(z.string()),
      encoding: z.string(),
      delimiter: z.string(),
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

/** Creates a list and starts an import into it. */
export const createListWithImport = operation(
  `mutation ($input: CreateListWithImportInput!) {
    createListWithImport(input: $input) {
      ... on CreateListWithImportPayload { listId runId counts { imported } run { status } }
      ... on Error { code message }
    }
  }`,
  z.object({
    createListWithImport: z.object({
      listId: z.string(),
      runId: z.string(),
      counts: z.object({ imported: z.number() }),
      run: z.object({ status: z.string() }),
    }),
  }),
)

/** Starts the import of a search. */
export const importSalesNav = operation(
  `mutation ($input: ImportSalesNavInput!) {
    importSalesNav(input: $input) {
      ... on ImportSalesNavPayload { listId runId maxResults }
      ... on Error { code message }
    }
  }`,
  z.object({ importSalesNav: z.object({ listId: z.string(), runId: z.string(), maxResults: z.number() }) }),
)

/** Subscribes to the counts of a run. */
export const importProgress = operation(
  `subscription ($runId: ID!) { importProgress(runId: $runId) { status counts { ${countFields} } warnings error { message } } }`,
  z.object({
    importProgress: z.object({
      status: z.string(),
      counts,
      warnings: z.array(z.string()),
      error: z.object({ message: z.string() }).nullable(),
    }),
  }),
)

const enrichment = z.object({
  status: z.string(),
  total: z.number(),
  processed: z.number(),
  enriched: z.number(),
  skipped: z.number(),
  failed: z.number(),
  reasons: z.array(z.object({ outcome: z.string(), count: z.number(), message: z.string() })),
  error: z.object({ message: z.string() }).nullable(),
})
/** Progress of an enrichment. */
export type Enrichment = z.infer<typeof enrichment>

/** Subscribes to the enrichment of a list. */
export const enrichmentProgress = operation(
  `subscription ($listId: ID!) {
    enrichmentProgress(listId: $listId) {
      status total processed enriched skipped failed reasons { outcome count message } error { message }
    }
  }`,
  z.object({ enrichmentProgress: enrichment }),
)

const example = z.object({
  edges: z.array(z.object({ node: z.object({ rowNumber: z.number(), reason: z.string() }) })),
})
const exampleOf = (verdict: string) =>
  `${verdict}: outcomes(verdicts: [${verdict}], first: 1) { edges { node { rowNumber reason } } }`

/** Reads the results of a run: the first rows, and examples of rows that were not added. */
export const readResult = operation(
  `query ($runId: ID!) {
    viewer { credits { available reserved } }
    importRun(id: $runId) {
      list {
        name
        rows(first: 3) { totalCount edges { node { firstName lastName title companyName email } } }
        companies(first: 0) { totalCount }
      }
      ${['MERGED', 'CROSS_LIST', 'BLOCKED', 'INVALID'].map(exampleOf).join('\n')}
    }
  }`,
  z.object({
    viewer: z.object({ credits: z.object({ available: z.number(), reserved: z.number() }) }),
    importRun: z.object({
      list: z.object({
        name: z.string(),
        rows: z.object({
          totalCount: z.number(),
          edges: z.array(z.object({ node: z.record(z.string(), z.string().nullable()) })),
        }),
        companies: z.object({ totalCount: z.number() }),
      }),
      MERGED: example,
      CROSS_LIST: example,
      BLOCKED: example,
      INVALID: example,
    }),
  }),
)
/** Result of `readResult`. */
export type Result = z.infer<typeof readResult.data>

function operation<Data>(query: string, data: z.ZodType<Data>): Operation<Data> {
  return { query, data }
}
