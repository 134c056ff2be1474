import type { Client } from 'urql'
import { graphql } from '../../gql/gql.ts'
import type { OutcomeInTableFragment, OutcomeReasonCode } from '../../gql/graphql.ts'
import { queryOrThrow, toConnectionPage } from './table/connection.ts'
import { pageSize, type Source } from './table/cursor-pages.ts'

const OutcomesPage = graphql(`
  query OutcomesPage(
    $runId: ID!
    $first: Int!
    $after: String
    $offset: Int!
    $verdicts: [Verdict!]
    $reasonCodes: [OutcomeReasonCode!]
    $rowNumbers: [Int!]
    $total: Boolean!
  ) {
    importRun(id: $runId) {
      id
      outcomes(
        first: $first
        after: $after
        offset: $offset
        verdicts: $verdicts
        reasonCodes: $reasonCodes
        rowNumbers: $rowNumbers
      ) {
        totalCount @include(if: $total)
        edges { cursor node { ...OutcomeInTable } }
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

/** A skipped row in the table. */
export type Outcome = OutcomeInTableFragment

/** Selects rows by verdict, by reason and by number; an empty list selects all. */
export interface OutcomeFilter {
  readonly verdicts: readonly Outcome['verdict'][]
  readonly reasonCodes: readonly OutcomeReasonCode[]
  readonly rowNumbers: readonly number[]
}

/** Returns the filter's query variables: null for an empty list, because the API matches nothing with one. */
export function filterVariables({ verdicts, reasonCodes, rowNumbers }: OutcomeFilter) {
  return {
    verdicts: verdicts.length > 0 ? [...verdicts] : null,
    reasonCodes: reasonCodes.length > 0 ? [...reasonCodes] : null,
    rowNumbers: rowNumbers.length > 0 ? [...rowNumbers] : null,
  }
}

/** Returns a source of a run's skipped rows. */
export function outcomesOf(client: Client, runId: string, filter: OutcomeFilter): Source<Outcome> {
  return {
    async read(anchor, want) {
      const variables = { runId, first: pageSize, ...anchor, ...filterVariables(filter), ...want }
      return toConnectionPage((await queryOrThrow(client, OutcomesPage, variables))?.importRun?.outcomes, anchor)
    },
  }
}
