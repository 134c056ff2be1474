/** How the delay between attempts grows. */
export interface Backoff {
  /** Delay after no failure, in milliseconds. */
  readonly first: number
  /** Factor by which each failure multiplies the delay. */
  readonly factor: number
  /** Longest delay, in milliseconds. */
  readonly max: number
}

/** Returns how long to wait before the next attempt, in milliseconds: `first` × `factor`^`failures`, at most `max`. */
export function backoff(failures: number, { first, factor, max }: Backoff): number {
  return Math.min(max, first * factor ** failures)
}

/** Returns the delay up to a half shorter or longer, so that callers that failed together don't retry together. */
export function withJitter(delay: number): number {
  return delay * (0.5 + Math.random())
}
