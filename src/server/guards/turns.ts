/** How many operations of one sender begin together; after that, one begins in each turn of the event loop. */
const together = 8

/**
 * Limits how fast each sender's operations begin. Parsing and validating one blocks the event loop for milliseconds, so a sender of
 * thousands would delay everyone else.
 */
export class Turns {
  readonly #begun = new Map<string, number>()
  readonly #waiting = new Map<string, (() => void)[]>()
  #next: NodeJS.Immediate | undefined

  /** Resolves when the next operation of a sender may begin: at once, unless many have just begun. */
  async take(sender: string): Promise<void> {
    this.#next ??= setImmediate(() => this.#turn())
    const waiting = this.#waiting.get(sender)
    if (waiting) return await new Promise((resolve) => waiting.push(resolve))
    const begun = this.#begun.get(sender) ?? 0
    if (begun < together) this.#begun.set(sender, begun + 1)
    else await new Promise<void>((resolve) => this.#waiting.set(sender, [resolve]))
  }

  #turn(): void {
    for (const [sender, begun] of this.#begun) {
      const waiting = this.#waiting.get(sender)
      if (waiting) {
        waiting.shift()?.()
        if (waiting.length === 0) this.#waiting.delete(sender)
      } else if (begun > 1) this.#begun.set(sender, begun - 1)
      else this.#begun.delete(sender)
    }
    this.#next = this.#begun.size > 0 ? setImmediate(() => this.#turn()) : undefined
  }
}
