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

/** A snapshot of a run and when it was received. */
export type Seen = z.infer<typeof snapshot> & { at: number }

/** The run snapshots that a client received, over any number of consecutive streams. */
export class RunHistory {
  /** The latest snapshot of each run, by id. */
  readonly last = new Map<string, Seen>()
  /** Snapshots that contradict earlier ones. */
  readonly violations: string[] = []

  /** Records the next snapshot of a stream. Only the first of a new stream may repeat the latest version. */
  record(run: Omit<Seen, 'at'>, isFirst: boolean): void {
    const before = this.last.get(run.id)
    const { total, processed, imported, merged, crossListSkipped, blocked, invalid, unaffordable } = run.counts
    const report = (what: string) => this.violations.push(`run ${run.id} at version ${run.version}: ${what}`)
    if (processed !== imported + merged + crossListSkipped + blocked + invalid + unaffordable)
      report('its counts do not add up')
    if (processed > total) report(`${processed} of ${total} rows are processed`)
    if (before && (isFirst ? run.version < before.version : run.version <= before.version)) {
      report(`it followed version ${before.version}`)
    }
    if (before && processed < before.counts.processed) report('its progress went back')
    this.last.set(run.id, { ...run, at: Date.now() })
  }
}

/** An open subscription. */
export interface Watcher {
  /** How it ended: `complete`, `error …`, the socket's close code, or `cut` for an event stream without an end. */
  readonly ended: Promise<string>
  close(): void
}

/** The transports for subscriptions. */
export const transports = ['WebSocket', 'SSE'] as const

/** Subscribes to one run, or to all of the caller's. Resolves after the first snapshot if it is one run. */
export async function watch(
  { url, token }: Caller,
  transport: (typeof transports)[number],
  history: RunHistory,
  runId?: string,
): Promise<Watcher> {
  const operation =
    runId === undefined
      ? { query: `subscription { importActivity { ${fields} } }` }
      : { query: `subscription ($runId: ID!) { importProgress(runId: $runId) { ${fields} } }`, variables: { runId } }
  const { next, close } = await (transport === 'SSE' ? overSse : overWebSocket)(`${url}/graphql`, operation, token)
  const told = new Set<string>()
  const read = async (): Promise<string | null> => {
    const received = await next()
    if (typeof received === 'string') return received
    const { data, success } = result.safeParse(received)
    if (!success) return `error ${JSON.stringify(received)}`
    for (const run of Object.values(data.data)) {
      history.record(run, !told.has(run.id))
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

/** Receives the results of a stream, or how it ended. */
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
