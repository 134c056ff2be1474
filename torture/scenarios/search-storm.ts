import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import * as z from 'zod'
import { createList } from '../../src/lists/create.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { createImporter } from '../harness/people-file.ts'
import { probeWhile } from '../harness/probe.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { ask, type Caller } from '../harness/start-import.ts'

/** Milliseconds by which searches may delay another user's request. */
const maxDelay = 2_000
const maxSearchesAtOnce = 2

type Count = 'rows' | 'operations' | 'searches'

/** One user searches a large list many times at once, while another asks for little. */
export const searchStorm: Scenario<Count> = {
  name: 'search-storm',
  promise: 'However many searches one user runs at once, other users are not slowed down.',
  counts: {
    rows: { sample: 100_000, ci: 100_000, full: 100_000 },
    operations: { sample: 8, ci: 8, full: 8 },
    // 24 are the most that an operation may have.
    searches: { sample: 3, ci: 12, full: 24 },
  },
  run,
}

async function run({ environment, counts, timeFactor, report }: Trial<Count>): Promise<Outcome> {
  const database = await environment.createDatabase()
  const { pool } = database
  const server = await environment.startServer({ ROLE: 'api', DATABASE_URL: database.url })
  const searcher = await createImporter(database, server.url, { name: 'searcher', credits: 0 })
  const other = await createImporter(database, server.url, { name: 'other', credits: 0 })
  const listId = await createList(pool, searcher.userId, 'Large')
  await pool.query(fillList, [searcher.userId, listId, counts.rows])

  const undisturbed = await probeWhile(
    () => delay(1_000),
    () => askViewer(other),
    { everyMs: 0 },
  )
  report(`undisturbed: at most ${undisturbed.slowestMs} ms`)

  let searchesAtOnce = 0
  const began = performance.now()
  const during = await probeWhile(
    () => Promise.all(Array.from({ length: counts.operations }, () => search(searcher, listId, counts.searches))),
    () => askViewer(other),
    {
      everyMs: 0,
      between: async () => {
        searchesAtOnce = Math.max(searchesAtOnce, await countSearches(pool))
      },
    },
  )
  const stormMs = Math.round(performance.now() - began)

  const violations = errorLogsOf([server])
  if (during.slowestMs - undisturbed.slowestMs > maxDelay * timeFactor)
    violations.push(`another user was answered after ${during.slowestMs} ms`)
  if (during.answers < 5) violations.push(`another user was answered only ${during.answers} times`)
  if (searchesAtOnce > maxSearchesAtOnce) violations.push(`${searchesAtOnce} searches ran at once`)
  return {
    figures: {
      searches: counts.operations * counts.searches,
      stormMs,
      searchesAtOnce,
      answersMeanwhile: during.answers,
      slowestAnswerMs: during.slowestMs,
      medianAnswerMs: during.medianMs,
      slowestAnswerMsUndisturbed: undisturbed.slowestMs,
    },
    violations,
  }
}

const fillList = `
  INSERT INTO list_rows (owner_id, list_id, source, full_name, email, company_name, title, held)
  SELECT $1, $2, 'CSV', 'Person ' || n, 'p' || n || '@people.example', 'Company ' || n % 100, 'Engineer', 0
  FROM generate_series(1, $3::int) n`

/** Sends one operation with searches that find nothing, so that each reads the whole list. */
async function search(caller: Caller, id: string, searches: number): Promise<void> {
  const fields = Array.from(
    { length: searches },
    (_, i) => `s${i}: rows(filter: { search: "nobody ${i}" }, first: 1) { nodes { id } }`,
  )
  await ask(caller, `query ($id: ID!) { list(id: $id) { ${fields.join(' ')} } }`, z.object({ list: z.object({}) }), {
    id,
  })
}

async function askViewer(caller: Caller): Promise<void> {
  await ask(caller, '{ viewer { name credits { balance } } }', z.object({ viewer: z.object({ name: z.string() }) }))
}

async function countSearches(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity
     WHERE datname = current_database() AND state = 'active' AND query LIKE '%ILIKE%' AND pid <> pg_backend_pid()
       AND leader_pid IS NULL`,
  )
  return rows[0]?.count ?? 0
}
