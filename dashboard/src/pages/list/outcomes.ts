import type { Client } from 'urql'
import { graphql } from '../../gql/gql.ts'
import type { OutcomeInTableFragment } from '../../gql/graphql.ts'
import { ask, partOf } from './connection.ts'
import { pageSize, type Source } from './cursor-pages.ts'

const OutcomesPage = graphql(`
  query OutcomesPage(
    $runId: ID!
    $first: Int!
    $after: String
    $verdicts: [Verdict!]
    $reasonCodes: [String!]
    $items: Boolean!
    $total: Boolean!
  ) {
    importRun(id: $runId) {
      id
      outcomes(first: $first, after: $after, verdicts: $verdicts, reasonCodes: $reasonCodes) {
        totalCount @include(if: $total)
        edges @include(if: $items) { cursor node { ...OutcomeInTable } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

graphql(`
  fragment OutcomeInTable on ImportOutcome {
    rowNumber
    verdict
    reasonCode
    reason
    cells
  }
`)

/** A row that was not imported, as the table shows one. */
export type Outcome = OutcomeInTableFragment

/** Which rows are meant: those with one of these verdicts and one of these reasons, or of all where there are none. */
export interface OutcomeFilter {
  readonly verdicts: readonly Outcome['verdict'][]
  readonly reasonCodes: readonly string[]
}

/** A filter as the API takes it, to which none of them is not the same as any. */
export function askedBy({ verdicts, reasonCodes }: OutcomeFilter) {
  return {
    verdicts: verdicts.length > 0 ? [...verdicts] : null,
    reasonCodes: reasonCodes.length > 0 ? [...reasonCodes] : null,
  }
}

/** The rows of a run that were not imported. */
export function outcomesOf(client: Client, runId: string, filter: OutcomeFilter): Source<Outcome> {
  return {
    // Verdicts are final, and come in the order of the rows.
    isFiltered: false,
    async read(after, want) {
      const variables = { runId, first: pageSize, after, ...askedBy(filter), ...want }
      return partOf((await ask(client, OutcomesPage, variables))?.importRun?.outcomes, after)
    },
  }
}
