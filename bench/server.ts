import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import packageJson from '../package.json' with { type: 'json' }

const run = promisify(execFile)

/** The server in a process of its own, as `npm start` runs it. */
export interface BuiltServer {
  /** Without a path. */
  url: string
  /** Does some work and answers the most memory that the process held meanwhile, its database apart, in MB. Windows has no `ps` to ask. */
  peakMemory(work: () => Promise<void>): Promise<number>
  stop(): Promise<void>
}

/** Builds these sources into a folder of the project, since the loader of TypeScript takes memory of its own, and starts them. */
export async function startBuiltServer(folder: string, env: NodeJS.ProcessEnv): Promise<BuiltServer> {
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', folder])
  const nodeOptions = packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'))
  const server = spawn(process.execPath, [...nodeOptions, `${folder}/main.js`], {
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'info', LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = once(server, 'exit')
  const lines = createInterface(server.stdout)
  const { value: line } = await lines[Symbol.asyncIterator]().next()
  lines.on('line', () => undefined)
  const url = /http:\/\/[^/"\s]+/.exec(line ?? '')?.[0]
  if (url === undefined) throw new Error(`The server did not start: ${line}`)
  return {
    url,
    async peakMemory(work) {
      let peak = 0
      let over = false
      const sample = async () => {
        while (!over) {
          const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(server.pid)])
          peak = Math.max(peak, Number(stdout) / 1_024)
          await delay(50)
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
    async stop() {
      server.kill('SIGTERM')
      await end
      await rm(folder, { recursive: true })
    },
  }
}
