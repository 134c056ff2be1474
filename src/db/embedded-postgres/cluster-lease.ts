import pg from 'pg'
import type { Log } from '../../log.ts'

/** A session that keeps the cluster running for this process; other processes may hold leases too. */
export interface Lease {
  readonly client: pg.Client
  /** Resolves when the session has ended for any reason. */
  readonly over: Promise<void>
}

// Session locks in the database `postgres`: shared for each process that uses the cluster, exclusive for the one that shuts it down.
const useLock = 7_236_001
const createLock = 7_236_002

/** Acquires a lease and creates the database if needed; returns an error if Postgres is starting, stopping or gone. */
export async function acquireLease(url: string, database: string, log: Log): Promise<Lease | Error> {
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
    const { rows } = await client.query<{ acquired: boolean }>('SELECT pg_try_advisory_lock_shared($1) AS acquired', [
      useLock,
    ])
    if (!rows[0]?.acquired) throw new Error('it is shutting down')
    await createDatabase(client, database)
    return { client, over }
  } catch (error) {
    disconnect(client)
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** Releases a lease. Calls `last` if there is no other one; none can be acquired until it is done. */
export async function releaseLease({ client }: Lease, last: () => Promise<void>): Promise<void> {
  try {
    // Unlocked before the attempt, or two concurrent releases would each see the other's lock.
    await client.query('SELECT pg_advisory_unlock_shared($1)', [useLock])
    const { rows } = await client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [useLock])
    if (rows[0]?.last) await last()
  } finally {
    disconnect(client)
  }
}

async function createDatabase(client: pg.Client, name: string): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [createLock])
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
  if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`)
  await client.query('SELECT pg_advisory_unlock($1)', [createLock])
}

/** Not awaited, because a server that ends the session at the same time may not respond. */
function disconnect(client: pg.Client): void {
  client.end().catch(() => {})
}
