import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { buildSources, startServer } from '../torture/harness/server-process.ts'

const run = promisify(execFile)

/** The server in a separate process, as `npm start` runs it. */
export interface BuiltServer {
  /** Without a path. */
  url: string
  pid: number
  /** Where it was built. */
  folder: string
  /** Does some work and returns the peak memory of the process meanwhile, without its database, in MB. Needs `ps`, which Windows lacks. */
  peakMemory(work: () => Promise<void>): Promise<number>
  /** Starts another server on the same database. */
  startAnother(): Promise<{ stop(): Promise<unknown> }>
  stop(): Promise<void>
}

/** Builds these sources and starts them. */
export async function startBuiltServer(env: NodeJS.ProcessEnv): Promise<BuiltServer> {
  const sources = await buildSources()
  const { url, child, stop } = await startServer(sources.folder, env)
  return {
    url,
    pid: child.pid ?? -1,
    folder: sources.folder,
    async peakMemory(work) {
      let peak = 0
      let over = false
      const sample = async () => {
        while (!over) {
          const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(child.pid)])
          peak = Math.max(peak, Number(stdout) / 1_024)
          await delay(200)
        }
      }
      await Promise.all([
        sample(),
        work().finally(() => {
          over = true
        }),
      ])
      return peak
    },
    startAnother: () => startServer(sources.folder, env),
    async stop() {
      await stop()
      await sources.remove()
    },
  }
}
