import type pg from 'pg'
import { createPool } from '../../src/db/client.ts'
import { createLog } from '../../src/log.ts'
import { type BuiltSources, buildSources, type ServerProcess, startServer } from './server-process.ts'
import { createOnNodes, dropOnNodes, openTestCluster } from './test-cluster.ts'

/** What a scenario runs in: real server processes on a real Postgres. */
export interface Environment {
  /** Creates a migrated database, which is dropped with the environment. */
  createDatabase(): Promise<ScenarioDatabase>
  /** Starts a server; `env` must name its database. Servers still running at the end are killed. */
  startServer(env: NodeJS.ProcessEnv): Promise<ServerProcess>
}

/** A scenario's database and a pool to inspect it. */
export interface ScenarioDatabase {
  readonly url: string
  readonly pool: pg.Pool
}

const log = createLog({ logLevel: 'error', logFormat: 'json' })

/** Creates an environment with a Postgres cluster and the current sources. */
export async function createEnvironment(): Promise<Environment & { end(): Promise<void> }> {
  const cluster = await openTestCluster(400)

  const pools: pg.Pool[] = []
  const servers = new Set<ServerProcess>()
  let sources: Promise<BuiltSources> | undefined
  return {
    async createDatabase() {
      const name = `scenario_${pools.length}`
      await dropOnNodes(cluster.nodes, name)
      const url = await createOnNodes(cluster.nodes, name, 'TEMPLATE template')
      const pool = createPool(url, 10, log)
      pools.push(pool)
      return { url, pool }
    },
    async startServer(env) {
      sources ??= buildSources()
      const server = await startServer((await sources).folder, env)
      servers.add(server)
      return server
    },
    async end() {
      await Promise.all([...servers].map((server) => server.kill()))
      await (await sources?.catch(() => undefined))?.remove()
      await Promise.all(pools.map((pool) => pool.end()))
      await cluster.stop()
    },
  }
}
