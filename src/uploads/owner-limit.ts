import pLimit, { type LimitFunction } from 'p-limit'

/** Limits how much work of one kind each owner does at once; more work of the same owner waits in order. */
export class OwnerLimit {
  readonly #concurrency: number
  readonly #limits = new Map<number, LimitFunction>()

  constructor(concurrency: number) {
    this.#concurrency = concurrency
  }

  /** Returns what `work` returns, once it is the owner's turn. */
  async run<T>(ownerId: number, work: () => Promise<T>): Promise<T> {
    const limit = this.#limits.get(ownerId) ?? pLimit(this.#concurrency)
    this.#limits.set(ownerId, limit)
    try {
      return await limit(work)
    } finally {
      if (limit.activeCount === 0 && limit.pendingCount === 0) this.#limits.delete(ownerId)
    }
  }
}
