import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { requeue } from '../../../src/jobs/recovery.ts'
import { createLog } from '../../../src/log.ts'
import { createToken } from '../../../src/users/tokens.ts'
import { createUser } from '../../../src/users/users.ts'
import { runScript } from '../../../torture/harness/run-script.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { createDatabase, type Database } from '../../support/database.ts'
import { graphql } from '../../support/graphql.ts'
import { createImporter } from '../../support/imports.ts'
import { firstLine, killGroup, startProcess } from '../../support/processes.ts'
import {
  countJobs,
  creditsOf,
  expectSound,
  finalCounts,
  holdMidPage,
  isOver,
  people,
  readRun,
  startImport,
  watchRun,
} from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))
const pageSize = 10
const rows = 300
const pagesBefore = 12

/** Starts a server in a separate process, with an import that is stopped in the middle of a page. */
async function interrupted() {
  const database = await createDatabase()
  const { id: userId } = await createUser(database.pool, { email: 'a@b.example', name: 'A', credits: 1_000 })
  const { token } = await createToken(database.pool, userId)
  const server = startProcess(main, [], {
    DATABASE_URL: database.url,
    PORT: '0',
    LOG_FORMAT: 'json',
    IMPORT_PAGE_SIZE: String(pageSize),
  })
  const url = /(http\S+\/graphql)/.exec(await firstLine(server))?.[1] ?? ''
  const importer = { userId, token, query: graphql(url, token) }
  const { reached, release } = await holdMidPage(database.pool, pageSize * pagesBefore + 9)
  const { listId, runId } = await startImport(importer, people(rows))
  const stream = await watchRun({ url }, token, runId)
  const seen = await stream.upTo(({ counts }) => counts.processed === pageSize * pagesBefore)
  await reached()
  return { database, server, importer, listId, runId, seen, release }
}

/** Asserts that every row has landed once, in the list or among the outcomes, and was charged once. */
async function expectWhole({ pool }: Pick<Database, 'pool'>, userId: number, listId: string, runId: string) {
  const numbers = Array.from({ length: rows }, (_, index) => index + 1)
  const landed = await pool.query('SELECT email FROM list_rows WHERE list_id = $1 ORDER BY id', [listId])
  expect(landed.rows.map(({ email }) => email)).toEqual(
    numbers.filter((row) => row % 10 >= 1 && row % 10 <= 8).map((row) => `p${row}@a.example`),
  )
  const outcomes = await pool.query(
    'SELECT row_number AS row, verdict::text FROM import_outcomes WHERE run_id = $1 ORDER BY row_number',
    [runId],
  )
  expect(outcomes.rows).toEqual(
    numbers
      .filter((row) => row % 10 === 9 || row % 10 === 0)
      .map((row) => ({ row, verdict: row % 10 === 9 ? 'MERGED' : 'INVALID' })),
  )
  const captured = await pool.query(
    `SELECT page, quantity FROM credit_entries WHERE run_id = $1 AND kind = 'CAPTURE' ORDER BY page`,
    [runId],
  )
  expect(captured.rows).toEqual(Array.from({ length: rows / pageSize }, (_, page) => ({ page, quantity: 8 })))
  expect(await creditsOf(pool, userId)).toEqual({ balance: 1_000 - landed.rows.length, reserved: 0 })
}

describe('a server that goes away in the middle of a page', () => {
  it('another server completes the run after kill -9 in the middle of a page, with each row written and charged once', async () => {
    const { database, server, importer, listId, runId, seen, release } = await interrupted()
    await killGroup(server)
    await release()
    const next = await startTestApp({ databaseUrl: database.url, pageSize })
    const stream = await watchRun(next, importer.token, runId)
    const events = await stream.upTo(isOver)
    expectSound(events)
    // It is not sure to be taken up again when the subscription begins.
    expect(events[0]?.version).toBeGreaterThanOrEqual(seen.at(-1)?.version ?? 0)
    expect(events.at(-1)).toMatchObject({ status: 'COMPLETED', counts: finalCounts(rows) })
    await expectWhole(database, importer.userId, listId, runId)
    stream.close()
    await next.stop()
  })
})

