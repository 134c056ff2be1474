import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ServerProcess } from './server-process.ts'

const run = promisify(execFile)

/** Returns the resident memory of a server process in MB. Needs `ps`, which Windows lacks. */
export async function readMemory({ child }: ServerProcess): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(child.pid)])
  return Math.round(Number(stdout) / 1_024)
}

/** Returns the lowest reading within `milliseconds`, so that the garbage collector can catch up. */
export async function settledMemory(server: ServerProcess, milliseconds: number): Promise<number> {
  const until = Date.now() + milliseconds
  let least = await readMemory(server)
  for (; Date.now() < until; await delay(100)) least = Math.min(least, await readMemory(server))
  return least
}
