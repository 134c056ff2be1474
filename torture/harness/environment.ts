import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { createPool } from '../../src/db/client.ts'
import { startEmbedded } from '../../src/db/embedded-postgres/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createLog } from '../../src/log.ts'
import { type BuiltSources, buildSources, type ServerProcess, startServer } from './server-process.ts'

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

/** Creates an environment with its own Postgres cluster and the current sources. */
export async function createEnvironment(): Promise<Environment & { end(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'leadstream-torture-'))
  await chmod(folder, 0o711)
  const cluster = await startEmbedded({
    dataDir: folder,
    log,
    settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '400' },
  })
  const named = (name: string) => cluster.url.replace('/leadstream?', `/${name}?`)
  const administer = async (statement: string) => {
    const admin = new pg.Client(cluster.url)
    await admin.connect()
    await admin.query(statement)
    await admin.end()
  }
  await administer('CREATE DATABASE template')
  await migrate(named('template'))
  await runMigrations({ connectionString: named('template'), noHandleSignals: true })

  const pools: pg.Pool[] = []
  const servers = new Set<ServerProcess>()
  let sources: Promise<BuiltSources> | undefined
  return {
    async createDatabase() {
      const name = `scenario_${pools.length}`
      await administer(`CREATE DATABASE ${name} TEMPLATE template`)
      const pool = createPool(named(name), 10, log)
      pools.push(pool)
      return { url: named(name), pool }
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
      await rm(folder, { recursive: true, force: true })
    },
  }
}
