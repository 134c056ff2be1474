import pg from 'pg'
import type { Log } from '../../log.ts'

/** The session that stands for this process in a cluster that it shares with others. */
export interface Guest {
  readonly client: pg.Client
  /** Resolves when the session has ended, by whomever. */
  readonly over: Promise<void>
}

// Session locks in the database `postgres`: held shared by each user of the cluster, alone by the one that shuts it down.
const useLock = 7_236_001
const createLock = 7_236_002

/** Enters the cluster for as long as the session lives, and makes the database unless it is there; or says why that cannot be yet: Postgres starts, stops, or is gone. */
export async function enter(url: string, database: string, log: Log): Promise<Guest | Error> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'leadstream-host',
  })
  client.on('error', (error) => log.debug({ reason: error.message }, 'The session with the embedded Postgres ended'))
  const over = new Promise<void>((resolve) => client.once('end', resolve))
  try {
    await client.connect()
    const { rows } = await client.query<{ entered: boolean }>('SELECT pg_try_advisory_lock_shared($1) AS entered', [
      useLock,
    ])
    if (!rows[0]?.entered) throw new Error('it is shutting down')
    await createDatabase(client, database)
    return { client, over }
  } catch (error) {
    part(client)
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** Gives the place up; `last` is called if nobody else has one, and nobody enters until it is done. */
export async function leave({ client }: Guest, last: () => Promise<void>): Promise<void> {
  try {
    // Unlock before the attempt: two that leave together would otherwise each see the other stay.
    await client.query('SELECT pg_advisory_unlock_shared($1)', [useLock])
    const { rows } = await client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [useLock])
    if (rows[0]?.last) await last()
  } finally {
    part(client)
  }
}

async function createDatabase(client: pg.Client, name: string): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [createLock])
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
  if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`)
  await client.query('SELECT pg_advisory_unlock($1)', [createLock])
}

/** Not awaited: a server that ends the session at the same moment may leave the farewell without an answer. */
function part(client: pg.Client): void {
  client.end().catch(() => {})
}
