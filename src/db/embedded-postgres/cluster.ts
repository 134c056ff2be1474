import { randomBytes } from 'node:crypto'
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from '../errors.ts'
import { findPrograms, type Programs } from './postgres-programs.ts'
import { findPostmaster, isAlive } from './postmaster.ts'

/** A folder with a Postgres cluster of our own: `data`, its `password` and its `log`. */
export interface Cluster {
  readonly data: string
  readonly log: string
  readonly password: string
  readonly programs: Programs
}

/** Safe defaults for one machine; every commit reaches the disk. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
}

/** Opens the cluster in `folder`/postgres, made there first if there is none: whole or not at all, by one process alone. */
export async function openCluster(folder: string): Promise<Cluster> {
  // Where root makes the folder, the user that Postgres runs as has to pass through it.
  await mkdir(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 }).catch((cause: Error) => {
    throw new EmbeddedPostgresError(`DATA_DIR is "${folder}", which cannot be used: ${cause.message}.`, { cause })
  })
  const programs = await findPrograms(folder)
  const home = join(folder, 'postgres')
  const password = (await readPassword(home)) ?? (await initialise(home, programs))
  return { data: join(home, 'data'), log: join(home, 'log'), password, programs }
}

/** What passes: another process was faster, the port was taken a moment ago, or those whom a killed Postgres left behind still end. */
const passing =
  /lock file "postmaster\.pid" already exists|could not create any TCP\/IP sockets|pre-existing shared memory block/

/** Starts Postgres on this port, else on the one of the last time if that is free. Returns also when another process was faster, or with what stood in the way for once; throws an EmbeddedPostgresError with the reason that Postgres itself gives, which stays. */
export async function launch(cluster: Cluster, extra: Record<string, string>, port?: number): Promise<string | null> {
  const options = Object.entries({ ...settings, ...extra, port: String(port ?? (await choosePort(cluster))) })
  const flags = options.map(([name, value]) => `-c ${name}=${value}`).join(' ')
  const args = ['start', '--wait', '--timeout=120', '-D', cluster.data, '-l', cluster.log, '-o', flags]
  const before = await trimLog(cluster.log)
  const { ok, output } = await cluster.programs.run('pg_ctl', args)
  if (ok || (await findPostmaster(cluster.data))) return null
  const said = (await readFile(cluster.log).catch(() => Buffer.alloc(0))).subarray(before).toString().trim()
  if (said === '') return output.trim()
  const reason = said.match(/(?:FATAL|PANIC): .*/g)?.at(-1) ?? said.replaceAll(/\s+/g, ' ')
  if (passing.test(reason)) return reason
  throw new EmbeddedPostgresError(`Postgres does not start (${reason}); see ${cluster.log}.`)
}

/** Ends Postgres' sessions and waits until it has put everything away. */
export async function shutDown(cluster: Cluster): Promise<void> {
  const postmaster = await findPostmaster(cluster.data)
  if (!postmaster) return
  // Not --wait: pg_ctl would take the Postgres that another process starts right afterwards for this one, and wait for that.
  const { ok, output } = await cluster.programs.run('pg_ctl', ['stop', '--no-wait', '--mode=fast', '-D', cluster.data])
  if (!ok) throw new EmbeddedPostgresError(`Postgres does not stop: ${output.trim()}`)
  while ((await findPostmaster(cluster.data))?.pid === postmaster.pid) await sleep(20)
}

async function readPassword(home: string): Promise<string | null> {
  const isCluster = await readFile(join(home, 'data', 'PG_VERSION')).catch(() => null)
  return isCluster && (await readFile(join(home, 'password'), 'utf8'))
}

async function initialise(home: string, { owner, run }: Programs): Promise<string> {
  const password = randomBytes(24).toString('base64url')
  await removeAbandoned(home)
  const draft = await mkdtemp(`${home}.init-${process.pid}-`)
  try {
    const passwordFile = join(draft, 'password')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (owner) for (const path of [draft, passwordFile]) await chown(path, owner.uid, owner.gid)

    const { ok, output } = await run('initdb', [
      `--pgdata=${join(draft, 'data')}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      // Sorts and folds case the same on every system.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ])
    if (!ok) throw new EmbeddedPostgresError(`Postgres can't make its cluster in ${home}: ${output.trim()}`)

    // One of several that start together wins; the others find its cluster in the way of theirs, and take it.
    await rename(draft, home).catch(async (error: unknown) => {
      if ((await readPassword(home)) === null) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return (await readPassword(home)) ?? password
}

/** What processes that died amid initdb have left. */
async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(dirname(home))) {
    const pid = name.startsWith(`${basename(home)}.init-`) ? Number(name.split('-')[1]) : Number.NaN
    if (pid && !isAlive(pid)) await rm(join(dirname(home), name), { recursive: true, force: true })
  }
}

/** The size of the log, which begins anew when it has grown large. */
async function trimLog(log: string): Promise<number> {
  const size = (await stat(log).catch(() => null))?.size ?? 0
  if (size < 10_000_000) return size
  await rm(log)
  return 0
}

/** The port of the last time, so that whoever knows it finds Postgres again; another one if that is taken. */
async function choosePort({ data }: Cluster): Promise<number> {
  const options = await readFile(join(data, 'postmaster.opts'), 'utf8').catch(() => '')
  const last = /"port=(\d+)"/.exec(options)?.[1]
  return await freePort(Number(last ?? 0)).catch(() => freePort(0))
}

/** This port, or any for 0; rejects if it is taken. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}
