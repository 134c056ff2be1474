import { ProviderBusyError } from '../../../errors.ts'

const maxRefusals = 10
const span = 5 * 60 * 1_000

/** Keeps away from the number of refusals at which a provider blocks an address for good. */
export interface Brake {
  /** Throws a ProviderBusyError while there have been too many refusals lately. */
  check(): void
  /** The provider has asked for fewer requests. */
  count(): void
}

/** A brake that is full after ten refusals in five minutes: Bright Data blocks whoever gets 25 in that time. */
export function createBrake(now: () => number): Brake {
  const refusals: number[] = []
  return {
    check() {
      const oldest = refusals.at(-maxRefusals)
      const wait = oldest === undefined ? 0 : oldest + span - now()
      if (wait <= 0) return
      throw new ProviderBusyError(
        'Bright Data has asked for fewer requests so often that Leadstream waits before it asks again.',
        wait,
      )
    },
    count() {
      refusals.push(now())
      if (refusals.length > maxRefusals) refusals.shift()
    },
  }
}
