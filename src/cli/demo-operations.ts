import * as z from 'zod'
import type { Operation } from './api.ts'

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
