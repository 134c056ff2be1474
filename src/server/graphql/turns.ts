import type { ServerResponse } from 'node:http'

/** Lets a limited number of requests at something at once; the others wait, first come, first served. */
export class Turns {
  readonly #most: number
  readonly #holders = new Set<ServerResponse>()
  readonly #waiting: { res: ServerResponse; begin: () => void }[] = []

  constructor(most: number) {
    this.#most = most
  }

  /** Resolves when it is this request's turn, which ends with its response or with `giveBack`. */
  async take(res: ServerResponse): Promise<void> {
    if (res.closed) return
    res.once('close', () => this.giveBack(res))
    if (this.#holders.size < this.#most) this.#holders.add(res)
    else await new Promise<void>((begin) => this.#waiting.push({ res, begin }))
  }

  /** Ends the turn of a request, or its waiting for one. */
  giveBack(res: ServerResponse): void {
    const place = this.#waiting.findIndex((waiting) => waiting.res === res)
    const [gone] = place === -1 ? [] : this.#waiting.splice(place, 1)
    gone?.begin()
    if (!this.#holders.delete(res)) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#holders.add(next.res)
    next.begin()
  }
}
