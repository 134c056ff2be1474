import { fileURLToPath } from 'node:url'
import { afterAll, expect } from 'vitest'
import { countsOf, type Scenario } from '../../torture/scenario.ts'
import { type ServerProcess, startServer } from '../../torture/server-process.ts'
import { createDatabase } from './database.ts'

const main = ['--import', 'tsx', fileURLToPath(new URL('../../src/main.ts', import.meta.url))]

/** Plays a scenario as often as a suite can afford, and asserts that its promises hold; answers what it measured. */
export async function expectHolds(scenario: Scenario, seed = 1) {
  const servers: ServerProcess[] = []
  afterAll(() => Promise.all(servers.map((server) => server.kill())))
  const { figures, broken } = await scenario.run({
    world: {
      createDatabase,
      async startServer(env) {
        const server = await startServer(main, env)
        servers.push(server)
        return server
      },
    },
    counts: countsOf(scenario, 'sample'),
    seed,
    say: () => {},
  })
  expect(broken).toEqual([])
  return figures
}
