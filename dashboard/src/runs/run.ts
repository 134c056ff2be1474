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
    error { code message }
    counts {
      total processed imported merged updated crossListSkipped blocked invalid unaffordable companiesCreated
    }
    list { id name enrichmentStatus }
  }
`)

/** A run as the dashboard shows it. */
export type Run = RunFragment

/** Whether nothing more becomes of a run. */
export function isOver({ status }: Pick<Run, 'status'>): boolean {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED'
}

/** How many rows of a run were not imported so far. */
export function leftOutOf({ counts }: Pick<Run, 'counts'>): number {
  return counts.processed - counts.imported
}

/** How much of the runs is done, from 0 to 1 for all of them together; null where none says how much there is to do. */
export function shareOf(runs: readonly Pick<Run, 'counts'>[]): number | null {
  const known = runs.flatMap(({ counts: { total, processed } }) => (total ? [{ total, processed }] : []))
  const total = known.reduce((sum, run) => sum + run.total, 0)
  const processed = known.reduce((sum, run) => sum + run.processed, 0)
  return total === 0 ? null : Math.min(processed / total, 1)
}
