import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type pg from 'pg'
import { columnOf } from '../src/db/columns.ts'
import { columnsOf } from '../src/exports/columns.ts'
import { createToken } from '../src/users/tokens.ts'
import { createUser } from '../src/users/users.ts'
import { inEnvironment } from './environment.ts'
import { round2, timed } from './figures.ts'
import { indexRows } from './search.ts'

/** Cost of an export in seconds, and relative to COPY. */
export interface ExportFigures {
  rows: number
  csvSeconds: number
  csvMb: number
  /** The same in another order. */
  sortedSeconds: number
  jsonlSeconds: number
  xlsxSeconds: number
  /** A server-side COPY of the same columns of the same rows to a file. */
  copySeconds: number
  /** csvSeconds / copySeconds; the goal is 2.5. */
  csvTimesCopy: number
  /** The processor time of the server and of Postgres for the CSV, which overlap, and of Postgres for the COPY. */
  csvServerCpuSeconds: number
  csvPostgresCpuSeconds: number
  copyCpuSeconds: number
  /** Peak resident memory of the server, without its database, in MB; the goal is 400. */
  peakRssMb: number
}

const filled =
  'first_name, last_name, email, phone, title, headline, linkedin_url, city, country, company_name, company_domain'

/** Exports a list from a new embedded Postgres in each format. */
export async function benchExport({ rows }: { rows: number }): Promise<ExportFigures> {
  return await inEnvironment(async ({ server, pool, dataDir, costOf }) => {
    const { id } = await createUser(pool, { email: 'bench@leadstream.example', name: 'Bench', credits: 1 })
    const { token } = await createToken(pool, id)
    const listId = await fillList(pool, id, rows)
    const file = join(dataDir, 'copy.csv')
    let csvBytes = 0
    const download = async (path: string) => {
      csvBytes = await bytesOf(`${server.url}/lists/${listId}/${path}`, token)
    }
    // V8 compiles, and Postgres and the disk cache read, what all that follows uses.
    await copyList(pool, listId, file)
    await download('export.csv')
    const copy = await costOf(() => copyList(pool, listId, file))
    const seconds = { sorted: 0, jsonl: 0, xlsx: 0 }
    let csv = copy
    let csvMb = 0
    const peakRssMb = await server.peakMemory(async () => {
      csv = await costOf(() => download('export.csv'))
      csvMb = csvBytes / 1e6
      seconds.sorted = await timed(() => download(`export.csv?orderBy=${encodeURIComponent('{"field":"TITLE"}')}`))
      seconds.jsonl = await timed(() => download('export.jsonl'))
      seconds.xlsx = await timed(() => download('export.xlsx'))
    })
    return {
      rows,
      csvSeconds: round2(csv.seconds),
      csvMb: Math.round(csvMb),
      sortedSeconds: round2(seconds.sorted),
      jsonlSeconds: round2(seconds.jsonl),
      xlsxSeconds: round2(seconds.xlsx),
      copySeconds: round2(copy.seconds),
      csvTimesCopy: round2(csv.seconds / copy.seconds),
      csvServerCpuSeconds: round2(csv.server),
      csvPostgresCpuSeconds: round2(csv.postgres),
      copyCpuSeconds: round2(copy.postgres),
      peakRssMb: Math.round(peakRssMb),
    }
  })
}

async function fillList(pool: pg.Pool, ownerId: number, rows: number): Promise<string> {
  const listId = randomUUID()
  await pool.query(`INSERT INTO lists (id, owner_id, name) VALUES ($1, $2, 'Bench')`, [listId, ownerId])
  await pool.query(
    `INSERT INTO list_rows (owner_id, list_id, source, held, ${filled})
     SELECT $1, $2, 'CSV', 0, 'First' || n, 'Last' || n::bigint * 7919 % 100003, 'person.' || n || '@company-' || n % 1000 || '.com',
       '030 ' || n, 'Head of Sales', 'Helps team ' || n % 977 || ' sell more, in less time, and to the people who need it most',
       'https://www.linkedin.com/in/person-' || n, 'Berlin', 'Germany', 'Company ' || n % 1000 || ' Inc', 'company-' || n % 1000 || '.com'
     FROM generate_series(1, $3::int) AS n`,
    [ownerId, listId, rows],
  )
  await indexRows(pool)
  await pool.query('VACUUM ANALYZE list_rows')
  return listId
}

async function copyList(pool: pg.Pool, listId: string, file: string): Promise<void> {
  const columns = columnsOf('PEOPLE', null, []).map(({ field }) => columnOf(field))
  await pool.query(
    `COPY (SELECT ${columns.join(', ')} FROM list_rows WHERE list_id = '${listId}' ORDER BY id) TO '${file}' CSV`,
  )
}

async function bytesOf(url: string, token: string): Promise<number> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  if (!response.ok || !response.body) throw new Error(await response.text())
  let bytes = 0
  for await (const chunk of response.body) bytes += chunk.byteLength
  return bytes
}
