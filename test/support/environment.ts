import { expect, inject, onTestFinished } from 'vitest'
import { countsOf, type Scenario } from '../../torture/harness/scenario.ts'
import { type ServerProcess, startServer } from '../../torture/harness/server-process.ts'
import { createDatabase, type Database } from './database.ts'
import { watchLog } from './log-watch.ts'

/** Plays a scenario as often as a suite can afford, and asserts that its promises hold; answers what it measured. */
export async function expectHolds(scenario: Scenario, seed = 1) {
  const servers: ServerProcess[] = []
  const databases: Database[] = []
  // `afterAll` is of no use here: called within a test, it is never run.
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.kill()))
    await Promise.all(databases.map(({ drop }) => drop()))
  })
  const { figures, broken } = await scenario.run({
    world: {
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
    seed,
    say: () => {},
  })
  const log = watchLog()
  for (const { lines } of servers) for (const line of lines) log.write(`${line}\n`)
  expect(broken).toEqual([])
  return figures
}
