import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ServerProcess } from './server-process.ts'

const run = promisify(execFile)

/** What a server's process holds in memory, in MB. Windows has no `ps` to ask. */
export async function readMemory({ child }: ServerProcess): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(child.pid)])
  return Math.round(Number(stdout) / 1_024)
}

/** The same, when the server has had some time to clean up behind it. */
export async function settledMemory(server: ServerProcess, milliseconds: number): Promise<number> {
  const until = Date.now() + milliseconds
  let least = await readMemory(server)
  for (; Date.now() < until; await delay(100)) least = Math.min(least, await readMemory(server))
  return least
}
