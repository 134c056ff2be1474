import { expect, inject } from 'vitest'
import { countsOf, type Scenario } from '../../torture/harness/scenario.ts'
import { type ServerProcess, startServer } from '../../torture/harness/server-process.ts'
import { createDatabase } from './database.ts'
import { watchLog } from './log-watch.ts'
import { whenOver } from './when-over.ts'

/** Runs a scenario at the sample scale and asserts that its promises hold; returns its figures. */
export async function expectHolds(scenario: Scenario, seed = 1) {
  const servers: ServerProcess[] = []
  const { figures, violations } = await scenario.run({
    environment: {
      createDatabase,
      async startServer(env) {
        const server = await startServer(inject('builtSources'), env)
        servers.push(server)
        whenOver(() => server.kill())
        return server
      },
    },
    counts: countsOf(scenario, 'sample'),
    timeFactor: 6,
    seed,
    report: () => {},
  })
  const log = watchLog()
  for (const { lines } of servers) for (const line of lines) log.write(`${line}\n`)
  expect(violations).toEqual([])
  return figures
}
