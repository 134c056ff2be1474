import { setTimeout as delay, setImmediate as yieldToEventLoop } from 'node:timers/promises'

/** How long a read waits for the one before it, in milliseconds: that may have lost its connection. */
const maxWait = 20

/** Reads that callers share who ask for the same at about the same time. Each gets what was read after it asked. */
export class SharedReads<Value> {
  readonly #pause: number
  readonly #next = new Map<string, Promise<Value>>()
  readonly #running = new Map<string, Promise<unknown>>()

  /** `pause` is the least time between the beginnings of two reads of a key, in milliseconds, so that more callers share each. */
  constructor({ pause = 0 } = {}) {
    this.#pause = pause
  }

  /** Reads with `read`, or shares the next read of this key, which begins when the one before it has ended. */
  read(key: string, read: () => Promise<Value>): Promise<Value> {
    const next = this.#next.get(key) ?? this.#readNext(key, read)
    this.#next.set(key, next)
    return next
  }

  async #readNext(key: string, read: () => Promise<Value>): Promise<Value> {
    await yieldToEventLoop()
    const before = this.#running.get(key)
    if (before) await Promise.race([before, delay(maxWait, undefined, { ref: false })])
    this.#next.delete(key)
    const value = read()
    const ended = Promise.all([value.catch(() => {}), this.#pause && delay(this.#pause, undefined, { ref: false })])
    this.#running.set(key, ended)
    void ended.then(() => {
      if (this.#running.get(key) === ended) this.#running.delete(key)
    })
    return await value
  }
}
