import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'
import {
  countJobs,
  countWaiting,
  creditsOf,
  expectSound,
  finalCounts,
  holdPages,
  isOver,
  people,
  readRun,
  startImport,
  watchRun,
} from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

it('completes a run when a worker presumed dead is faster than its successor', async () => {
  const first = await startTestApp({ pageSize: 10 })
  const importer = await createImporter(first)
  const release = await holdPages(first.pool, importer.userId)
  const { listId, runId } = await startImport(importer, people(100))
  const stream = await watchRun(first, importer.token, runId)
  await waitFor(async () => (await countWaiting(first.pool, importer.userId)) === 1)
  const { rowCount: cut } = await first.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name LIKE 'leadstream worker %' AND datname = current_database()`,
  )
  // Those of small imports, of webhooks, of jobs that wait for either provider, and of all others.
  expect(cut).toBe(5)
  const second = await startTestApp({ role: 'worker', pageSize: 10, databaseUrl: first.config.databaseUrl })
  await waitFor(async () => (await countWaiting(first.pool, importer.userId)) === 2)
  await release()
  const events = await stream.upTo(isOver)
  expectSound(events)
  expect(events.at(-1)).toMatchObject({ status: 'COMPLETED', counts: finalCounts(100) })
  const landed = await first.pool.query('SELECT FROM list_rows WHERE list_id = $1', [listId])
  expect(landed.rowCount).toBe(80)
  expect(await creditsOf(first.pool, importer.userId)).toEqual({ balance: 920, reserved: 0 })
  await waitFor(async () => (await countJobs(first.pool)) === 0)
  stream.close()
  await second.stop()
})

it("runs another user's import before one user's older large imports that have had their turn", async () => {
  const pageSize = 6_000
  const app = await startTestApp({ pageSize, workerConcurrency: 1 })
  const busy = await createImporter(app, 30_000)
  const other = await createImporter(app, pageSize)
  const waiting = (count: number) => waitFor(async () => (await countWaiting(app.pool, busy.userId)) === count)
  const begin = await holdPages(app.pool, busy.userId)
  const rows = 2 * pageSize
  const large = [await startImport(busy, people(rows)), await startImport(busy, people(rows, 'b.example'))]
  const streams = await Promise.all(large.map(({ runId }) => watchRun(app, busy.token, runId)))
  await waiting(1)
  const imported = other.importCsv(people(pageSize))
  await waitFor(async () => (await countJobs(app.pool)) === 3)
  // Only time ends the slice of a run.
  await delay(2_000)
  // Gets the lock after the page that waits for it.
  const held = holdPages(app.pool, busy.userId)
  await waiting(2)
  await begin()
  expect(await imported).toMatchObject({ status: 'COMPLETED' })
  for (const { runId } of large) expect(await readRun(busy, runId)).not.toMatchObject({ status: 'COMPLETED' })
  await (await held)()
  for (const stream of streams) {
    const events = await stream.upTo(isOver)
    expectSound(events)
    expect(events.at(-1)).toMatchObject({ status: 'COMPLETED', counts: finalCounts(rows) })
    stream.close()
  }
  const { rows: wrong } = await app.pool.query('SELECT sum(crashes + failures)::int AS wrong FROM import_runs')
  expect(wrong).toEqual([{ wrong: 0 }])
  expect(await creditsOf(app.pool, busy.userId)).toEqual({ balance: 30_000 - 1.6 * rows, reserved: 0 })
})
