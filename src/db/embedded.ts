import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../log.ts'
import { type Cluster, launch, openCluster, shutDown } from './cluster.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { findPostmaster } from './postmaster.ts'

/** A Postgres of our own. All who use it hold it shared; `stop` gives that up, and whoever is last shuts it down. */
export interface Embedded {
  readonly url: string
  stop(): Promise<void>
}

interface Options {
  dataDir: string
  log: Log
  /** Postgres settings over ours, for a cluster that may forget. */
  settings?: Record<string, string>
}

/** Starts the Postgres under `dataDir` (made on the first start) or joins it where it runs; throws an EmbeddedPostgresError that says what to do. It is no part of this process: it outlives a kill, and the next start finds it. */
export async function startEmbedded({ dataDir, log, settings = {} }: Options): Promise<Embedded> {
  const cluster = await openCluster(resolve(dataDir))
  const { url, guest } = await join(cluster, settings, log)
  let stopped: Promise<void> | undefined
  return {
    url,
    stop: () => {
      stopped ??= leave(cluster, guest, log)
      return stopped
    },
  }
}

const database = 'leadstream'
// Session locks in the database `postgres`: held shared by each user of the cluster, alone by the one that shuts it down.
const useLock = 7_236_001
const createLock = 7_236_002
const patience = 60_000

async function join(cluster: Cluster, settings: Record<string, string>, log: Log) {
  const deadline = Date.now() + patience
  for (;;) {
    const hindrance = (await findPostmaster(cluster.data)) ? null : await launch(cluster, settings)
    const postmaster = await findPostmaster(cluster.data)
    const entered = postmaster && (await enter(urlOf(cluster, postmaster.port, 'postgres'), log))
    if (entered instanceof pg.Client) {
      await createDatabase(entered)
      return { guest: entered, url: urlOf(cluster, postmaster?.port ?? 0, database) }
    }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        postmaster
          ? `Postgres (process ${postmaster.pid}) runs on ${cluster.data} but does not answer: ${entered?.message}.`
          : `Postgres does not stay up (${hindrance ?? 'it keeps stopping'}); see ${cluster.log}.`,
      )
    }
    await sleep(50)
  }
}

/** The session that stands for this process as long as it lives, or why there is none yet: Postgres starts, stops, or is gone. */
async function enter(url: string, log: Log): Promise<pg.Client | Error> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: 'leadstream-host',
  })
  client.on('error', (error) => log.debug({ reason: error.message }, 'The session with the embedded Postgres ended'))
  try {
    await client.connect()
    const { rows } = await client.query<{ entered: boolean }>('SELECT pg_try_advisory_lock_shared($1) AS entered', [
      useLock,
    ])
    if (rows[0]?.entered) return client
    part(client)
    return new Error('it is shutting down')
  } catch (error) {
    part(client)
    return error instanceof Error ? error : new Error(String(error))
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [createLock])
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database])
  if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`)
  await client.query('SELECT pg_advisory_unlock($1)', [createLock])
}

async function leave(cluster: Cluster, guest: pg.Client, log: Log): Promise<void> {
  try {
    // Unlock before the attempt: two that leave together would otherwise each see the other stay.
    await guest.query('SELECT pg_advisory_unlock_shared($1)', [useLock])
    const { rows } = await guest.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [useLock])
    if (rows[0]?.last) await shutDown(cluster)
  } catch (error) {
    log.warn({ err: error }, 'The embedded Postgres could not be stopped; the next start takes it over')
  } finally {
    part(guest)
  }
}

/** Not awaited: a server that ends the session at the same moment may leave the farewell without an answer. */
function part(client: pg.Client): void {
  client.end().catch(() => {})
}

function urlOf({ password }: Cluster, port: number, name: string): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${name}?sslmode=disable`
}