describe('a run', () => {
  /** Accepted, with no worker to take it up; `work` starts one, and tells what it has logged. */
  async function queued() {
    const api = await startTestApp({ role: 'api' })
    const importer = await createImporter(api)
    const started = await startImport(importer, people(100))
    const lines: string[] = []
    const log = createLog({ logLevel: 'error', logFormat: 'json' }, { write: (line: string) => void lines.push(line) })
    const work = () => startTestApp({ role: 'worker', pageSize, databaseUrl: api.config.databaseUrl }, log)
    const attempts = () => lines.filter((line) => line.includes('import: attempt failed')).length
    return { api, importer, ...started, work, attempts }
  }

  /** Waits until an attempt has failed for the nth time in a row, says after how many seconds the next one would come, and prevents that. */
  async function failure({ pool }: TestApp, runId: string, count: number): Promise<number> {
    let seconds: number | undefined
    await waitFor(async () => {
      const runs = await pool.query<{ next: string }>(
        `SELECT next_attempt_at::text AS next FROM import_runs WHERE id = $1 AND failures = $2 AND status = 'RUNNING'`,
        [runId, count],
      )
      const { rows } = await pool.query<{ seconds: number }>(
        `UPDATE graphile_worker._private_jobs SET run_at = run_at + interval '1 hour'
         WHERE key = 'import ' || $1 AND locked_at IS NULL AND abs(extract(epoch FROM run_at - $2::timestamptz)) < 0.01
         RETURNING round(extract(epoch FROM $2::timestamptz - created_at))::int AS seconds`,
        [runId, runs.rows[0]?.next],
      )
      seconds = rows[0]?.seconds
      return seconds !== undefined
    })
    return seconds ?? 0
  }

  /** Lets the next attempt come now. */
  async function skipWait({ pool }: TestApp): Promise<void> {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'import' AND locked_at IS NULL`,
    )
    await requeue(
      pool,
      rows.map(({ id }) => id),
    )
  }

  /** Makes the database refuse a person, for a reason that is none of the file's. */
  async function refuse({ pool }: TestApp, email: string): Promise<void> {
    await runScript(
      pool,
      `ALTER TABLE list_rows DROP CONSTRAINT IF EXISTS broken;
       ALTER TABLE list_rows ADD CONSTRAINT broken CHECK (email <> '${email}') NOT VALID`,
    )
  }

  it('a run that keeps failing at the same page is tried five times with backoff, then FAILED with a message', async () => {
    const { api, importer, listId, runId, work, attempts } = await queued()
    await refuse(api, 'p31@a.example')
    const stream = await watchRun(api, importer.token, runId)
    const worker = await work()
    const waits = []
    for (let count = 1; count < 5; count++) {
      waits.push(await failure(api, runId, count))
      expect(await readRun(importer, runId)).toMatchObject({
        status: 'RUNNING',
        nextAttemptAt: expect.any(String),
        counts: { processed: 30 },
      })
      await skipWait(api)
    }
    const events = await stream.upTo(() => false)
    expectSound(events)
    expect(events.at(-1)).toMatchObject({
      status: 'FAILED',
      error: { code: 'IMPORT_FAILED', message: expect.stringContaining('Imported rows stay') },
      nextAttemptAt: null,
      counts: { processed: 30, imported: 24 },
    })
    expect(waits).toEqual([1, 4, 16, 60])
    expect(attempts()).toBe(5)
    await waitFor(async () => (await countJobs(api.pool)) === 0)
    await worker.stop()
    const { rowCount } = await api.pool.query('SELECT FROM list_rows WHERE list_id = $1', [listId])
    expect(rowCount).toBe(24)
    expect(await creditsOf(api.pool, importer.userId)).toEqual({ balance: 976, reserved: 0 })
    stream.close()
  })

  it('a run that commits a page after failures gets all its attempts back', async () => {
    const { api, importer, runId, work, attempts } = await queued()
    await refuse(api, 'p31@a.example')
    const worker = await work()
    for (let count = 1; count < 5; count++) {
      await failure(api, runId, count)
      if (count === 4) await refuse(api, 'p61@a.example')
      await skipWait(api)
    }
    expect(await failure(api, runId, 1)).toBe(1)
    expect(await readRun(importer, runId)).toMatchObject({ status: 'RUNNING', counts: { processed: 60 } })
    await refuse(api, 'nobody')
    await skipWait(api)
    await waitFor(async () => isOver(await readRun(importer, runId)))
    expect(await readRun(importer, runId)).toMatchObject({ status: 'COMPLETED', counts: finalCounts(100) })
    expect(attempts()).toBe(5)
    expect(await creditsOf(api.pool, importer.userId)).toEqual({ balance: 920, reserved: 0 })
    await worker.stop()
  })

  it('a run whose workers keep crashing at the same page is FAILED with a message', async () => {
    const { api, importer, runId, work } = await queued()
    await api.pool.query('UPDATE import_runs SET claimed = true, crashes = 14 WHERE id = $1', [runId])
    const worker = await work()
    await waitFor(async () => isOver(await readRun(importer, runId)))
    expect(await readRun(importer, runId)).toMatchObject({
      status: 'FAILED',
      error: { code: 'IMPORT_FAILED' },
      counts: { processed: 0 },
    })
    expect(await creditsOf(api.pool, importer.userId)).toEqual({ balance: 1_000, reserved: 0 })
    await worker.stop()
  })

  it.each([
    [
      'its upload',
      'WITH runs AS (UPDATE import_runs SET upload_id = NULL WHERE owner_id = $1) DELETE FROM uploads WHERE owner_id = $1',
    ],
    ['a part of its upload', 'DELETE FROM upload_chunks WHERE owner_id = $1'],
  ])('a waiting run is FAILED immediately, with a message, if %s was deleted', async (_what, statement) => {
    const { api, importer, listId, runId, work, attempts } = await queued()
    expect((await api.pool.query(statement, [importer.userId])).rowCount).toBe(1)
    const worker = await work()
    await waitFor(async () => isOver(await readRun(importer, runId)))
    expect(await readRun(importer, runId)).toMatchObject({
      status: 'FAILED',
      error: { code: 'UPLOAD_NOT_FOUND' },
      counts: { total: 100, processed: 0 },
      list: { id: listId },
    })
    expect(attempts()).toBe(1)
    expect(await creditsOf(api.pool, importer.userId)).toEqual({ balance: 1_000, reserved: 0 })
    await waitFor(async () => (await countJobs(api.pool)) === 0)
    await worker.stop()
  })
})
