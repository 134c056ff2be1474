import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open-database.ts'
import { indexSearch } from '../src/lists/index-search.ts'
import { createLog } from '../src/log.ts'
import { createToken } from '../src/users/tokens.ts'
import { createUser } from '../src/users/users.ts'
import { median, round2, timed } from './figures.ts'
import { startBuiltServer } from './server.ts'

/** Searches of a list: the median time of the first page of 100 people, without their count, in milliseconds; the goal is 50. */
export interface SearchFigures {
  rows: number
  /** A word of ten people, one of every fourth, and one of none. */
  rareMs: number
  commonMs: number
  missingMs: number
  /** The same before the rows are indexed. */
  rareMsBefore: number
  commonMsBefore: number
  missingMsBefore: number
  /** Time for indexing all rows, which happens after the import. */
  indexSeconds: number
  indexMb: number
}

const words = { rare: 'quintessa', common: 'engineer', missing: 'zyzzyva' }

/** Fills a list on a new embedded Postgres and searches it. */
export async function benchSearch({ rows }: { rows: number }): Promise<SearchFigures> {
  const dataDir = await mkdtemp(join(tmpdir(), 'leadstream-bench-'))
  const server = await startBuiltServer({ DATA_DIR: dataDir })
  const config = loadConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' })
  const database = await openDatabase(config, createLog(config))
  const pool = new pg.Pool({ connectionString: database.url })
  try {
    const { id } = await createUser(pool, { email: 'bench@leadstream.example', name: 'Bench', credits: 1 })
    const { token } = await createToken(pool, id)
    const listId = await fillList(pool, id, rows)
    const search = (word: string) => median9(() => searchOnce(`${server.url}/graphql`, token, listId, word))
    const times = async () => ({
      rare: await search(words.rare),
      common: await search(words.common),
      missing: await search(words.missing),
    })
    const before = await times()
    const indexSeconds = await timed(() => indexRows(pool))
    const after = await times()
    const { rows: sizes } = await pool.query<{ mb: number }>(
      `SELECT (pg_relation_size('search_people_text') + pg_total_relation_size('search_people')) / 1e6 AS mb`,
    )
    return {
      rows,
      rareMs: after.rare,
      commonMs: after.common,
      missingMs: after.missing,
      rareMsBefore: before.rare,
      commonMsBefore: before.common,
      missingMsBefore: before.missing,
      indexSeconds: round2(indexSeconds),
      indexMb: Math.round(sizes[0]?.mb ?? 0),
    }
  } finally {
    await pool.end()
    await server.stop()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Indexes all rows for searches, which the server does by and by. */
export async function indexRows(pool: pg.Pool): Promise<void> {
  const { signal } = new AbortController()
  // One call stops after less than a minute.
  do await indexSearch(pool, signal)
  while ((await pool.query('SELECT FROM search_marks WHERE people_to < (SELECT max(id) FROM list_rows)')).rowCount)
}

async function median9(work: () => Promise<void>): Promise<number> {
  const seconds: number[] = []
  for (let round = 0; round < 9; round++) seconds.push(await timed(work))
  return round2(median(seconds) * 1_000)
}

async function searchOnce(url: string, token: string, id: string, search: string): Promise<void> {
  const query = `query ($id: ID!, $search: String) {
    list(id: $id) { rows(filter: { search: $search }) { nodes { id fullName email title companyName } } }
  }`
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables: { id, search } }),
  })
  const answer: { data?: { list?: unknown } } = JSON.parse(await response.text())
  if (!answer.data?.list) throw new Error(JSON.stringify(answer))
}

/** Adds a list of people with names, titles and companies that many share, and returns its id. */
async function fillList(pool: pg.Pool, ownerId: number, rows: number): Promise<string> {
  const listId = randomUUID()
  const first = '{Amélie,Benedikt,Chloé,Dario,Katarzyna,Quentin,Viktor,Wanjiru,Yusuf,Tomáš,Hamish,Ingrid}'
  const last = '{Castañeda,Eriksen,Kowalczyk,Lindqvist,Müller,Brennan,Okafor,Papadakis,Ravenscroft,Whitcombe,Gómez}'
  const titles = '{Head of Sales,Software Engineer,Managing Director,Account Executive}'
  await pool.query(`INSERT INTO lists (id, owner_id, name) VALUES ($1, $2, 'Bench')`, [listId, ownerId])
  await pool.query(
    `INSERT INTO list_rows (owner_id, list_id, source, full_name, email, title, company_name, held)
     SELECT $1, $2, 'CSV', f || ' ' || l || CASE WHEN n % ($3 / 10) = 5 THEN ' Quintessa' ELSE '' END,
       lower(f || '.' || l || n % 977 || '@company-' || n / 5 || '.example'), t, 'Company ' || n / 5 || ' Ltd', 0
     FROM (SELECT n, ($4::text[])[1 + abs(hashint4(n)) % 12] AS f, ($5::text[])[1 + abs(hashint4(n + 7)) % 11] AS l,
             ($6::text[])[1 + n % 4] AS t FROM generate_series(1, $3::int) n) AS people`,
    [ownerId, listId, rows, first, last, titles],
  )
  await pool.query('VACUUM ANALYZE list_rows')
  return listId
}
