import type { ImportRun, PrismaClient } from '../db/generated/client.ts'
import { type Events, LatestByKey } from '../events/pubsub.ts'
import type { Log } from '../log.ts'
import { RunNotFoundError } from './errors.ts'

/** A stream of snapshots of runs, each newer than the last of its run. */
export type RunStream = AsyncIterableIterator<ImportRun, undefined>

const live = ['QUEUED', 'RUNNING', 'PAUSED'] as const
/** At most ten reads a second, for all runs and subscribers of the process together. */
const readEvery = 100
const retryAfter = 1_000

/** Whether a run has ended. */
function isOver(run: Pick<ImportRun, 'status'>): boolean {
  return !live.some((status) => status === run.status)
}

/** Who watches: one run of an owner, or all. */
interface Subscriber {
  ownerId: number
  runId: string | null
  slot: LatestByKey<string, ImportRun>
  /** The last version handed over, by run. */
  versions: Map<string, number>
  /** Runs with a greater `seq` began after the first snapshot. */
  since: bigint
}

/**
 * The live state of runs. A subscriber attaches first and then gets a snapshot, so nothing falls between the two; an event
 * is only a hint to read, and one read serves all subscribers.
 */
export class RunProgress {
  readonly #prisma: PrismaClient
  readonly #log: Log
  readonly #subscribers = new Set<Subscriber>()
  readonly #stale = new Set<string>()
  readonly #stopListening: (() => void)[]
  #timer: NodeJS.Timeout | undefined
  #lastRead = 0
  #closed = false

  constructor({ prisma, events, log }: { prisma: PrismaClient; events: Events; log: Log }) {
    this.#prisma = prisma
    this.#log = log
    this.#stopListening = [
      events.subscribe('importRun', ({ runId }) => this.#onChange(runId)),
      events.onReconnect(() => void this.#rereadAll()),
    ]
  }

  /** The run as it is now and then each change, completing after its end; throws RunNotFoundError for a run that is not the owner's. */
  async watchRun(ownerId: number, runId: string): Promise<RunStream> {
    const subscriber = this.#attach(ownerId, runId)
    const run = await this.#snapshot(subscriber, () =>
      this.#prisma.importRun.findFirst({ where: { id: runId, ownerId } }),
    )
    if (run === null) {
      await subscriber.slot.return()
      throw new RunNotFoundError()
    }
    this.#hand(subscriber, run)
    return subscriber.slot
  }

  /** All runs of the owner that are not over, and then each change of any. */
  async watchOwner(ownerId: number): Promise<RunStream> {
    const subscriber = this.#attach(ownerId, null)
    const where = { ownerId, status: { in: [...live] } }
    const [newest, runs] = await this.#snapshot(subscriber, async () => [
      await this.#prisma.importRun.findFirst({ where: { ownerId }, orderBy: { seq: 'desc' }, select: { seq: true } }),
      await this.#prisma.importRun.findMany({ where, orderBy: { seq: 'asc' } }),
    ])
    subscriber.since = newest?.seq ?? 0n
    for (const run of runs) this.#hand(subscriber, run)
    return subscriber.slot
  }

  /** The run when it has ended, or as it is when the time is up. */
  async waitUntilOver(run: ImportRun, milliseconds: number): Promise<ImportRun> {
    if (milliseconds <= 0 || isOver(run)) return run
    const stream = await this.watchRun(run.ownerId, run.id)
    const timer = setTimeout(() => void stream.return?.(), milliseconds)
    let latest = run
    try {
      for await (const snapshot of stream) latest = snapshot
    } finally {
      clearTimeout(timer)
    }
    return latest
  }

  /** Ends every stream. */
  close(): void {
    this.#closed = true
    for (const stop of this.#stopListening) stop()
    clearTimeout(this.#timer)
    for (const { slot } of this.#subscribers) slot.end()
    this.#subscribers.clear()
  }

  #attach(ownerId: number, runId: string | null): Subscriber {
    const slot = new LatestByKey<string, ImportRun>(() => this.#subscribers.delete(subscriber))
    const subscriber: Subscriber = { ownerId, runId, slot, versions: new Map(), since: 0n }
    this.#subscribers.add(subscriber)
    return subscriber
  }

  async #snapshot<T>(subscriber: Subscriber, read: () => Promise<T>): Promise<T> {
    try {
      return await read()
    } catch (error) {
      await subscriber.slot.return()
      throw error
    }
  }

  #onChange(runId: string): void {
    // Whose run it is, the message does not say: those who watch all of an owner's may be meant.
    const watched = [...this.#subscribers].some((subscriber) => subscriber.runId === null || subscriber.runId === runId)
    if (watched) this.#refresh([runId])
  }

  #refresh(runIds: Iterable<string>, wait = this.#lastRead + readEvery - Date.now()): void {
    if (this.#closed) return
    for (const runId of runIds) this.#stale.add(runId)
    if (this.#stale.size > 0) this.#timer ??= setTimeout(() => void this.#read(), Math.max(wait, 0))
  }

  async #read(): Promise<void> {
    const ids = [...this.#stale]
    this.#stale.clear()
    this.#lastRead = Date.now()
    try {
      const runs = await this.#prisma.importRun.findMany({ where: { id: { in: ids } } })
      this.#timer = undefined
      for (const run of runs) this.#handToAll(run)
      const found = new Set(runs.map(({ id }) => id))
      for (const id of ids) if (!found.has(id)) this.#completeThoseOf(id)
      this.#refresh([])
    } catch (error) {
      this.#log.warn({ err: error }, 'progress: cannot read the runs that changed')
      this.#timer = undefined
      this.#refresh(ids, retryAfter)
    }
  }

  /** After a gap in the events: everything that is watched may have changed, and runs may have begun, or begun and ended. */
  async #rereadAll(): Promise<void> {
    if (this.#closed) return
    const watchers = [...this.#subscribers].filter(({ runId }) => runId === null)
    const known = [...this.#subscribers].flatMap(({ runId, versions }) => runId ?? [...versions.keys()])
    this.#refresh(known)
    try {
      const begun = await this.#prisma.importRun.findMany({
        where: {
          OR: watchers.map(({ ownerId, since }) => ({
            ownerId,
            OR: [{ seq: { gt: since } }, { status: { in: [...live] } }],
          })),
        },
        select: { id: true },
      })
      this.#refresh(begun.map(({ id }) => id))
    } catch (error) {
      this.#log.warn({ err: error }, 'progress: cannot look for runs that began')
      setTimeout(() => void this.#rereadAll(), retryAfter).unref()
    }
  }

  #handToAll(run: ImportRun): void {
    for (const subscriber of this.#subscribers) {
      const watches = subscriber.ownerId === run.ownerId && (subscriber.runId === null || subscriber.runId === run.id)
      if (watches) this.#hand(subscriber, run)
    }
  }

  #hand(subscriber: Subscriber, run: ImportRun): void {
    const { runId, slot, versions } = subscriber
    if (run.version <= (versions.get(run.id) ?? 0)) return
    versions.set(run.id, run.version)
    slot.put(run.id, run)
    if (runId !== null && isOver(run)) this.#complete(subscriber)
  }

  /** A run that is gone has no further state. */
  #completeThoseOf(runId: string): void {
    for (const subscriber of this.#subscribers) if (subscriber.runId === runId) this.#complete(subscriber)
  }

  #complete(subscriber: Subscriber): void {
    subscriber.slot.end()
    this.#subscribers.delete(subscriber)
  }
}
