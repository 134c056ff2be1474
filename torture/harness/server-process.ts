import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import packageJson from '../../package.json' with { type: 'json' }

/** The server as `npm start` runs it, in a process group of its own. */
export interface ServerProcess {
  /** Without a path. */
  readonly url: string
  readonly child: ChildProcess
  /** Every line that it has printed. */
  readonly lines: readonly string[]
  /** `kill -9`; resolves when it is gone, also where it was before. */
  kill(): Promise<void>
  /** SIGTERM; resolves when it has ended, with its exit code. */
  stop(): Promise<number | null>
}

/** The sources as JavaScript: the loader of TypeScript takes time and memory of its own. */
export interface BuiltSources {
  readonly folder: string
  remove(): Promise<void>
}

/** What `npm start` tells Node. */
const nodeOptions = packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'))

/** Builds the sources into a folder of the project, where their packages are found. */
export async function buildSources(): Promise<BuiltSources> {
  const folder = await mkdtemp(resolve('.built-'))
  const compiler = 'node_modules/typescript/bin/tsc'
  const remove = () => rm(folder, { recursive: true })
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', folder])
  } catch (error) {
    await remove()
    throw error
  }
  return { folder, remove }
}

// Scenarios ask more often within a minute than people do.
const tireless = { PORT: '0', LOG_FORMAT: 'json', RATE_LIMIT_PER_TOKEN: '0', RATE_LIMIT_PER_ADDRESS: '0' }

/** Starts the server from built sources; resolves when it is ready, throws with what it printed when it ends before. */
export async function startServer(folder: string, env: NodeJS.ProcessEnv): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...nodeOptions, join(folder, 'main.js')], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...tireless, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const gone = once(child, 'exit')
  const lines: string[] = []
  const url = await new Promise<string>((found, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line)
      const ready = /Leadstream is ready[^:]*: (https?:\/\/[^/"\s]+)/.exec(line)?.[1]
      if (ready !== undefined) found(ready)
    })
    void gone.then(() => reject(new Error(`The server ended before it was ready: ${lines.join('\n')}`)))
  })
  return {
    url,
    child,
    lines,
    async kill() {
      if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL')
      await gone
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
      return child.exitCode
    },
  }
}
