import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../../log.ts'
import { EmbeddedPostgresError } from '../errors.ts'
import { type Cluster, launch, openCluster, shutDown } from './cluster.ts'
import { acquireLease, type Lease, releaseLease } from './cluster-lease.ts'
import { findPostmaster } from './postmaster.ts'

/** An embedded Postgres, shared by the processes that use it. `stop` ends the use, and the last process shuts Postgres down. Until then it is restarted at the same `url` if it stops. */
export interface Embedded {
  readonly url: string
  stop(): Promise<void>
}

interface Options {
  dataDir: string
  log: Log
  /** Overrides of the Postgres settings, for clusters whose data may be lost. */
  settings?: Record<string, string>
}

/** Starts the Postgres in `dataDir`, which is created on the first start, or joins it if it is running; throws an EmbeddedPostgresError. Postgres survives a kill of this process, and the next start joins it. */
export async function startEmbedded({ dataDir, log, settings = {} }: Options): Promise<Embedded> {
  const options = { cluster: await openCluster(resolve(dataDir)), settings, log }
  const { lease, port } = await joinCluster(options)
  const stopping = new AbortController()
  const keeping = keepLease(options, lease, { port, stopping: stopping.signal })
  let stopped: Promise<void> | undefined
  const stop = async () => {
    stopping.abort()
    const last = await keeping
    if (last === null) return
    await releaseLease(last, () => shutDown(options.cluster)).catch((error) =>
      log.warn({ err: error }, 'Could not stop the embedded Postgres; the next start will use it'),
    )
  }
  return {
    url: urlOf(options.cluster, port, database),
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

interface ClusterOptions {
  readonly cluster: Cluster
  readonly settings: Record<string, string>
  readonly log: Log
}

const database = 'leadstream'
const startTimeout = 60_000
/** Time after which a wait is reported, in milliseconds. */
const reportAfter = 2_000
/** What pg_ctl says of a `postmaster.pid` that a starting Postgres is still writing, or that is damaged. */
const damagedPidFile = /PID file ".*" is empty|invalid data in PID file/
/** Time in which a starting Postgres has long written the file, in milliseconds. */
const damagedPidFileTimeout = 10_000
const wrongPassword = '28P01'
/** Delay between restarts, in milliseconds. */
const restartDelay = { min: 1_000, max: 5_000 }
/** Random delay, in milliseconds, because all processes notice at once that Postgres has stopped. */
const stagger = 200

/** Acquires a lease, and starts Postgres if it is not running. */
async function joinCluster(
  { cluster, settings, log }: ClusterOptions,
  restart?: Restart,
): Promise<{ lease: Lease; port: number }> {
  const began = Date.now()
  let hasReported = false
  for (;;) {
    restart?.stopping.throwIfAborted()
    const failure = (await findPostmaster(cluster.data)) ? null : await launch(cluster, settings, restart?.port)
    const postmaster = await findPostmaster(cluster.data)
    if (postmaster && restart && postmaster.port !== restart.port) {
      throw new EmbeddedPostgresError(
        `Postgres restarted on port ${postmaster.port}, but this process expects port ${restart.port}. Restart this process.`,
      )
    }
    const lease = postmaster && (await acquireLease(urlOf(cluster, postmaster.port, 'postgres'), database, log))
    if (lease && 'client' in lease) return { lease, port: postmaster.port }
    const waited = Date.now() - began
    const pidFile = join(cluster.data, 'postmaster.pid')
    if (failure !== null && damagedPidFile.test(failure) && waited > damagedPidFileTimeout) {
      throw new EmbeddedPostgresError(
        `${pidFile} is damaged (${failure}), so it is unknown whether Postgres is running. Make sure that no process named "postgres" uses the folder, then delete the file.`,
      )
    }
    if (lease instanceof pg.DatabaseError && lease.code === wrongPassword) {
      throw new EmbeddedPostgresError(
        `Postgres on ${cluster.data} does not accept the password in the file "password" next to that folder: ${lease.message}. Restore that file.`,
      )
    }
    if (!hasReported && waited > reportAfter) {
      hasReported = true
      log.info({ reason: failure ?? lease?.message }, 'Waiting for the embedded Postgres')
    }
    if (waited > startTimeout) {
      throw new EmbeddedPostgresError(
        postmaster
          ? `Postgres (process ${postmaster.pid}) is running on ${cluster.data} but does not respond: ${lease?.message}.`
          : `Postgres does not keep running (${failure ?? 'it keeps stopping'}). See ${cluster.log}.`,
      )
    }
    // A failed start takes longer to resolve than a Postgres that is starting or stopping.
    await sleep(failure === null ? 50 : 500)
  }
}

/** How to restart Postgres for a process that already uses its port. */
interface Restart {
  readonly port: number
  readonly stopping: AbortSignal
}

/** Renews the lease, restarting Postgres if it stops, until `restart.stopping` aborts; returns the last lease, or null without one. */
async function keepLease(options: ClusterOptions, first: Lease, restart: Restart): Promise<Lease | null> {
  const stopped = new Promise<void>((resolve) => restart.stopping.addEventListener('abort', () => resolve()))
  for (let lease: Lease | null = first; lease; ) {
    const acquired = Date.now()
    await Promise.race([lease.over, stopped])
    if (restart.stopping.aborted) return lease
    options.log.warn('Lost the embedded Postgres; reconnecting')
    lease = await reacquire(
      options,
      restart,
      Math.max(acquired + restartDelay.min - Date.now(), Math.random() * stagger),
    )
  }
  return null
}

async function reacquire(options: ClusterOptions, restart: Restart, firstDelay: number): Promise<Lease | null> {
  for (let wait = firstDelay; ; wait = Math.min(Math.max(2 * wait, restartDelay.min), restartDelay.max)) {
    await sleep(wait, undefined, { signal: restart.stopping }).catch(() => {})
    if (restart.stopping.aborted) return null
    try {
      const { lease } = await joinCluster(options, restart)
      options.log.info('The embedded Postgres is back')
      return lease
    } catch (error) {
      if (restart.stopping.aborted) return null
      options.log.error({ err: error }, 'Could not restart the embedded Postgres; retrying')
    }
  }
}

function urlOf({ password }: Cluster, port: number, name: string): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${name}?sslmode=disable`
}
