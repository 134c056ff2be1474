import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { watchLog } from './log-watch.ts'
import { whenOver } from './when-over.ts'

/** A process's exit code and output. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

const sources = fileURLToPath(new URL('../../src', import.meta.url))

/** Runs a TypeScript file of the project in its own process and process group, and ends it after the test or the file's tests. */
export function startProcess(file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const child = spawn(process.execPath, [...runnable(file), ...args], {
    // A developer's `.env` does not override a variable that is set, even to an empty string.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  whenOver(() => child.kill('SIGKILL'))
  watch(child.stdout)
  watch(child.stderr)
  return child
}

/** Returns Node's arguments for a file: the compiled file for a source, the TypeScript loader for any other. */
function runnable(file: string): string[] {
  const source = relative(sources, file)
  if (source.startsWith('..')) return ['--import', 'tsx', file]
  return [join(inject('builtSources'), source.replace(/\.ts$/, '.js'))]
}

/** Copies output to the watched log by wrapping `push`, because a listener would start the stream before its reader. */
function watch(output: Readable): void {
  const log = watchLog()
  const push = output.push.bind(output)
  output.push = (chunk: Buffer | null, encoding) => {
    if (chunk) log.write(chunk.toString())
    return push(chunk, encoding)
  }
}

/** Waits until a process has exited; returns its exit code and output. */
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

/** Returns the first line that a process prints; throws with its error output if it exits first. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The process has no output.')
  let stderr = ''
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  for await (const line of createInterface(child.stdout)) return line
  throw new Error(`The process exited without output: ${stderr}`)
}

/** Sends SIGKILL to a process group and waits until the process has exited. */
export async function killGroup(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  if (child.pid) process.kill(-child.pid, 'SIGKILL')
  await gone
}
