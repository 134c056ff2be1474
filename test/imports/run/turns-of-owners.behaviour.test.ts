import { expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'
import { countWaiting, holdPages, people, startImport } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

it.each([
  ['large', 5_010],
  ['small', 10],
])('one user with many %s imports leaves workers to others', async (_size, count) => {
  const app = await startTestApp({ pageSize: 1_000, workerConcurrency: 2 })
  const [busy, other] = await Promise.all([createImporter(app, 60_000), createImporter(app, 10_000)])
  const release = await holdPages(app.pool, busy.userId)
  for (let imports = 0; imports < 3; imports++) await startImport(busy, people(count))
  await waitFor(async () => (await countWaiting(app.pool, busy.userId)) > 0)
  expect(await other.importCsv(people(count))).toMatchObject({ status: 'COMPLETED' })
  const { rows } = await app.pool.query('SELECT DISTINCT owner_id AS "userId" FROM list_rows')
  expect(rows).toEqual([{ userId: other.userId }])
  await release()
})
