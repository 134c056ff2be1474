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

/** What a scenario plays in: real servers in processes of their own on a real Postgres. */
export interface World {
  /** A migrated database of the scenario's own, which goes with the world. */
  createDatabase(): Promise<WorldDatabase>
  /** Starts a server; `env` has to name its database. What is still alive in the end is killed. */
  startServer(env: NodeJS.ProcessEnv): Promise<ServerProcess>
}

/** A database to look into. */
export interface WorldDatabase {
  readonly url: string
  readonly pool: pg.Pool
}

const log = createLog({ logLevel: 'error', logFormat: 'json' })

/** A world with a Postgres of its own, and the sources as they are now. */
export async function createWorld(): Promise<World & { end(): Promise<void> }> {
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
      const name = `world_${pools.length}`
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
