import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { type BenchClient, createClient } from './client.ts'
import { inEnvironment } from './environment.ts'
import { median, round2, timed } from './figures.ts'
import { widePeopleCsv, widePeopleMapping } from './people.ts'

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
  /** Seconds a row, against those of `smallRows` rows (the median of three files): the goals are 1.25, and 1.1 for the import. */
  uploadCostPerRowRatio: number
  importCostPerRowRatio: number
  /** The same of all three steps together. */
  costPerRowRatio: number
  /** The slowest page of the large file; the goal is 2. */
  slowestPageTimesMedian: number
  smallRows: number
  /** Peak resident memory of the server, without its database, in MB; the goal is 400. */
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
  return await inEnvironment(async ({ server, pool, dataDir }) => {
    const client = await createClient(pool, server.url, smallRows * smallRounds + rows)
    const file = join(dataDir, 'people.csv')
    const small: Costs[] = []
    let large: Costs = { upload: 0, preview: 0, import: 0 }
    let bytes = 0
    const peakRssMb = await server.peakMemory(async () => {
      for (let round = 0; round < smallRounds; round++) {
        await writePeople(file, smallRows, round * smallRows)
        small.push(await costsOf(client, file, smallRows))
      }
      await writePeople(file, rows, smallRounds * smallRows)
      bytes = (await stat(file)).size
      large = await costsOf(client, file, rows)
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
      slowestPageTimesMedian: round2(await slowestPage(pool)),
      smallRows,
      peakRssMb: Math.round(peakRssMb),
      copySeconds: round2(copySeconds),
      uploadTimesCopy: round2(large.upload / copySeconds),
    }
  })
}

async function writePeople(file: string, rows: number, first: number): Promise<void> {
  await pipeline(Readable.from(widePeopleCsv(rows, first)), createWriteStream(file))
}

/** Measures a file step by step. */
async function costsOf(client: BenchClient, file: string, rows: number): Promise<Costs> {
  let uploadId = ''
  const upload = await timed(async () => {
    uploadId = await client.upload(createReadStream(file))
  })
  const preview = await timed(async () => {
    const { totalRows } = await client.call(
      `mutation ($input: PreviewImportInput!) {
        result: previewImport(input: $input) { ... on PreviewImportPayload { totalRows previewRows personMapping { email } } }
      }`,
      { input: { uploadId } },
    )
    if (totalRows !== rows) throw new Error(`Not all of ${rows} rows were staged: ${totalRows}`)
  })
  return { upload, preview, import: await timed(() => client.importPeople({ uploadId }, rows, widePeopleMapping)) }
}

/** Returns the time of the slowest page of the largest list over the median: rows bear the time at which their page began. */
async function slowestPage(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ seconds: number }>(
    `SELECT extract(epoch FROM at - lag(at) OVER (ORDER BY at))::float AS seconds FROM (
       SELECT DISTINCT added_at AS at FROM list_rows
       WHERE list_id = (SELECT list_id FROM list_rows GROUP BY 1 ORDER BY count(*) DESC LIMIT 1)) AS pages
     ORDER BY at OFFSET 1`,
  )
  const seconds = rows.map((row) => row.seconds)
  return Math.max(...seconds) / median(seconds)
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
