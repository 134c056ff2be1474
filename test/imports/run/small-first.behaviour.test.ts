import { expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'
import { countJobs, countWaiting, holdPages, people, startImport } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

async function start() {
  const app = await startTestApp({ pageSize: 100, workerConcurrency: 1 })
  const [running, waiting, small, other] = await Promise.all(
    [10_000, 10_000, 100, 100].map((credits) => createImporter(app, credits)),
  )
  if (!running || !waiting || !small || !other) throw new Error('Four users were created.')
  const release = await holdPages(app.pool, running.userId)
  await startImport(running, people(6_000))
  await waitFor(async () => (await countWaiting(app.pool, running.userId)) === 1)
  await startImport(waiting, people(6_000))
  return { app, running, waiting, small, other, release }
}

it('runs a small import beside a page of a large one, before large ones that wait', async () => {
  const { app, waiting, small, release } = await start()
  expect(await small.importCsv(people(10))).toMatchObject({ status: 'COMPLETED' })
  const { rows } = await app.pool.query('SELECT DISTINCT owner_id AS "userId" FROM list_rows')
  expect(rows).toEqual([{ userId: small.userId }])
  expect(await countWaiting(app.pool, waiting.userId)).toBe(0)
  await release()
})

it('runs a second small import after the current page of a large one, before large ones that wait', async () => {
  const { app, running, small, other, release } = await start()
  const releaseSmall = await holdPages(app.pool, small.userId)
  await startImport(small, people(10))
  await waitFor(async () => (await countWaiting(app.pool, small.userId)) === 1)
  const imported = other.importCsv(people(10))
  await waitFor(async () => (await countJobs(app.pool)) === 4)
  await release()
  expect(await imported).toMatchObject({ status: 'COMPLETED' })
  await releaseSmall()
  const { rows } = await app.pool.query(
    `SELECT owner_id AS "userId", count(*)::int AS count FROM list_rows
     WHERE id < (SELECT min(id) FROM list_rows WHERE owner_id = $1) GROUP BY 1`,
    [other.userId],
  )
  // Of each ten people, eight are new.
  expect(rows).toEqual([{ userId: running.userId, count: 80 }])
})
