import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, inject } from 'vitest'
import { watchLog } from './log-watch.ts'

/** How a process ended and what it had printed. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

const sources = fileURLToPath(new URL('../../src', import.meta.url))
const running = new Set<ChildProcess>()

/** Starts a TypeScript file of the project as a process (and process group) of its own. */
export function startProcess(file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): ChildProcess {
  if (running.size === 0) afterAll(endAll)
  const child = spawn(process.execPath, [...runnable(file), ...args], {
    // A `.env` of the developer never overrides what is set, be it empty.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  watch(child.stdout)
  watch(child.stderr)
  child.once('exit', () => running.delete(child))
  return child
}

/** What Node runs for a file: of the sources, what was built of them for this run; anything else through the loader of TypeScript. */
function runnable(file: string): string[] {
  const source = relative(sources, file)
  if (source.startsWith('..')) return ['--import', 'tsx', file]
  return [join(inject('builtSources'), source.replace(/\.ts$/, '.js'))]
}

/** Looks at all that comes in, as it does: a listener would set it flowing before whoever reads it. */
function watch(output: Readable): void {
  const log = watchLog()
  const push = output.push.bind(output)
  output.push = (chunk: Buffer | null, encoding) => {
    if (chunk) log.write(chunk.toString())
    return push(chunk, encoding)
  }
}

/** Waits until a process has ended. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}

/** The first line that a process prints; throws with its complaint when it ends before that. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The process has no output.')
  let stderr = ''
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  for await (const line of createInterface(child.stdout)) return line
  throw new Error(`The process ended without a line: ${stderr}`)
}

/** Kills a process and its group as `kill -9` does, and waits until it is gone. */
export async function killGroup(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  if (child.pid) process.kill(-child.pid, 'SIGKILL')
  await gone
}

function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}
