import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startProcess } from './processes.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Runs the server in its own process, on any free port. */
export function startMain(env: NodeJS.ProcessEnv): ChildProcess {
  return startProcess(main, [], { PORT: '0', LOG_FORMAT: 'json', ...env })
}

/** Returns the URL of `/graphql` in the line that says that the server is ready; '' for any other line. */
export function readyUrl(line: string): string {
  return /Leadstream is ready: (\S+\/graphql)/.exec(JSON.parse(line).msg)?.[1] ?? ''
}
