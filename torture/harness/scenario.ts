import type { Environment } from './environment.ts'

/** How much to try: in the test suite, in each CI run, or in full. */
export type Scale = 'sample' | 'ci' | 'full'

/** A documented promise and an attempt to break it. */
export interface Scenario<Count extends string = string> {
  /** The name of its command. */
  readonly name: string
  /** The promise, in one sentence. */
  readonly promise: string
  /** How often each action is done, by scale. */
  readonly counts: Readonly<Record<Count, Readonly<Record<Scale, number>>>>
  run(trial: Trial<Count>): Promise<Outcome>
}

/** One execution of a scenario. */
export interface Trial<Count extends string = string> {
  readonly environment: Environment
  readonly counts: Readonly<Record<Count, number>>
  /** Factor for the promised times: 1 on an idle machine, more in CI and when tests run in parallel. */
  readonly timeFactor: number
  /** Seed of all random choices. */
  readonly seed: number
  /** Reports progress. */
  report(line: string): void
}

/** Result of a scenario. */
export interface Outcome {
  /** Measurements; the name contains the unit, if there is one. */
  readonly figures: Readonly<Record<string, number | string>>
  /** A description of each violations promise; empty when all hold. */
  readonly violations: readonly string[]
}

/** Returns a scenario's counts at a scale. */
export function countsOf<Count extends string>({ counts }: Scenario<Count>, scale: Scale): Record<Count, number> {
  const entries = Object.entries<Readonly<Record<Scale, number>>>(counts).map(([name, of]) => [name, of[scale]])
  return Object.fromEntries(entries)
}
