import { number } from '../components/format.ts'
import type { Tone } from '../design/tokens.ts'
import type { Run } from './run.ts'

/** The verdicts in display order, each with its field in `counts`, its label and its tone. */
export const verdicts = [
  { verdict: 'IMPORTED', count: 'imported', label: 'Imported', tone: 'success' },
  { verdict: 'MERGED', count: 'merged', label: 'Merged', tone: 'info' },
  { verdict: 'NO_MATCH', count: 'noMatch', label: 'No match', tone: 'notice' },
  { verdict: 'CROSS_LIST', count: 'crossListSkipped', label: 'Already in another list', tone: 'other' },
  { verdict: 'BLOCKED', count: 'blocked', label: 'Blocked', tone: 'warning' },
  { verdict: 'INVALID', count: 'invalid', label: 'Invalid', tone: 'danger' },
  { verdict: 'UNAFFORDABLE', count: 'unaffordable', label: 'Skipped: no credits', tone: 'neutral' },
] as const satisfies readonly {
  verdict: string
  count: keyof Run['counts']
  label: string
  tone: Tone
}[]

/** Describes counts that are not zero: "80 imported, 10 merged". */
export function describeCounts(counts: Run['counts']): string {
  return verdicts
    .filter(({ count }) => counts[count] > 0)
    .map(({ count, label }) => `${number(counts[count])} ${label.toLowerCase()}`)
    .join(', ')
}

/** What a bulk change did to rows, each with its field in `bulkCounts` and its tone. */
export const bulkChanges = [
  { count: 'moved', tone: 'success' },
  { count: 'copied', tone: 'notice' },
  { count: 'deleted', tone: 'neutral' },
  { count: 'merged', tone: 'info' },
] as const satisfies readonly { count: keyof Run['bulkCounts']; tone: Tone }[]
