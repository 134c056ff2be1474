import type { Log } from '../log.ts'
import { ConflatingQueue, type Events } from './pubsub.ts'

/** What is followed: each change raises its version, from 1 on. */
interface Versioned {
  readonly ownerId: number
  readonly version: number
}

/** A stream of snapshots, each newer than the last of its key. */
export type LiveStream<Row> = AsyncIterableIterator<Row, undefined>

/** One who watches all of an owner's. */
interface OwnerWatch {
  readonly ownerId: number
  /** What has a greater number began after the first snapshot. */
  readonly since: bigint
}

/** Where the states come from that are followed. */
export interface LiveSource<Row> {
  /** How the log names what is followed. */
  readonly name: string
  readonly keyOf: (row: Row) => string
  /** Whether it has reached its last state, which completes the stream of whoever watches it alone. */
  readonly isOver: (row: Row) => boolean
  /** Calls back with the key of whatever changes, until the returned function is called. */
  readonly onChange: (events: Events, changed: (key: string) => void) => () => void
  /** The states by their keys: null where there is none yet, absent where there never will be another. */
  readonly read: (keys: string[]) => Promise<Map<string, Row | null>>
  /** The keys of what may have begun while these were not told. */
  readonly begun: (watches: readonly OwnerWatch[]) => Promise<string[]>
}

/** At most ten reads a second, for all keys and subscribers together. */
const readEvery = 100
const retryAfter = 1_000

interface Subscriber<Row> {
  ownerId: number
  /** Null: it watches all of the owner's. */
  key: string | null
  slot: ConflatingQueue<string, Row>
  /** The last version handed over, by key. */
  versions: Map<string, number>
  since: bigint
}

/**
 * The live state of what changes in any process. A subscriber attaches first and then gets a snapshot, so nothing falls
 * between the two; an event is only a hint to read, and one read serves all subscribers.
 */
export class Live<Row extends Versioned> {
  readonly #source: LiveSource<Row>
  readonly #log: Log
  readonly #subscribers = new Set<Subscriber<Row>>()
  readonly #stale = new Set<string>()
  readonly #stopListening: (() => void)[]
  #timer: NodeJS.Timeout | undefined
  #lastRead = 0
  #closed = false

  constructor({ source, events, log }: { source: LiveSource<Row>; events: Events; log: Log }) {
    this.#source = source
    this.#log = log
    this.#stopListening = [
      source.onChange(events, (key) => this.#onChange(key)),
      events.onReconnect(() => void this.#rereadAll()),
    ]
  }

  /** The state that `snapshot` reads, once there is one, and then each change, completing after the last; throws what `snapshot` throws. */
  async watch(ownerId: number, key: string, snapshot: () => Promise<Row | null>): Promise<LiveStream<Row>> {
    const subscriber = this.#attach(ownerId, key)
    const row = await this.#snapshot(subscriber, snapshot)
    if (row !== null) this.#hand(subscriber, row)
    return subscriber.slot
  }

  /** The states that `snapshot` reads, and then each change of any of the owner's that it names or that begins after `since`. */
  async watchOwner(
    ownerId: number,
    snapshot: () => Promise<{ rows: readonly Row[]; since: bigint }>,
  ): Promise<LiveStream<Row>> {
    const subscriber = this.#attach(ownerId, null)
    const { rows, since } = await this.#snapshot(subscriber, snapshot)
    subscriber.since = since
    for (const row of rows) this.#hand(subscriber, row)
    return subscriber.slot
  }

  /** Ends every stream. */
  close(): void {
    this.#closed = true
    for (const stop of this.#stopListening) stop()
    clearTimeout(this.#timer)
    for (const { slot } of this.#subscribers) slot.end()
    this.#subscribers.clear()
  }

  #attach(ownerId: number, key: string | null): Subscriber<Row> {
    const slot = new ConflatingQueue<string, Row>(() => this.#subscribers.delete(subscriber))
    const subscriber: Subscriber<Row> = { ownerId, key, slot, versions: new Map(), since: 0n }
    this.#subscribers.add(subscriber)
    return subscriber
  }

  async #snapshot<T>(subscriber: Subscriber<Row>, read: () => Promise<T>): Promise<T> {
    try {
      return await read()
    } catch (error) {
      await subscriber.slot.return()
      throw error
    }
  }

  #onChange(changed: string): void {
    // Whose it is, the message does not say: those who watch all of an owner's may be meant.
    if ([...this.#subscribers].some(({ key }) => key === null || key === changed)) this.#refresh([changed])
  }

  #refresh(keys: Iterable<string>, wait = this.#lastRead + readEvery - Date.now()): void {
    if (this.#closed) return
    for (const key of keys) this.#stale.add(key)
    if (this.#stale.size > 0) this.#timer ??= setTimeout(() => void this.#read(), Math.max(wait, 0))
  }

  async #read(): Promise<void> {
    const keys = [...this.#stale]
    this.#stale.clear()
    this.#lastRead = Date.now()
    try {
      const rows = await this.#source.read(keys)
      this.#timer = undefined
      for (const row of rows.values()) if (row !== null) this.#handToAll(row)
      for (const key of keys) if (!rows.has(key)) this.#completeThoseOf(key)
      this.#refresh([])
    } catch (error) {
      this.#log.warn({ err: error }, `progress: cannot read the ${this.#source.name} that changed`)
      this.#timer = undefined
      this.#refresh(keys, retryAfter)
    }
  }

  /** After a gap in the events: everything that is watched may have changed, and more may have begun, or begun and ended. */
  async #rereadAll(): Promise<void> {
    if (this.#closed) return
    const watches = [...this.#subscribers].filter(({ key }) => key === null)
    this.#refresh([...this.#subscribers].flatMap(({ key, versions }) => key ?? [...versions.keys()]))
    try {
      this.#refresh(await this.#source.begun(watches))
    } catch (error) {
      this.#log.warn({ err: error }, `progress: cannot look for ${this.#source.name} that began`)
      setTimeout(() => void this.#rereadAll(), retryAfter).unref()
    }
  }

  #handToAll(row: Row): void {
    const rowKey = this.#source.keyOf(row)
    for (const subscriber of this.#subscribers) {
      const { ownerId, key } = subscriber
      if (ownerId === row.ownerId && (key === null || key === rowKey)) this.#hand(subscriber, row)
    }
  }

  #hand(subscriber: Subscriber<Row>, row: Row): void {
    const { slot, versions } = subscriber
    const key = this.#source.keyOf(row)
    if (row.version <= (versions.get(key) ?? 0)) return
    versions.set(key, row.version)
    slot.put(key, row)
    if (subscriber.key !== null && this.#source.isOver(row)) this.#complete(subscriber)
  }

  /** What is gone has no further state. */
  #completeThoseOf(key: string): void {
    for (const subscriber of this.#subscribers) if (subscriber.key === key) this.#complete(subscriber)
  }

  #complete(subscriber: Subscriber<Row>): void {
    subscriber.slot.end()
    this.#subscribers.delete(subscriber)
  }
}
