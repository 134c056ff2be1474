import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type App, startApp } from '../src/app.ts'
import { loadConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { createToken } from '../src/users/tokens.ts'
import { createUser } from '../src/users/users.ts'
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
  /** importSeconds / copySeconds: 1 is the physical limit, 3 the goal. */
  timesCopy: number
  /** Prisma's createMany of some of the people in batches of 1,000, without companies or any look for duplicates. */
  createManyRowsPerSecond: number
  /** rowsPerSecond / createManyRowsPerSecond. */
  timesFasterThanCreateMany: number
}

const tables = ['company_rows', 'list_rows'] as const

/** Alternates both sides on a new embedded Postgres. */
export async function benchImport({ rows, rounds }: { rows: number; rounds: number }): Promise<ImportFigures> {
  const dataDir = await mkdtemp(join(tmpdir(), 'leadstream-bench-'))
  const config = loadConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error' })
  const app = await startApp(config, createLog(config))
  try {
    const client = await createClient(app, rows * rounds)
    const uploadId = await client.stage(peopleCsv(rows))
    const imports: number[] = []
    const copies: number[] = []
    for (let round = 0; round < rounds; round++) {
      imports.push(await timed(() => client.importUpload(uploadId, rows)))
      await enrichmentIsOver(app)
      await saveTables(app)
      await emptyTables(app)
      copies.push(await timed(() => copyTables(app)))
      if (round < rounds - 1) await emptyTables(app)
    }
    const createManyRate = await createAgain(app)
    const importSeconds = median(imports)
    const copySeconds = median(copies)
    return {
      rows,
      rounds,
      importSeconds: round2(importSeconds),
      rowsPerSecond: Math.round(rows / importSeconds),
      copySeconds: round2(copySeconds),
      timesCopy: round2(importSeconds / copySeconds),
      createManyRowsPerSecond: Math.round(createManyRate),
      timesFasterThanCreateMany: round2(rows / importSeconds / createManyRate),
    }
  } finally {
    await app.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function createClient(app: App, credits: number) {
  const { id } = await createUser(app.pool, { email: 'bench@leadstream.example', name: 'Bench', credits })
  const { token } = await createToken(app.pool, id)
  const call = async (query: string, input: object) => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables: { input } }),
    })
    const answer: { data?: { result?: Record<string, unknown> } } = JSON.parse(await response.text())
    if (answer.data?.result === undefined) throw new Error(JSON.stringify(answer))
    return answer.data.result
  }
  return {
    async stage(csvText: string): Promise<string> {
      const result = await call(
        'mutation ($input: PreviewImportInput!) { result: previewImport(input: $input) { ... on PreviewImportPayload { uploadId } } }',
        { csvText },
      )
      return String(result['uploadId'])
    },
    async importUpload(uploadId: string, rows: number): Promise<void> {
      const result = await call(
        `mutation ($input: CreateListWithImportInput!) {
          result: createListWithImport(input: $input) {
            ... on CreateListWithImportPayload { run { status counts { imported } } }
            ... on Error { message }
          }
        }`,
        { name: 'Bench', dataType: 'PEOPLE', uploadId, personMapping: peopleMapping, waitSeconds: 30 },
      )
      if (JSON.stringify(result) !== JSON.stringify({ run: { status: 'COMPLETED', counts: { imported: rows } } }))
        throw new Error(`Not all of ${rows} rows: ${JSON.stringify(result)}`)
    },
  }
}

/** Waits until work that follows an import can't slow down the next measurement. */
async function enrichmentIsOver({ prisma }: App): Promise<void> {
  while ((await prisma.enrichment.count({ where: { status: 'ENRICHING' } })) > 0) await delay(50)
}

async function saveTables({ pool }: App): Promise<void> {
  for (const table of tables) await pool.query(`COPY ${table} TO '${await fileOf(pool, table)}'`)
}

async function emptyTables({ pool }: App): Promise<void> {
  await pool.query(`TRUNCATE ${tables.join(', ')} CASCADE`)
  await pool.query('CHECKPOINT')
}

async function copyTables({ pool }: App): Promise<void> {
  for (const table of tables) await pool.query(`COPY ${table} FROM '${await fileOf(pool, table)}'`)
}

/** A file that the server may write. */
async function fileOf(pool: App['pool'], table: string): Promise<string> {
  const { rows } = await pool.query<{ data_directory: string }>('SHOW data_directory')
  return join(rows[0]?.data_directory ?? '', `bench-${table}.copy`)
}

async function createAgain({ pool, prisma }: App): Promise<number> {
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
