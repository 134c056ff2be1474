import { join } from 'node:path'
import { Readable } from 'node:stream'
import type pg from 'pg'
import { createPrisma } from '../src/db/client.ts'
import { createClient, enrichmentIsOver } from './client.ts'
import { type Cost, inEnvironment } from './environment.ts'
import { median, round2, timed } from './figures.ts'
import { peopleCsv, peopleMapping } from './people.ts'

/** Cost of an import: medians in seconds, and ratios of medians of the same run. */
export interface ImportFigures {
  rows: number
  rounds: number
  /** From the call that starts the import of a staged upload until the run is COMPLETED. */
  importSeconds: number
  rowsPerSecond: number
  /** A server-side COPY of all rows that the import wrote, into the same tables with their indexes and constraints. */
  copySeconds: number
  /** importSeconds / copySeconds: 1 is the physical limit, 1.6 the goal. */
  timesCopy: number
  /** Processor time of an import, and of COPY; null except on Linux. */
  serverCpuSeconds: number
  postgresCpuSeconds: number
  copyCpuSeconds: number
  /** All processor time of an import / that of COPY, which other load changes little. */
  cpuTimesCopy: number
  /** Peak resident memory of the server, without its database, in MB; the goal is 400. */
  peakRssMb: number
  /** Prisma's createMany of some of the people in batches of 1,000, without companies or any look for duplicates. */
  createManyRowsPerSecond: number
  /** rowsPerSecond / createManyRowsPerSecond. */
  timesFasterThanCreateMany: number
}

const tables = ['company_rows', 'list_rows'] as const

/** Alternates both sides on a new embedded Postgres. */
export async function benchImport({ rows, rounds }: { rows: number; rounds: number }): Promise<ImportFigures> {
  return await inEnvironment(async ({ server, pool, costOf }) => {
    const client = await createClient(pool, server.url, rows * rounds)
    const uploadId = await client.upload(Readable.from(peopleCsv(rows)))
    const imports: Cost[] = []
    const copies: Cost[] = []
    const peakRssMb = await server.peakMemory(async () => {
      for (let round = 0; round < rounds; round++) {
        imports.push(await costOf(() => client.importPeople({ uploadId }, rows, peopleMapping)))
        await enrichmentIsOver(pool)
        await saveTables(pool)
        await emptyTables(pool)
        copies.push(await costOf(() => copyTables(pool)))
        if (round < rounds - 1) await emptyTables(pool)
      }
    })
    const createManyRate = await createAgain(pool)
    const of = (costs: Cost[], part: keyof Cost) => median(costs.map((cost) => cost[part]))
    const importSeconds = of(imports, 'seconds')
    const copySeconds = of(copies, 'seconds')
    const importCpu = median(imports.map(({ server, postgres }) => server + postgres))
    return {
      rows,
      rounds,
      importSeconds: round2(importSeconds),
      rowsPerSecond: Math.round(rows / importSeconds),
      copySeconds: round2(copySeconds),
      timesCopy: round2(importSeconds / copySeconds),
      serverCpuSeconds: round2(of(imports, 'server')),
      postgresCpuSeconds: round2(of(imports, 'postgres')),
      copyCpuSeconds: round2(of(copies, 'postgres')),
      cpuTimesCopy: round2(importCpu / of(copies, 'postgres')),
      peakRssMb: Math.round(peakRssMb),
      createManyRowsPerSecond: Math.round(createManyRate),
      timesFasterThanCreateMany: round2(rows / importSeconds / createManyRate),
    }
  })
}

async function saveTables(pool: pg.Pool): Promise<void> {
  for (const table of tables) await pool.query(`COPY ${table} TO '${await fileOf(pool, table)}'`)
}

async function emptyTables(pool: pg.Pool): Promise<void> {
  await pool.query(`TRUNCATE ${tables.join(', ')} CASCADE`)
  await pool.query('CHECKPOINT')
}

async function copyTables(pool: pg.Pool): Promise<void> {
  for (const table of tables) await pool.query(`COPY ${table} FROM '${await fileOf(pool, table)}'`)
}

/** A file that the server may write. */
async function fileOf(pool: pg.Pool, table: string): Promise<string> {
  const { rows } = await pool.query<{ data_directory: string }>('SHOW data_directory')
  return join(rows[0]?.data_directory ?? '', `bench-${table}.copy`)
}

async function createAgain(pool: pg.Pool): Promise<number> {
  const prisma = createPrisma(pool)
  const people = await prisma.listRow.findMany({ orderBy: { id: 'asc' }, take: 20_000 })
  await pool.query('TRUNCATE list_rows')
  await pool.query('CHECKPOINT')
  const seconds = await timed(async () => {
    for (let from = 0; from < people.length; from += 1_000) {
      const data = people.slice(from, from + 1_000).map(({ custom: _, ...person }) => person)
      await prisma.listRow.createMany({ data })
    }
  })
  return people.length / seconds
}
