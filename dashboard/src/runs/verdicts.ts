import type { Run } from './run.ts'

/** The verdicts in display order, each with its field in `counts`, its label and its color. */
export const verdicts = [
  { verdict: 'IMPORTED', count: 'imported', label: 'Imported', color: 'teal' },
  { verdict: 'MERGED', count: 'merged', label: 'Merged', color: 'blue' },
  { verdict: 'NO_MATCH', count: 'noMatch', label: 'No match', color: 'cyan' },
  { verdict: 'CROSS_LIST', count: 'crossListSkipped', label: 'Already in another list', color: 'violet' },
  { verdict: 'BLOCKED', count: 'blocked', label: 'Blocked', color: 'orange' },
  { verdict: 'INVALID', count: 'invalid', label: 'Invalid', color: 'red' },
  { verdict: 'UNAFFORDABLE', count: 'unaffordable', label: 'Skipped: no credits', color: 'gray' },
] as const satisfies readonly {
  verdict: string
  count: keyof Run['counts']
  label: string
  color: string
}[]
