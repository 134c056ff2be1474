import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** A connection outside the pool, for LISTEN and session-level locks, which last as long as their connection. */
export interface Session {
  readonly client: pg.Client
  /** Resolves when the connection ends: with the error that ended it, or with undefined after `close`. */
  readonly over: Promise<Error | undefined>
  close(): Promise<void>
}

const probeEvery = 10_000
const answerWithin = 5_000
/** Longer, since a process that is starting may be too busy to notice the response. */
const connectWithin = 15_000

/** Opens a session that detects a dead connection within seconds, even if the peer never closed it. */
export async function openSession(databaseUrl: string, name: string): Promise<Session> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: name,
    connectionTimeoutMillis: connectWithin,
    query_timeout: answerWithin,
    keepAlive: true,
    keepAliveInitialDelayMillis: probeEvery,
  })
  let finish: (error: Error | undefined) => void = () => undefined
  const over = new Promise<Error | undefined>((resolve) => {
    finish = resolve
  })
  client.on('error', finish)
  client.on('end', () => finish(new Error('The connection to Postgres ended.')))
  await client.connect()
  // A dead peer never confirms the end, so don't wait for it for long.
  const end = () => Promise.race([client.end().catch(() => undefined), delay(1_000, undefined, { ref: false })])
  const probe = setInterval(() => {
    client.query('SELECT 1').catch((error: Error) => {
      finish(error)
      void end()
    })
  }, probeEvery)
  probe.unref()
  void over.then(() => clearInterval(probe))
  return {
    client,
    over,
    async close() {
      finish(undefined)
      await end()
    },
  }
}
