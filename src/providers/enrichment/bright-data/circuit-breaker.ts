import { ProviderBusyError } from '../../../errors.ts'

const maxRefusals = 10
/** Time over which refusals are counted, in milliseconds. */
const period = 5 * 60 * 1_000

/** Stops requests before a provider has sent so many 429 responses that it blocks the IP address. */
export interface CircuitBreaker {
  /** Throws ProviderBusyError while there were too many refusals recently. */
  check(): void
  /** Counts a 429 response. */
  count(): void
}

/** Returns a circuit breaker that opens after ten refusals in five minutes. Bright Data blocks clients after 25. */
export function createCircuitBreaker(now: () => number): CircuitBreaker {
  const refusals: number[] = []
  return {
    check() {
      const oldest = refusals.at(-maxRefusals)
      const wait = oldest === undefined ? 0 : oldest + period - now()
      if (wait <= 0) return
      throw new ProviderBusyError(
        'Bright Data sent too many rate limit responses, so Leadstream pauses its requests.',
        wait,
      )
    },
    count() {
      refusals.push(now())
      if (refusals.length > maxRefusals) refusals.shift()
    },
  }
}
