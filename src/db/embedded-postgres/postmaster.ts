import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A running Postgres, as described by `postmaster.pid` in its data directory. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

/** Returns the Postgres that runs on this data directory, or null. Removes a stale `postmaster.pid` if it would keep Postgres from starting. */
export async function findPostmaster(data: string): Promise<Postmaster | null> {
  const file = join(data, 'postmaster.pid')
  const content = await readFile(file, 'utf8').catch(() => '')
  const [pid, folder, , port] = content.split('\n')
  if (!pid || !folder || !port) return null

  const found = { pid: Number(pid), port: Number(port) }
  const left = !isAlive(found.pid)
    ? 'dead'
    : (await isPostgres(found.pid)) && (await isSame(folder, data))
      ? null
      : 'other'
  if (left === null) return found
  // The pid now belongs to another program (or the folder is a copy), which Postgres would mistake for another postmaster.
  if (left === 'other' && (await readFile(file, 'utf8').catch(() => '')) === content) await rm(file, { force: true })
  return null
}

/** Returns whether a process with this id exists, of any user or program. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return /^\d+ \(postgres\) [^ZX]/.test(status)
}

async function isSame(folder: string, data: string): Promise<boolean> {
  const [theirs, ours] = await Promise.all([
    stat(folder, { bigint: true }).catch(() => null),
    stat(data, { bigint: true }),
  ])
  // The folder may have been moved while Postgres was running.
  return theirs === null || (theirs.ino === ours.ino && theirs.dev === ours.dev)
}
