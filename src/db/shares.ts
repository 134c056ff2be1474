import pLimit, { type LimitFunction } from 'p-limit'

/** Limits how many operations each user runs at the same time; further ones of that user wait, without delaying other users. */
export class Shares {
  readonly #limits = new Map<number, LimitFunction>()
  readonly #size: number

  /** `size` is the maximum number of concurrent operations per user. */
  constructor(size: number) {
    this.#size = size
  }

  /** Runs `work` once the user is below the limit; resolves or rejects with its result. */
  async run<T>(userId: number, work: () => Promise<T>): Promise<T> {
    const limit = this.#limits.get(userId) ?? pLimit(this.#size)
    this.#limits.set(userId, limit)
    try {
      return await limit(work)
    } finally {
      if (limit.activeCount + limit.pendingCount === 0) this.#limits.delete(userId)
    }
  }
}
