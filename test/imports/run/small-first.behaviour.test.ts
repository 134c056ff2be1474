import { expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'
import { countJobs, countWaiting, holdPages, people, startImport } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

it('runs a small import after the current page of a large one, before large ones that wait', async () => {
  const app = await startTestApp({ pageSize: 100, workerConcurrency: 1 })
  const [running, waiting, small] = await Promise.all(
    [10_000, 10_000, 100].map((credits) => createImporter(app, credits)),
  )
  if (!running || !waiting || !small) throw new Error('Three users were created.')
  const release = await holdPages(app.pool, running.userId)
  await startImport(running, people(6_000))
  await waitFor(async () => (await countWaiting(app.pool, running.userId)) === 1)
  await startImport(waiting, people(6_000))
  const imported = small.importCsv(people(10))
  await waitFor(async () => (await countJobs(app.pool)) === 3)
  await release()
  expect(await imported).toMatchObject({ status: 'COMPLETED' })
  const { rows } = await app.pool.query(
    `SELECT owner_id AS "userId", count(*)::int AS count FROM list_rows
     WHERE id < (SELECT min(id) FROM list_rows WHERE owner_id = $1) GROUP BY 1`,
    [small.userId],
  )
  // Of each ten people, eight are new.
  expect(rows).toEqual([{ userId: running.userId, count: 80 }])
})
