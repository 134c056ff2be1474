import type { ServerProcess } from './server-process.ts'

/** Returns the first three errors that the servers logged. */
export function errorLogsOf(servers: readonly ServerProcess[]): string[] {
  const lines = servers.flatMap(({ lines }) => lines.filter((line) => /"level":"(?:error|fatal)"/.test(line)))
  return lines.slice(0, 3).map((line) => `a server logged an error: ${line}`)
}
