import * as z from 'zod'
import { openEvents, openSocket } from '../../test/support/sockets.ts'
import type { Caller } from './start-import.ts'

const fields =
  'id version status counts { total processed imported merged crossListSkipped blocked invalid unaffordable }'
const snapshot = z.object({
  id: z.string(),
  version: z.int(),
  status: z.string(),
  counts: z.object({
    total: z.int(),
    processed: z.int(),
    imported: z.int(),
    merged: z.int(),
    crossListSkipped: z.int(),
    blocked: z.int(),
    invalid: z.int(),
    unaffordable: z.int(),
  }),
})
const result = z.object({ data: z.record(z.string(), snapshot) })

/** What somebody was told of a run, and when. */
export type Seen = z.infer<typeof snapshot> & { at: number }

/** What a client was told of runs, over as many streams as it opened one after the other. */
export class Notes {
  /** The last of each run, by its id. */
  readonly last = new Map<string, Seen>()
  /** What it was told that cannot be, in words. */
  readonly broken: string[] = []

  /** Takes the next snapshot of a stream. What was seen last may be told again only as the first of another stream. */
  take(run: Omit<Seen, 'at'>, isFirst: boolean): void {
    const before = this.last.get(run.id)
    const { total, processed, imported, merged, crossListSkipped, blocked, invalid, unaffordable } = run.counts
    const say = (what: string) => this.broken.push(`run ${run.id} at version ${run.version}: ${what}`)
    if (processed !== imported + merged + crossListSkipped + blocked + invalid + unaffordable) say('its counts differ')
    if (processed > total) say(`${processed} of ${total} rows are processed`)
    if (before && (isFirst ? run.version < before.version : run.version <= before.version)) {
      say(`it came after version ${before.version}`)
    }
    if (before && processed < before.counts.processed) say('it has gone back')
    this.last.set(run.id, { ...run, at: Date.now() })
  }
}

/** An open subscription. */
export interface Watcher {
  /** How it ended: `complete`, `error …`, or, where that was not told, the code with which its socket was closed, or `cut`. */
  readonly ended: Promise<string>
  close(): void
}

/** The ways to subscribe. */
export const doors = ['WebSocket', 'SSE'] as const

/** Subscribes to a run, or to all of the caller's; a single run has been told once when it resolves. */
export async function watch(
  { url, token }: Caller,
  door: (typeof doors)[number],
  notes: Notes,
  runId?: string,
): Promise<Watcher> {
  const operation =
    runId === undefined
      ? { query: `subscription { importActivity { ${fields} } }` }
      : { query: `subscription ($runId: ID!) { importProgress(runId: $runId) { ${fields} } }`, variables: { runId } }
  const { next, close } = await (door === 'SSE' ? overSse : overWebSocket)(`${url}/graphql`, operation, token)
  const told = new Set<string>()
  const read = async (): Promise<string | null> => {
    const received = await next()
    if (typeof received === 'string') return received
    const { data, success } = result.safeParse(received)
    if (!success) return `error ${JSON.stringify(received)}`
    for (const run of Object.values(data.data)) {
      notes.take(run, !told.has(run.id))
      told.add(run.id)
    }
    return null
  }
  const readAll = async (): Promise<string> => {
    for (;;) {
      const end = await read()
      if (end !== null) return end
    }
  }
  const end = runId === undefined ? null : await read()
  return { ended: end === null ? readAll() : Promise.resolve(end), close }
}

/** The next result of a stream, or how it ended. */
interface Reception {
  next(): Promise<unknown>
  close(): void
}

type Subscription = { query: string; variables?: Record<string, unknown> }

async function overWebSocket(url: string, operation: Subscription, token: string): Promise<Reception> {
  const socket = await openSocket(url, { token })
  const frames = socket.subscribe(operation)
  const next = async () => {
    const frame = await frames.next()
    if (frame === undefined) return String(await socket.closed)
    return frame.type === 'complete' ? 'complete' : frame.payload
  }
  return { next, close: () => socket.close() }
}

async function overSse(url: string, operation: Subscription, token: string): Promise<Reception> {
  const events = await openEvents(url, operation, token)
  const next = async () => {
    const event = await events.next()
    if (event === undefined || event === 'cut') return 'cut'
    return event.event === 'complete' ? 'complete' : event.data
  }
  return { next, close: () => events.close() }
}
