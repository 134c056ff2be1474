import type { World } from './environment.ts'

/** How hard it is tried: in the test suite, in every CI run, or until nothing is left to doubt. */
export type Scale = 'sample' | 'ci' | 'full'

/** A promise of the documents, and what tries to break it. */
export interface Scenario<Count extends string = string> {
  /** The word by which it is asked for. */
  readonly name: string
  /** What holds, in one sentence. */
  readonly promise: string
  /** How often what is done, for each scale. */
  readonly counts: Readonly<Record<Count, Readonly<Record<Scale, number>>>>
  run(trial: Trial<Count>): Promise<Outcome>
}

/** One run of a scenario. */
export interface Trial<Count extends string = string> {
  readonly world: World
  readonly counts: Readonly<Record<Count, number>>
  /** Decides all that is random. */
  readonly seed: number
  /** Tells how far it is. */
  say(line: string): void
}

/** What came of it. */
export interface Outcome {
  /** What was measured, with its unit in the name where it has one. */
  readonly figures: Readonly<Record<string, number | string>>
  /** Each promise that did not hold, in words; none: all is well. */
  readonly broken: readonly string[]
}

/** The counts of a scenario at a scale. */
export function countsOf<Count extends string>({ counts }: Scenario<Count>, scale: Scale): Record<Count, number> {
  const entries = Object.entries<Readonly<Record<Scale, number>>>(counts).map(([name, of]) => [name, of[scale]])
  return Object.fromEntries(entries)
}
