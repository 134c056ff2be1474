import { execFile } from 'node:child_process'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs `work` with a folder on a disk of its own in memory; returns null if it cannot be mounted, which requires root. */
export async function withSmallDisk<T>(megabytes: number, work: (folder: string) => Promise<T>): Promise<T | null> {
  const folder = await mkdtemp(join(tmpdir(), 'leadstream-disk-'))
  try {
    const isMounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'tmpfs', folder]).then(
      () => true,
      () => false,
    )
    if (!isMounted) return null
    try {
      return await work(folder)
    } finally {
      await run('umount', ['--lazy', folder])
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Returns the free space of the disk that holds a folder, in megabytes. */
export async function freeMegabytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return Math.round((bavail * bsize) / 1_000_000)
}
