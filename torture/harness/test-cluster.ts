import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { createPool } from '../../src/db/client.ts'
import { distribute } from '../../src/db/distribute.ts'
import { startEmbedded } from '../../src/db/embedded-postgres/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createLog } from '../../src/log.ts'

/** The Postgres of a run, with a migrated database `template` without rows. */
export interface TestCluster {
  /** The URL of `template` on each node; Citus has several, and the first one is its coordinator. */
  readonly nodes: readonly string[]
  stop(): Promise<void>
}

const log = createLog({ logLevel: 'warn', logFormat: 'json' })

/**
 * Opens the cluster of TEST_DATABASE_URL, or starts one that loses its data in a crash. A given cluster is distributed if that
 * database has the extension citus; its databases named `template` are replaced, so only one run at a time can use it.
 */
export async function openTestCluster(maxConnections: number): Promise<TestCluster> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) {
    const nodes = await nodesOf(given)
    await createTemplate(nodes)
    return { nodes, stop: async () => {} }
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'leadstream-test-'))
  await chmod(dataDir, 0o711)
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }
  const { url, stop } = await startEmbedded({
    dataDir,
    log,
    settings: { ...settings, max_connections: String(maxConnections) },
  })
  const nodes = [databaseUrl(url, 'template')]
  await makeSignInCheap(url)
  await createTemplate(nodes)
  return {
    nodes,
    async stop() {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Hashes the password once rather than 4,096 times: a run opens thousands of connections. */
async function makeSignInCheap(url: string): Promise<void> {
  const { username, password } = new URL(url)
  await withClient(url, (client) =>
    client.query(
      `SET scram_iterations = 1; ALTER ROLE ${pg.escapeIdentifier(username)} PASSWORD ${pg.escapeLiteral(decodeURIComponent(password))}`,
    ),
  )
}

/** Creates a database on the nodes from `source`, by default without tables, and returns its URL. */
export async function createOnNodes(nodes: readonly string[], name: string, source = ''): Promise<string> {
  for (const node of nodes) await administer(node, `CREATE DATABASE ${name} ${source}`)
  return databaseUrl(nodes[0] ?? '', name)
}

/** Drops a database on the nodes, if it exists. */
export async function dropOnNodes(nodes: readonly string[], name: string): Promise<void> {
  for (const node of nodes) await administer(node, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
}

/** Returns the URL of another database on the same node. */
export function databaseUrl(node: string, name: string): string {
  const url = new URL(node)
  url.pathname = name
  return url.href
}

/** Returns the URL of `template` on the nodes of the cluster that a database belongs to. */
async function nodesOf(given: string): Promise<string[]> {
  const nodes = await withClient(given, async (client) => {
    const { rows } = await client.query<{ isCitus: boolean }>(
      'SELECT to_regclass(\'pg_catalog.pg_dist_node\') IS NOT NULL AS "isCitus"',
    )
    if (rows[0]?.isCitus !== true) return [given]
    const workers = await client.query<{ host: string; port: number }>(
      'SELECT nodename AS host, nodeport AS port FROM pg_dist_node WHERE groupid <> 0 ORDER BY nodeid',
    )
    return [
      given,
      ...workers.rows.map(({ host, port }) => Object.assign(new URL(given), { hostname: host, port }).href),
    ]
  })
  return nodes.map((node) => databaseUrl(node, 'template'))
}

async function createTemplate(nodes: readonly string[]): Promise<void> {
  const [coordinator = '', ...workers] = nodes
  await dropOnNodes(nodes, 'template')
  await createOnNodes(nodes, 'template')
  if (workers.length > 0) await joinNodes(nodes)
  await migrate(coordinator)
  await runMigrations({ connectionString: coordinator, noHandleSignals: true })
  if (workers.length > 0) await distributeTemplate(coordinator)
  for (const node of nodes) {
    // A database with connections can't be copied, and Citus keeps one to each of its databases.
    await administer(node, 'ALTER DATABASE template ALLOW_CONNECTIONS false')
    await administer(node, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'template'")
  }
}

/** Makes one Citus cluster of databases that exist, the coordinator's first. */
export async function joinNodes(databases: readonly string[]): Promise<void> {
  const [coordinator = '', ...workers] = databases
  for (const database of databases) await withClient(database, (client) => client.query('CREATE EXTENSION citus'))
  await withClient(coordinator, async (client) => {
    const join = async (call: string, database: string) => {
      const { hostname, port } = new URL(database)
      await client.query(`SELECT ${call}($1, $2)`, [hostname, Number(port)])
    }
    await join('citus_set_coordinator_host', coordinator)
    for (const worker of workers) await join('citus_add_node', worker)
  })
}

async function distributeTemplate(url: string): Promise<void> {
  const pool = createPool(url, 1, log)
  await distribute(pool, { dryRun: false })
  await pool.end()
}

const objectInUse = '55006'

async function administer(node: string, statement: string): Promise<void> {
  await withClient(databaseUrl(node, 'postgres'), async (client) => {
    // Postgres gives the connections of a database five seconds to end.
    for (let attempt = 0; ; attempt++) {
      try {
        return await client.query(statement)
      } catch (error) {
        if (attempt === maxAttempts || !(error instanceof pg.DatabaseError) || error.code !== objectInUse) throw error
      }
    }
  })
}

const maxAttempts = 20

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
