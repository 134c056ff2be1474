import type { ServerProcess } from './server-process.ts'

/** What servers have logged as an error, in words; the first of it. */
export function errorLogsOf(servers: readonly ServerProcess[]): string[] {
  const lines = servers.flatMap(({ lines }) => lines.filter((line) => /"level":"(?:error|fatal)"/.test(line)))
  return lines.slice(0, 3).map((line) => `a server complained: ${line}`)
}
