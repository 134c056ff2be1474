import { randomBytes, randomInt } from 'node:crypto'
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from '../errors.ts'
import { findPrograms, type Programs } from './postgres-programs.ts'
import { findPostmaster, isAlive } from './postmaster.ts'

/** The folder of an embedded Postgres cluster: `data`, `password` and `log`. */
export interface Cluster {
  readonly data: string
  readonly log: string
  readonly password: string
  readonly programs: Programs
}

/** Safe defaults for one machine; every commit is flushed to disk. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
}

/** Opens the cluster in `folder`/postgres, creating it if there is none; several processes can do so at the same time. */
export async function openCluster(folder: string): Promise<Cluster> {
  // If root creates the folder, the user that runs Postgres must be able to traverse it.
  await mkdir(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 }).catch(unusable(folder))
  const programs = await findPrograms(folder)
  const home = join(folder, 'postgres')
  const password = await readPassword(home)
    .then((found) => found ?? initialise(home, programs))
    .catch(unusable(folder))
  return { data: join(home, 'data'), log: join(home, 'log'), password, programs }
}

function unusable(folder: string) {
  return (cause: unknown): never => {
    if (cause instanceof EmbeddedPostgresError || !(cause instanceof Error)) throw cause
    const advice = 'Make the folder writable, or set DATA_DIR to another one'
    throw new EmbeddedPostgresError(`Could not use DATA_DIR "${folder}": ${cause.message}. ${advice}.`, { cause })
  }
}

/** Temporary failures: another process was faster, the port was just taken, or processes of a killed Postgres are still exiting. */
const temporary =
  /lock file "postmaster\.pid" already exists|could not create any TCP\/IP sockets|pre-existing shared memory block/

/** Starts Postgres on this port, or else on its previous port if that is free. Returns null if it runs, even if another process started it, or the reason of a temporary failure; throws EmbeddedPostgresError with Postgres' own message for other failures. */
export async function launch(cluster: Cluster, extra: Record<string, string>, port?: number): Promise<string | null> {
  const options = Object.entries({ ...settings, ...extra, port: String(port ?? (await choosePort(cluster))) })
  const flags = options.map(([name, value]) => `-c ${name}=${value}`).join(' ')
  const args = ['start', '--wait', '--timeout=120', '-D', cluster.data, '-l', cluster.log, '-o', flags]
  const before = await trimLog(cluster.log)
  const { ok, output } = await cluster.programs.run('pg_ctl', args)
  if (ok || (await findPostmaster(cluster.data))) return null
  const said = (await readFile(cluster.log).catch(() => Buffer.alloc(0))).subarray(before).toString().trim()
  const printed = output.trim().replaceAll(/\s+/g, ' ')
  if (said === '' && /Permission denied|Read-only file system/.test(printed)) {
    throw new EmbeddedPostgresError(`Postgres could not start (${printed}). Make DATA_DIR writable for its user.`)
  }
  if (said === '') return printed
  const reason = said.match(/(?:FATAL|PANIC): .*/g)?.at(-1) ?? said.replaceAll(/\s+/g, ' ')
  if (temporary.test(reason)) return reason
  throw new EmbeddedPostgresError(`Postgres could not start (${reason}); see ${cluster.log}.`)
}

/** Disconnects all sessions and waits until Postgres has shut down. */
export async function shutDown(cluster: Cluster): Promise<void> {
  const postmaster = await findPostmaster(cluster.data)
  if (!postmaster) return
  // Not --wait: pg_ctl would mistake a Postgres that another process starts right afterwards for this one, and wait for that.
  const { ok, output } = await cluster.programs.run('pg_ctl', ['stop', '--no-wait', '--mode=fast', '-D', cluster.data])
  if (!ok) throw new EmbeddedPostgresError(`Postgres could not be stopped: ${output.trim()}`)
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
      // Sorts and folds case identically on every system.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ])
    if (!ok) throw new EmbeddedPostgresError(`initdb could not create a cluster in ${home}: ${output.trim()}`)

    // If several processes start together, one wins, and the others use its cluster.
    await rename(draft, home).catch(async (error: unknown) => {
      if ((await readPassword(home)) === null) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return (await readPassword(home)) ?? password
}

/** Removes what processes that died during initdb left behind. */
async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(dirname(home))) {
    const pid = name.startsWith(`${basename(home)}.init-`) ? Number(name.split('-')[1]) : Number.NaN
    if (pid && !isAlive(pid)) await rm(join(dirname(home), name), { recursive: true, force: true })
  }
}

/** Deletes the log if it has grown large; returns its size. */
async function trimLog(log: string): Promise<number> {
  const size = (await stat(log).catch(() => null))?.size ?? 0
  if (size < 10_000_000) return size
  await rm(log)
  return 0
}

/** Returns the previous port, so that other tools find Postgres again, or another one if that is taken. */
async function choosePort({ data }: Cluster): Promise<number> {
  const options = await readFile(join(data, 'postmaster.opts'), 'utf8').catch(() => '')
  const last = /"port=(\d+)"/.exec(options)?.[1]
  // Below the ports that systems give to connections: one of those could hold the port when Postgres restarts.
  const others = [1, 2, 3].map(() => randomInt(20_000, 32_000))
  for (const port of [...(last === undefined ? [] : [Number(last)]), ...others]) {
    const chosen = await freePort(port).catch(() => null)
    if (chosen !== null) return chosen
  }
  return await freePort(0)
}

/** Returns this port, or any free one for 0; rejects if it is taken. */
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
