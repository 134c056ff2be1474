import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What Postgres writes down about itself in the folder of its data. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

/** The Postgres that runs on this folder of data, or null. A file that a crash left behind is taken away where Postgres itself would stumble over it. */
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
  // The number belongs to another program by now (or the folder is a copy), which Postgres takes for itself.
  if (left === 'other' && (await readFile(file, 'utf8').catch(() => '')) === content) await rm(file, { force: true })
  return null
}

/** Whether a process has this id (of whatever user or program). */
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
  // A folder that was moved under a running Postgres is still its own.
  return theirs === null || (theirs.ino === ours.ino && theirs.dev === ours.dev)
}
