import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { bundle } from '../../bundle.ts'
import packageJson from '../../package.json' with { type: 'json' }

/** A server as `npm start` runs it, in its own process group. */
export interface ServerProcess {
  /** The origin, without a path. */
  readonly url: string
  readonly child: ChildProcess
  /** Every line printed so far. */
  readonly lines: readonly string[]
  /** Sends SIGKILL; resolves when the process has exited. */
  kill(): Promise<void>
  /** Sends SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

/** The sources compiled to JavaScript: loading TypeScript costs time and memory. */
export interface BuiltSources {
  readonly folder: string
  remove(): Promise<void>
}

/** The options that `npm start` passes to Node. */
const nodeOptions = packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'))

/** Builds the program, unchecked, as `npm run build` does, into a folder inside the project, so that their packages resolve. */
export async function buildSources(): Promise<BuiltSources> {
  const folder = await mkdtemp(resolve('.built-'))
  const compiler = 'node_modules/typescript/bin/tsc'
  const remove = () => rm(folder, { recursive: true })
  try {
    await promisify(execFile)(process.execPath, [
      compiler,
      '-p',
      'tsconfig.build.json',
      '--noCheck',
      '--outDir',
      folder,
    ])
    await bundle(folder)
  } catch (error) {
    await remove()
    throw error
  }
  return { folder, remove }
}

// Scenarios send more requests a minute than people do.
const noRateLimits = { PORT: '0', LOG_FORMAT: 'json', RATE_LIMIT_PER_USER: '0', RATE_LIMIT_PER_ADDRESS: '0' }

/** Starts a server from compiled sources; resolves when it is ready. Throws with its output if it exits first. */
export async function startServer(folder: string, env: NodeJS.ProcessEnv): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...nodeOptions, join(folder, 'main.js')], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...noRateLimits, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line)
      const ready = /Leadstream (?:worker )?is ready[^:]*: (https?:\/\/[^/"\s]+)/.exec(line)?.[1]
      if (ready !== undefined) resolve(ready)
    })
    void exited.then(() => reject(new Error(`The server exited before it was ready: ${lines.join('\n')}`)))
  })
  return {
    url,
    child,
    lines,
    async kill() {
      if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL')
      await exited
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}
