import pLimit, { type LimitFunction } from 'p-limit'

/** Lets each user do only so many things at once; that user's others wait their turn, and nobody else's do. */
export class Shares {
  readonly #limits = new Map<number, LimitFunction>()
  readonly #size: number

  /** `size` is how many things one user may do at once. */
  constructor(size: number) {
    this.#size = size
  }

  /** Does `work` in its turn among the user's; resolves or rejects with it. */
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
