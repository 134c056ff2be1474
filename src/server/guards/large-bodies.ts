import type { IncomingMessage, ServerResponse } from 'node:http'
import pLimit, { type LimitFunction } from 'p-limit'
import { endBody } from './body-timeout.ts'

/** How fast a large body has to arrive. */
export interface Pace {
  /** Bytes per second over `within`. */
  readonly slowest: number
  /** Bytes per second over a sixth of `within` while another body waits. */
  readonly slowestIfAwaited: number
  /** In milliseconds. */
  readonly within: number
}

const defaultPace: Pace = { slowest: 20_000, slowestIfAwaited: 100_000, within: 30_000 }

// A large body of JSON is in memory three times, as bytes, text and values, so few are read at once.
const maxInAll = 2
const ticks = 6

/** The turns in which large bodies are read: two at once, and one of each owner. */
export class LargeBodies {
  readonly #all = pLimit(maxInAll)
  readonly #owners = new Map<string, LimitFunction>()
  readonly #pace: Pace

  constructor(pace = defaultPace) {
    this.#pace = pace
  }

  /** Resolves when it is this request's turn, which ends when the response closes or the body becomes too slow. Returns a function that ends it earlier. */
  async take(req: IncomingMessage, res: ServerResponse, owner: string): Promise<() => void> {
    const own = this.#owners.get(owner) ?? pLimit(1)
    this.#owners.set(owner, own)
    res.once('close', () => setImmediate(() => own.activeCount + own.pendingCount > 0 || this.#owners.delete(owner)))
    const releaseOwn = await takeSlot(own, res)
    const release = await takeSlot(this.#all, res)
    this.#endIfSlow(req, res, () => own.pendingCount + this.#all.pendingCount > 0)
    return () => {
      release()
      releaseOwn()
    }
  }

  #endIfSlow(req: IncomingMessage, res: ServerResponse, isAwaited: () => boolean): void {
    const { slowest, slowestIfAwaited, within } = this.#pace
    const seen = [req.socket.bytesRead]
    let wasAwaited = false
    const watch = setInterval(() => {
      if (req.complete) return clearInterval(watch)
      const now = req.socket.bytesRead
      const isTooSlow = (since: number | undefined, bytesPerSecond: number, ms: number) =>
        since !== undefined && now - since < (bytesPerSecond * ms) / 1_000
      const isSlow =
        isTooSlow(seen.at(-ticks), slowest, within) ||
        (wasAwaited && isTooSlow(seen.at(-1), slowestIfAwaited, within / ticks))
      // If data is waiting to be read, it is the server that paused.
      if (isSlow && req.readableLength === 0) endBody(req, res)
      wasAwaited = isAwaited()
      seen.push(now)
    }, within / ticks)
    watch.unref()
    res.once('close', () => clearInterval(watch))
  }
}

/** Resolves once `limit` has a free slot, which the response holds until it closes. Returns a function that frees it earlier. */
export function takeSlot(limit: LimitFunction, res: ServerResponse): Promise<() => void> {
  return new Promise((resolve) => {
    void limit(
      () =>
        new Promise<void>((release) => {
          if (res.closed) release()
          res.once('close', release)
          resolve(release)
        }),
    )
    // The client left while it waited: its request fails when it is read on.
    res.once('close', () => resolve(() => {}))
  })
}
