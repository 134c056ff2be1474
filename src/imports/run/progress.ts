import type { ImportRun, PrismaClient } from '../../db/generated/client.ts'
import { liveStatuses } from '../../db/live-runs.ts'
import { SharedReads } from '../../db/shared-reads.ts'
import { Live, type LiveStream } from '../../events/live-query.ts'
import type { Events } from '../../events/pubsub.ts'
import type { Log } from '../../log.ts'
import { RunNotFoundError } from '../errors.ts'

/** A stream of snapshots of runs, each newer than the last of its run. */
export type RunStream = LiveStream<ImportRun>

/** How far back a subscriber to all runs is sent those that have ended: by default and at most, in milliseconds. */
const lookback = { usual: 5 * 60_000, max: 7 * 24 * 3_600_000 }
/** Older runs are not sent if they have ended. */
const maxEndedRuns = 1_000

/** Whether a run has ended. */
function isOver(run: Pick<ImportRun, 'status'>): boolean {
  return !liveStatuses.some((status) => status === run.status)
}

/** How many runs may have got a greater `seq` than one that is committed after them. */
const overlap = 20

/** Streams the state of runs, with the guarantees of `Live`. */
export class RunProgress {
  readonly #prisma: PrismaClient
  readonly #live: Live<ImportRun>
  readonly #firstStates = new SharedReads<ImportRun | null>({ pause: 20 })

  constructor({ prisma, events, log }: { prisma: PrismaClient; events: Events; log: Log }) {
    this.#prisma = prisma
    this.#live = new Live<ImportRun>({
      events,
      log,
      source: {
        name: 'runs',
        keyOf: ({ id }) => id,
        isOver,
        onChange: (events, changed) => events.subscribe('importRun', ({ runId }) => changed(runId)),
        read: async (ids) => {
          const runs = await prisma.importRun.findMany({ where: { id: { in: ids } } })
          return new Map(runs.map((run) => [run.id, run]))
        },
        begun: async (watches) => {
          const begun = await prisma.importRun.findMany({
            where: {
              OR: watches.map(({ ownerId, since }) => ({
                ownerId,
                OR: [{ seq: { gt: since } }, { status: { in: [...liveStatuses] } }],
              })),
            },
            select: { id: true },
          })
          return begun.map(({ id }) => id)
        },
      },
    })
  }

  /** Streams the current state of a run and then each change; completes when the run ends. Throws RunNotFoundError if the owner has no such run. */
  watchRun(ownerId: number, runId: string): Promise<RunStream> {
    return this.#live.watch(ownerId, runId, async () => {
      const read = () => this.#prisma.importRun.findFirst({ where: { ownerId, id: runId } })
      const run = await this.#firstStates.read(`${ownerId} ${runId}`, read)
      if (run === null) throw new RunNotFoundError()
      return run
    })
  }

  /**
   * Streams all runs of the owner that are not over or ended after `endedSince`, and then each change of any run. The default
   * is five minutes ago; it goes back seven days and 1,000 runs at most.
   */
  watchOwner(ownerId: number, endedSince?: Date | null): Promise<RunStream> {
    return this.#live.watchOwner(ownerId, async () => {
      const [recent, oldest] = await Promise.all([this.#recentRuns(ownerId), this.#seqOf(ownerId, maxEndedRuns - 1)])
      const ended = { seq: { gte: oldest }, finishedAt: { gte: startOfLookback(endedSince ?? null, Date.now()) } }
      const where = { ownerId, OR: [{ status: { in: [...liveStatuses] } }, ended] }
      const rows = await this.#prisma.importRun.findMany({ where, orderBy: { seq: 'asc' } })
      const sent = new Set(rows.map(({ id }) => id))
      const since = recent.length < overlap ? 0n : (recent.at(-1)?.seq ?? 0n)
      return { rows, since, known: recent.filter((run) => isOver(run) && !sent.has(run.id)) }
    })
  }

  async #recentRuns(ownerId: number): Promise<ImportRun[]> {
    return await this.#prisma.importRun.findMany({ where: { ownerId }, orderBy: { seq: 'desc' }, take: overlap })
  }

  /** The `seq` of the owner's run after `skip` newer ones; 0 if there is none. */
  async #seqOf(ownerId: number, skip: number): Promise<bigint> {
    const where = { where: { ownerId }, orderBy: { seq: 'desc' }, skip, select: { seq: true } } as const
    return (await this.#prisma.importRun.findFirst(where))?.seq ?? 0n
  }

  /** Resolves with the run when it has ended, or with its latest state after `milliseconds`. */
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
    this.#live.close()
  }
}

/** A time in the future, as from a clock that is ahead, counts as none. */
function startOfLookback(since: Date | null, now: number): Date {
  if (since === null || since.getTime() > now) return new Date(now - lookback.usual)
  return new Date(Math.max(since.getTime(), now - lookback.max))
}
