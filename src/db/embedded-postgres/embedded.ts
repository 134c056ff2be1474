import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../log.ts'
import { EmbeddedPostgresError } from '../errors.ts'
import { type Cluster, launch, openCluster, shutDown } from './cluster.ts'
import { enter, type Guest, leave } from './cluster-lease.ts'
import { findPostmaster } from './postmaster.ts'

/** A Postgres of our own. All who use it hold it shared; `stop` gives that up, and whoever is last shuts it down. Until then it is started again at the same `url` whenever it goes. */
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
  const house = { cluster: await openCluster(resolve(dataDir)), settings, log }
  const { guest, port } = await join(house)
  const stopping = new AbortController()
  const staying = stay(house, guest, { port, leaving: stopping.signal })
  let stopped: Promise<void> | undefined
  const stop = async () => {
    stopping.abort()
    const last = await staying
    if (last === null) return
    await leave(last, () => shutDown(house.cluster)).catch((error) =>
      log.warn({ err: error }, 'The embedded Postgres could not be stopped; the next start takes it over'),
    )
  }
  return {
    url: urlOf(house.cluster, port, database),
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

interface House {
  readonly cluster: Cluster
  readonly settings: Record<string, string>
  readonly log: Log
}

const database = 'leadstream'
const patience = 60_000
/** Between two starts of a Postgres that does not stay up, in milliseconds. */
const pause = { shortest: 1_000, longest: 5_000 }
/** Several processes notice at the same moment that Postgres has gone; whoever is first starts it. */
const stagger = 200

/** Enters the cluster, whose Postgres is started where it does not run. */
async function join({ cluster, settings, log }: House, again?: Again): Promise<{ guest: Guest; port: number }> {
  const deadline = Date.now() + patience
  for (;;) {
    again?.leaving.throwIfAborted()
    const hindrance = (await findPostmaster(cluster.data)) ? null : await launch(cluster, settings, again?.port)
    const postmaster = await findPostmaster(cluster.data)
    if (postmaster && again && postmaster.port !== again.port) {
      throw new EmbeddedPostgresError(
        `Postgres came back on port ${postmaster.port}, but this process knows it on ${again.port}: start this process again.`,
      )
    }
    const guest = postmaster && (await enter(urlOf(cluster, postmaster.port, 'postgres'), database, log))
    if (guest && 'client' in guest) return { guest, port: postmaster.port }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        postmaster
          ? `Postgres (process ${postmaster.pid}) runs on ${cluster.data} but does not answer: ${guest?.message}.`
          : `Postgres does not stay up (${hindrance ?? 'it keeps stopping'}); see ${cluster.log}.`,
      )
    }
    // What stands in the way of a start does so for longer than a Postgres that starts or stops.
    await sleep(hindrance === null ? 50 : 500)
  }
}

/** How a process comes back whose users know the port, until it is to leave. */
interface Again {
  readonly port: number
  readonly leaving: AbortSignal
}

/** Keeps this process in the cluster until it is to leave, whatever becomes of Postgres; the guest that it is then, null where there is none. */
async function stay(house: House, first: Guest, again: Again): Promise<Guest | null> {
  const left = new Promise<void>((resolve) => again.leaving.addEventListener('abort', () => resolve()))
  for (let guest: Guest | null = first; guest; ) {
    const entered = Date.now()
    await Promise.race([guest.over, left])
    if (again.leaving.aborted) return guest
    house.log.warn('Lost the embedded Postgres: coming back to it')
    guest = await comeBack(house, again, Math.max(entered + pause.shortest - Date.now(), Math.random() * stagger))
  }
  return null
}

async function comeBack(house: House, again: Again, firstPause: number): Promise<Guest | null> {
  for (let wait = firstPause; ; wait = Math.min(Math.max(2 * wait, pause.shortest), pause.longest)) {
    await sleep(wait, undefined, { signal: again.leaving }).catch(() => {})
    if (again.leaving.aborted) return null
    try {
      const { guest } = await join(house, again)
      house.log.info('The embedded Postgres is back')
      return guest
    } catch (error) {
      if (again.leaving.aborted) return null
      house.log.error({ err: error }, 'The embedded Postgres cannot be started again yet')
    }
  }
}

function urlOf({ password }: Cluster, port: number, name: string): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${name}?sslmode=disable`
}
