import { setTimeout as delay } from 'node:timers/promises'
import { openSession, type Session } from '../db/session.ts'
import type { Log } from '../log.ts'
import { transportChannel } from './channels.ts'
import { gap } from './envelope.ts'

/** The session lock of the process that relays. */
const relayLock = 7_221_460_116
/** Milliseconds between two attempts to become the relay, or to connect. */
const retryDelay = 1_000

/**
 * Relays the notifications of Postgres: of all processes on a database one listens, and another takes its place within seconds if it
 * ends. What was sent in between is lost, so each relay begins by announcing a gap.
 */
export function startRelay(options: { databaseUrl: string; publish: (payload: string) => void; log: Log }): {
  close(): Promise<void>
} {
  const { databaseUrl, publish, log } = options
  const stopping = new AbortController()
  const pause = () => delay(retryDelay, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined)

  const relay = async () => {
    const session = await openSession(databaseUrl, 'leadstream events')
    try {
      if (!(await becomeRelay(session, stopping.signal, pause))) return
      session.client.on('notification', ({ payload = '' }) => publish(payload))
      await session.client.query(`LISTEN ${transportChannel}`)
      publish(gap)
      log.debug('events: relays from Postgres to Redis')
      const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()))
      const error = await Promise.race([session.over, stopped])
      if (error) log.warn({ err: error }, 'events: lost the connection to Postgres')
    } finally {
      await session.close()
    }
  }
  const keepRelaying = async () => {
    while (!stopping.signal.aborted) {
      await relay().catch((error: unknown) => log.warn({ err: error }, 'events: could not relay, will retry'))
      await pause()
    }
  }

  const done = keepRelaying()
  return {
    async close() {
      stopping.abort()
      await done
    },
  }
}

/** Waits until this session has the lock; returns false if the process stops before. */
async function becomeRelay({ client }: Session, signal: AbortSignal, pause: () => Promise<unknown>): Promise<boolean> {
  // A machine that loses power or network closes no connection, so Postgres must probe it.
  await client.query('SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3')
  while (!signal.aborted) {
    const { rows } = await client.query<{ acquired: boolean }>('SELECT pg_try_advisory_lock($1) AS acquired', [
      relayLock,
    ])
    if (rows[0]?.acquired) return true
    await pause()
  }
  return false
}
