import { type Channel, type Channels, messages } from './channels.ts'

/** Transports messages: the three methods of an EventTarget, which memory, Postgres or Redis can implement. */
export interface EventTransport {
  addEventListener(type: string, listener: (event: Event) => void): void
  removeEventListener(type: string, listener: (event: Event) => void): void
  dispatchEvent(event: Event): boolean
}

/** A transport between processes, which reconnects until it is closed. */
export interface ListeningTransport extends EventTransport {
  /** Returns whether messages arrive; if not, it is reconnecting. */
  isListening(): boolean
  close(): Promise<void>
}

/** The event that a transport dispatches to itself when messages may have been missed. */
export const reconnected = 'reconnected'

/** Events of all server processes, typed by channel. */
export interface Events {
  /** Calls the listener with every new message until the returned function is called. */
  subscribe<K extends Channel>(channel: K, listener: (message: Channels[K]) => void): () => void
  /** Calls the listener whenever messages may have been missed, so that it can read again what it watches. */
  onReconnect(listener: () => void): () => void
}

/** Adds typed channels to a transport; messages that do not match their channel's schema are dropped. */
export function createEvents(transport: EventTransport): Events {
  const listen = (type: string, listener: (event: Event) => void) => {
    // Each subscription needs its own function, because an EventTarget adds the same one only once.
    const handler = (event: Event) => listener(event)
    transport.addEventListener(type, handler)
    return () => transport.removeEventListener(type, handler)
  }
  return {
    subscribe: (channel, listener) =>
      listen(channel, (event) => {
        if (!(event instanceof CustomEvent)) return
        const message = messages[channel].safeParse(event.detail)
        if (message.success) listener(message.data)
      }),
    onReconnect: (listener) => listen(reconnected, listener),
  }
}

interface Waiter<V> {
  resolve(result: IteratorResult<V, undefined>): void
  reject(error: unknown): void
}

/**
 * Iterates over the latest value of each key, in the order in which the keys were first put since they were last read.
 * If the consumer is slow, it holds one value per key, however many are put.
 */
export class ConflatingQueue<K, V> implements AsyncIterableIterator<V, undefined> {
  readonly #unread = new Map<K, V>()
  readonly #waiters: Waiter<V>[] = []
  #onReturn: (() => void) | undefined
  #onReadable: (() => void) | undefined
  #over = false
  #failure: { error: unknown } | undefined

  /** `onReturn` runs once, when the consumer returns; never when the producer ends or fails the stream. */
  constructor(onReturn?: () => void) {
    this.#onReturn = onReturn
  }

  /** Adds a value, which replaces an unread one of the same key. */
  put(key: K, value: V): void {
    if (this.#over) return
    const waiter = this.#waiters.shift()
    if (waiter) waiter.resolve({ done: false, value })
    else {
      this.#unread.set(key, value)
      this.#onReadable?.()
    }
  }

  /** Completes the stream once the unread values are read. */
  end(): void {
    this.#over = true
    for (const waiter of this.#waiters.splice(0)) waiter.resolve({ done: true, value: undefined })
    this.#onReadable?.()
  }

  /** Fails the stream at once; unread values are dropped. */
  fail(error: unknown): void {
    if (this.#over) return
    this.#over = true
    this.#unread.clear()
    const waiters = this.#waiters.splice(0)
    if (waiters.length === 0) this.#failure = { error }
    for (const waiter of waiters) waiter.reject(error)
    this.#onReadable?.()
  }

  /** Calls back whenever `take` may return something else; for a consumer that calls neither `next` nor this again. */
  onReadable(callback: () => void): void {
    this.#onReadable = callback
  }

  /** Like `next`, but returns null instead of waiting. Throws the failure of the stream. */
  take(): IteratorResult<V, undefined> | null {
    for (const [key, value] of this.#unread) {
      this.#unread.delete(key)
      return { done: false, value }
    }
    if (this.#failure) {
      const { error } = this.#failure
      this.#failure = undefined
      throw error
    }
    return this.#over ? { done: true, value: undefined } : null
  }

  async next(): Promise<IteratorResult<V, undefined>> {
    return this.take() ?? (await new Promise((resolve, reject) => this.#waiters.push({ resolve, reject })))
  }

  return(): Promise<IteratorResult<V, undefined>> {
    this.#unread.clear()
    this.#failure = undefined
    this.#onReadable = undefined
    this.end()
    const onReturn = this.#onReturn
    this.#onReturn = undefined
    onReturn?.()
    return Promise.resolve({ done: true, value: undefined })
  }

  throw(error: unknown): Promise<IteratorResult<V, undefined>> {
    void this.return()
    return Promise.reject(error)
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
