import { number, pluralize } from '../components/format.ts'
import { graphql } from '../gql/gql.ts'
import type { RunFragment } from '../gql/graphql.ts'

graphql(`
  fragment Run on ImportRun {
    id
    kind
    dataType
    status
    version
    createdAt
    startedAt
    finishedAt
    pauseReason
    nextAttemptAt
    warnings
    wasCapped
    undoneAt
    error { code message }
    counts {
      total processed imported merged updated crossListSkipped blocked invalid unaffordable noMatch companiesCreated
    }
    bulkCounts: counts { moved copied deleted merged }
    list { id name enrichmentStatus }
  }
`)

/** A run as the dashboard shows it. */
export type Run = RunFragment

/** Returns whether a run has ended. */
export function isOver({ status }: Pick<Run, 'status'>): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED'
}

/** The label of each kind of run. */
export const kindLabels: Record<Run['kind'], string> = {
  CSV: 'File',
  SALES_NAV: 'Sales Navigator search',
  API: 'API',
  BULK: 'Bulk change',
}

/** Describes the rows of a run that became no new lead: "10 rows not added, 10 merged"; null if there are none. */
export function skippedSummary({ counts }: Pick<Run, 'counts'>): string | null {
  const { merged, crossListSkipped, blocked, invalid, unaffordable, noMatch } = counts
  const notAdded = crossListSkipped + blocked + invalid + unaffordable + noMatch
  if (notAdded === 0) return merged === 0 ? null : `${pluralize(merged, 'row')} merged`
  return `${pluralize(notAdded, 'row')} not added${merged === 0 ? '' : `, ${number(merged)} merged`}`
}

/** Returns the combined progress of runs from 0 to 1; null if no total is known. */
export function shareOf(runs: readonly Pick<Run, 'counts'>[]): number | null {
  const known = runs.flatMap(({ counts: { total, processed } }) => (total ? [{ total, processed }] : []))
  const total = known.reduce((sum, run) => sum + run.total, 0)
  const processed = known.reduce((sum, run) => sum + run.processed, 0)
  return total === 0 ? null : Math.min(processed / total, 1)
}
