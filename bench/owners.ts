import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import pg from 'pg'
import { createOnNodes, databaseUrl, dropOnNodes, openTestCluster } from '../torture/harness/test-cluster.ts'
import { type BenchClient, createClient } from './client.ts'
import { round2, timed } from './figures.ts'
import { widePeopleCsv, widePeopleMapping } from './people.ts'
import { processorSeconds } from './processor-time.ts'
import { startBuiltServer } from './server.ts'

/** What imports of several owners at once cost each node of a cluster; processor times are microseconds a row. */
export interface OwnersFigures {
  owners: number
  rows: number
  rowsPerSecond: number
  serverMicrosPerRow: number
  /** Of each node, the coordinator first; NaN for one on another machine. */
  nodeMicrosPerRow: number[]
  postgresMicrosPerRow: number
  /** What the busiest node leaves, if each had one core of its own. */
  rowsPerCoreSecond: number
}

/** Imports a file for each owner at once, into a new database of the cluster of TEST_DATABASE_URL, or of an embedded Postgres. */
export async function benchOwners({ owners, rows }: { owners: number; rows: number }): Promise<OwnersFigures> {
  const { nodes, stop } = await openTestCluster(100)
  const name = 'bench_owners'
  await dropOnNodes(nodes, name)
  const url = await createOnNodes(nodes, name, 'TEMPLATE template')
  const pool = new pg.Pool({ connectionString: url })
  const server = await startBuiltServer({ DATABASE_URL: url })
  try {
    const postmasters = await Promise.all(nodes.map((node) => postmasterOf(node)))
    const imports: { client: BenchClient; uploadId: string }[] = []
    for (let owner = 0; owner < owners; owner++) {
      const client = await createClient(pool, server.url, rows)
      imports.push({ client, uploadId: await client.upload(Readable.from(widePeopleCsv(rows, owner * rows))) })
    }
    const used = () => Promise.all([server.pid, ...postmasters].map(processorSeconds))
    const before = await used()
    const seconds = await timed(() =>
      Promise.all(imports.map(({ client, uploadId }) => client.importPeople({ uploadId }, rows, widePeopleMapping))),
    )
    const after = await used()
    const total = owners * rows
    const [serverMicros = 0, ...nodeMicros] = after.map((end, at) => (1e6 * (end - (before[at] ?? 0))) / total)
    return {
      owners,
      rows,
      rowsPerSecond: Math.round(total / seconds),
      serverMicrosPerRow: round2(serverMicros),
      nodeMicrosPerRow: nodeMicros.map(round2),
      postgresMicrosPerRow: round2(nodeMicros.reduce((sum, micros) => sum + micros, 0)),
      rowsPerCoreSecond: Math.round(1e6 / Math.max(...nodeMicros)),
    }
  } finally {
    await server.stop()
    await pool.end()
    await dropOnNodes(nodes, name)
    await stop()
  }
}

async function postmasterOf(node: string): Promise<number> {
  const client = new pg.Client(databaseUrl(node, 'postgres'))
  await client.connect()
  const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
  await client.end()
  const file = join(rows[0]?.data_directory ?? '', 'postmaster.pid')
  return Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
}
