import type { Log } from '../log.ts'
import { ConflatingQueue, type Events } from './pubsub.ts'

/** An object that subscribers watch; each change increments its version, which starts at 1. */
interface Versioned {
  readonly ownerId: number
  readonly version: number
}

/** A stream of snapshots, each newer than the last of its key. All subscribers to an object receive a change as the same snapshot. */
export type LiveStream<Row> = ConflatingQueue<string, Row>

/** A subscriber to all objects of an owner. */
interface OwnerWatch {
  readonly ownerId: number
  /** Objects with a greater number began after the first snapshot. */
  readonly since: bigint
}

/** The source of the snapshots. */
export interface LiveSource<Row> {
  /** Plural name of the objects in log messages. */
  readonly name: string
  readonly keyOf: (row: Row) => string
  /** Returns whether this is the object's last state, which completes the streams that watch only this object. */
  readonly isOver: (row: Row) => boolean
  /** Calls back with the key of each object that changes, until the returned function is called. */
  readonly onChange: (events: Events, changed: (key: string) => void) => () => void
  /** Returns the current states by key: null if there is none yet, absent if there will never be another. */
  readonly read: (keys: string[]) => Promise<Map<string, Row | null>>
  /** Returns the keys of objects that may have begun while these subscribers missed events. */
  readonly begun: (watches: readonly OwnerWatch[]) => Promise<string[]>
}

/** At most ten reads a second, for all keys and subscribers together. */
const readEvery = 100
const retryAfter = 1_000

interface Subscriber<Row> {
  ownerId: number
  /** Null to watch all objects of the owner. */
  key: string | null
  slot: ConflatingQueue<string, Row>
  /** The last version delivered, by key. */
  versions: Map<string, number>
  since: bigint
}

/**
 * Streams the state of objects that any process may change. A subscriber attaches before its snapshot is read, so no
 * change is lost between the two. An event is only a hint to read, and one read serves all subscribers.
 */
export class Live<Row extends Versioned> {
  readonly #source: LiveSource<Row>
  readonly #log: Log
  /** By the key of the one object that they watch. */
  readonly #ofObject = new Map<string, Set<Subscriber<Row>>>()
  /** By the owner all of whose objects they watch. */
  readonly #ofOwner = new Map<number, Set<Subscriber<Row>>>()
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

  /** Returns a stream of the state that `snapshot` reads, if there is one yet, and of each later change; it completes after the last state. Throws what `snapshot` throws. */
  async watch(ownerId: number, key: string, snapshot: () => Promise<Row | null>): Promise<LiveStream<Row>> {
    const subscriber = this.#attach(ownerId, key)
    const row = await this.#snapshot(subscriber, snapshot)
    if (row !== null) this.#hand(subscriber, row)
    return subscriber.slot
  }

  /** Returns a stream of the states that `snapshot` reads, and of each later change to these objects and to those that begin after `since`, except the versions in `known`. Throws what `snapshot` throws. */
  async watchOwner(
    ownerId: number,
    snapshot: () => Promise<{ rows: readonly Row[]; since: bigint; known?: readonly Row[] }>,
  ): Promise<LiveStream<Row>> {
    const subscriber = this.#attach(ownerId, null)
    const { rows, since, known = [] } = await this.#snapshot(subscriber, snapshot)
    subscriber.since = since
    for (const row of known) {
      const key = this.#source.keyOf(row)
      subscriber.versions.set(key, Math.max(row.version, subscriber.versions.get(key) ?? 0))
    }
    for (const row of rows) this.#hand(subscriber, row)
    return subscriber.slot
  }

  /** Ends every stream. */
  close(): void {
    this.#closed = true
    for (const stop of this.#stopListening) stop()
    clearTimeout(this.#timer)
    for (const subscriber of this.#all()) this.#complete(subscriber)
  }

  #all(): Subscriber<Row>[] {
    return [...this.#ofObject.values(), ...this.#ofOwner.values()].flatMap((subscribers) => [...subscribers])
  }

  #attach(ownerId: number, key: string | null): Subscriber<Row> {
    const slot = new ConflatingQueue<string, Row>(() => this.#detach(subscriber))
    const subscriber: Subscriber<Row> = { ownerId, key, slot, versions: new Map(), since: 0n }
    if (key === null) addTo(this.#ofOwner, ownerId, subscriber)
    else addTo(this.#ofObject, key, subscriber)
    return subscriber
  }

  #detach(subscriber: Subscriber<Row>): void {
    const { ownerId, key } = subscriber
    if (key === null) removeFrom(this.#ofOwner, ownerId, subscriber)
    else removeFrom(this.#ofObject, key, subscriber)
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
    // The message does not name the owner, so it may concern any subscriber to all objects of an owner.
    if (this.#ofOwner.size > 0 || this.#ofObject.has(changed)) this.#refresh([changed])
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
      this.#log.warn({ err: error }, `progress: could not read changed ${this.#source.name}, will retry`)
      this.#timer = undefined
      this.#refresh(keys, retryAfter)
    }
  }

  /** Reads everything again after a gap in the events: watched objects may have changed, and others may have begun, or begun and ended. */
  async #rereadAll(): Promise<void> {
    if (this.#closed) return
    const watches = [...this.#ofOwner.values()].flatMap((subscribers) => [...subscribers])
    this.#refresh([...this.#ofObject.keys(), ...watches.flatMap(({ versions }) => [...versions.keys()])])
    try {
      this.#refresh(await this.#source.begun(watches))
    } catch (error) {
      this.#log.warn({ err: error }, `progress: could not look for new ${this.#source.name}, will retry`)
      setTimeout(() => void this.#rereadAll(), retryAfter).unref()
    }
  }

  #handToAll(row: Row): void {
    for (const subscriber of this.#ofObject.get(this.#source.keyOf(row)) ?? []) {
      if (subscriber.ownerId === row.ownerId) this.#hand(subscriber, row)
    }
    for (const subscriber of this.#ofOwner.get(row.ownerId) ?? []) this.#hand(subscriber, row)
  }

  #hand(subscriber: Subscriber<Row>, row: Row): void {
    const { slot, versions } = subscriber
    const key = this.#source.keyOf(row)
    if (row.version <= (versions.get(key) ?? 0)) return
    versions.set(key, row.version)
    slot.put(key, row)
    if (subscriber.key !== null && this.#source.isOver(row)) this.#complete(subscriber)
  }

  /** Completes the streams of an object that no longer exists. */
  #completeThoseOf(key: string): void {
    for (const subscriber of this.#ofObject.get(key) ?? []) this.#complete(subscriber)
  }

  #complete(subscriber: Subscriber<Row>): void {
    this.#detach(subscriber)
    subscriber.slot.end()
  }
}

function addTo<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}

function removeFrom<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key)
  if (set?.delete(value) && set.size === 0) sets.delete(key)
}
