import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ServerProcess } from './server-process.ts'

const run = promisify(execFile)

/** Returns the resident memory of a server process in MB. Needs `ps`, which Windows lacks. */
export async function readMemory({ child }: ServerProcess): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(child.pid)])
  return Math.round(Number(stdout) / 1_024)
}

/** Returns the processor time that the main thread of a server process has used, in milliseconds; 0 where there is no `/proc`. */
export async function readCpu({ child }: ServerProcess): Promise<number> {
  const stat = await readFile(`/proc/${child.pid}/task/${child.pid}/stat`, 'utf8').catch(() => '')
  // After the name, which may contain blanks: the times in user mode and in the kernel are the 12th and 13th field, in hundredths.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return 10 * (Number(fields[11] ?? 0) + Number(fields[12] ?? 0))
}

/** Returns the lowest reading within `milliseconds`, so that the garbage collector can catch up. */
export async function settledMemory(server: ServerProcess, milliseconds: number): Promise<number> {
  const until = Date.now() + milliseconds
  let least = await readMemory(server)
  for (; Date.now() < until; await delay(100)) least = Math.min(least, await readMemory(server))
  return least
}
