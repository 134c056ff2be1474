import { expect, inject, onTestFinished } from 'vitest'
import { countsOf, type Scenario } from '../../torture/harness/scenario.ts'
import { type ServerProcess, startServer } from '../../torture/harness/server-process.ts'
import { createDatabase, type Database } from './database.ts'
import { watchLog } from './log-watch.ts'

/** Runs a scenario at the sample scale and asserts that its promises hold; returns its figures. */
export async function expectHolds(scenario: Scenario, seed = 1) {
  const servers: ServerProcess[] = []
  const databases: Database[] = []
  // Not `afterAll`, which never runs when registered within a test.
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.kill()))
    await Promise.all(databases.map(({ drop }) => drop()))
  })
  const { figures, violations } = await scenario.run({
    environment: {
      async createDatabase() {
        const database = await createDatabase()
        databases.push(database)
        return database
      },
      async startServer(env) {
        const server = await startServer(inject('builtSources'), env)
        servers.push(server)
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
