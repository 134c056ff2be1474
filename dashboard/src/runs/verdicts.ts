import type { Run } from './run.ts'

/** The verdicts in the order of the API, each with its count in a run, its name for people and its colour. */
export const verdicts = [
  { verdict: 'IMPORTED', count: 'imported', label: 'Imported', color: 'teal' },
  { verdict: 'MERGED', count: 'merged', label: 'Merged', color: 'blue' },
  { verdict: 'CROSS_LIST', count: 'crossListSkipped', label: 'In other lists', color: 'violet' },
  { verdict: 'BLOCKED', count: 'blocked', label: 'Blocked', color: 'orange' },
  { verdict: 'INVALID', count: 'invalid', label: 'Unreadable', color: 'red' },
  { verdict: 'UNAFFORDABLE', count: 'unaffordable', label: 'No credits', color: 'gray' },
] as const satisfies readonly {
  verdict: string
  count: keyof Run['counts']
  label: string
  color: string
}[]
