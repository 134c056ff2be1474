import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open-database.ts'
import { createLog } from '../src/log.ts'
import { createToken } from '../src/users/tokens.ts'
import { createUser } from '../src/users/users.ts'
import { median, round2, timed } from './figures.ts'
import { widePeopleCsv, widePeopleMapping } from './people.ts'
import { startBuiltServer } from './server.ts'

/** Cost of a large file from PUT to the last row, in seconds, and relative to a small one in the same run. */
export interface UploadFigures {
  rows: number
  bytes: number
  /** From the first byte of `PUT /uploads` to its response. */
  uploadSeconds: number
  previewSeconds: number
  /** From the call that starts the import until the run is COMPLETED. */
  importSeconds: number
  uploadRowsPerSecond: number
  importRowsPerSecond: number
  /** Seconds a row, against those of `smallRows` rows (the median of three files): 1.25 is the goal. */
  uploadCostPerRowRatio: number
  importCostPerRowRatio: number
  /** The same of all three steps together. */
  costPerRowRatio: number
  smallRows: number
  /** Peak resident memory of the server, without its database, in MB; the goal is 300. */
  peakRssMb: number
  /** A server-side COPY of the staged chunks into the same table, and how many times as long the upload took. */
  copySeconds: number
  uploadTimesCopy: number
}

interface Costs {
  upload: number
  preview: number
  import: number
}

const smallRounds = 3

/** Uploads, previews and imports three small files and a large one on a new embedded Postgres. */
export async function benchUpload({ rows }: { rows: number }): Promise<UploadFigures> {
  const smallRows = Math.min(rows, 100_000)
  const dataDir = await mkdtemp(join(tmpdir(), 'leadstream-bench-'))
  const server = await startBuiltServer({ DATA_DIR: dataDir })
  const config = loadConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' })
  const database = await openDatabase(config, createLog(config))
  const pool = new pg.Pool({ connectionString: database.url })
  try {
    const client = await createClient(pool, server.url, smallRows * smallRounds + rows)
    const file = join(dataDir, 'people.csv')
    const small: Costs[] = []
    let large: Costs = { upload: 0, preview: 0, import: 0 }
    let bytes = 0
    const peakRssMb = await server.peakMemory(async () => {
      for (let round = 0; round < smallRounds; round++) {
        await writePeople(file, smallRows, round * smallRows)
        small.push(await client.costs(file, smallRows))
      }
      await writePeople(file, rows, smallRounds * smallRows)
      bytes = (await stat(file)).size
      large = await client.costs(file, rows)
    })
    const copySeconds = await copyChunks(pool, dataDir)
    const ratio = (of: (costs: Costs) => number) => of(large) / rows / (median(small.map(of)) / smallRows)
    return {
      rows,
      bytes,
      uploadSeconds: round2(large.upload),
      previewSeconds: round2(large.preview),
      importSeconds: round2(large.import),
      uploadRowsPerSecond: Math.round(rows / large.upload),
      importRowsPerSecond: Math.round(rows / large.import),
      uploadCostPerRowRatio: round2(ratio((costs) => costs.upload)),
      importCostPerRowRatio: round2(ratio((costs) => costs.import)),
      costPerRowRatio: round2(ratio((costs) => costs.upload + costs.preview + costs.import)),
      smallRows,
      peakRssMb: Math.round(peakRssMb),
      copySeconds: round2(copySeconds),
      uploadTimesCopy: round2(large.upload / copySeconds),
    }
  } finally {
    await pool.end()
    await server.stop()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function writePeople(file: string, rows: number, first: number): Promise<void> {
  await pipeline(Readable.from(widePeopleCsv(rows, first)), createWriteStream(file))
}

async function createClient(pool: pg.Pool, url: string, credits: number) {
  const { id } = await createUser(pool, { email: 'bench@leadstream.example', name: 'Bench', credits })
  const { token } = await createToken(pool, id)
  const authorization = `Bearer ${token}`
  const call = async (query: string, variables: object): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json', authorization }
    const body = JSON.stringify({ query, variables })
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body })
    const answer: { data?: { result?: Record<string, unknown> } } = JSON.parse(await response.text())
    if (answer.data?.result === undefined) throw new Error(JSON.stringify(answer))
    return answer.data.result
  }
  const importUpload = async (uploadId: string, rows: number) => {
    const { runId } = await call(
      `mutation ($input: CreateListWithImportInput!) {
        result: createListWithImport(input: $input) { ... on CreateListWithImportPayload { runId } ... on Error { message } }
      }`,
      { input: { name: 'Bench', dataType: 'PEOPLE', uploadId, personMapping: widePeopleMapping } },
    )
    for (;;) {
      const run = await call(
        'query ($runId: ID!) { result: importRun(id: $runId) { status finishedAt counts { imported } } }',
        { runId },
      )
      if (run['finishedAt'] === null) await delay(50)
      else if (JSON.stringify(run['counts']) === JSON.stringify({ imported: rows })) return
      else throw new Error(`Not all of ${rows} rows: ${JSON.stringify(run)}`)
    }
  }
  return {
    /** Measures a file step by step. */
    async costs(file: string, rows: number): Promise<Costs> {
      let uploadId = ''
      const upload = await timed(async () => {
        uploadId = await putFile(`${url}/uploads?fileName=people.csv`, authorization, file)
      })
      const preview = await timed(async () => {
        const { totalRows } = await call(
          `mutation ($input: PreviewImportInput!) {
            result: previewImport(input: $input) { ... on PreviewImportPayload { totalRows previewRows personMapping { email } } }
          }`,
          { input: { uploadId } },
        )
        if (totalRows !== rows) throw new Error(`Not all of ${rows} rows were staged: ${totalRows}`)
      })
      return { upload, preview, import: await timed(() => importUpload(uploadId, rows)) }
    },
  }
}

async function putFile(url: string, authorization: string, file: string): Promise<string> {
  const sending = request(url, { method: 'PUT', headers: { authorization } })
  const answered = new Promise<string>((resolve, reject) => {
    sending.on('error', reject)
    sending.on('response', async (response) => resolve(Buffer.concat(await response.toArray()).toString()))
  })
  await pipeline(createReadStream(file), sending)
  const { uploadId }: { uploadId?: string } = JSON.parse(await answered)
  if (uploadId === undefined) throw new Error(await answered)
  return uploadId
}

/** Copies the chunks of the largest upload into a table with the same storage and indexes. */
async function copyChunks(pool: pg.Pool, dataDir: string): Promise<number> {
  const file = join(dataDir, 'chunks.copy')
  await pool.query(
    `COPY (SELECT * FROM upload_chunks WHERE upload_id = (SELECT id FROM uploads ORDER BY total_rows DESC LIMIT 1)) TO '${file}'`,
  )
  await pool.query('CREATE TABLE copied_chunks (LIKE upload_chunks INCLUDING ALL)')
  await pool.query('CHECKPOINT')
  return await timed(async () => {
    await pool.query(`COPY copied_chunks FROM '${file}'`)
  })
}
