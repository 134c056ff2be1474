import { expect, it } from 'vitest'
import { startWorker } from '../../../src/jobs/worker.ts'
import { createLog } from '../../../src/log.ts'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'
import { startLinkedInApp } from '../../support/linkedin.ts'
import { countWaiting, holdPages, people, startImport } from '../../support/runs.ts'
import { createSearcher, giveAccount, searchFor } from '../../support/searches.ts'
import { idleTasks } from '../../support/tasks.ts'
import { waitFor } from '../../support/wait-for.ts'
import { whenOver } from '../../support/when-over.ts'

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

it('one user with many LinkedIn accounts whose provider does not respond leaves workers to others', async () => {
  const app = await startLinkedInApp({ role: 'api' })
  const [busy, other] = [await createSearcher(app), await createSearcher(app)]
  const held = new Set<string>()
  for (let searches = 0; searches < 20; searches++) {
    held.add((await busy.start(searchFor(10), { maxResults: 10 })).runId)
    // The next search uses another account.
    await app.prisma.linkedInAccount.updateMany({ where: { userId: busy.userId }, data: { status: 'STOPPED' } })
    await giveAccount(app, busy.userId)
  }
  const begun: string[] = []
  const worker = await startWorker({
    pool: app.pool,
    databaseUrl: app.config.databaseUrl ?? '',
    config: { workerConcurrency: 1 },
    log: createLog({ logLevel: 'silent', logFormat: 'json' }),
    tasks: {
      ...idleTasks,
      'import-search': ({ runId }, { signal }) => {
        begun.push(runId)
        if (!held.has(runId)) return Promise.resolve()
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    },
  })
  whenOver(worker.stop)
  await waitFor(() => begun.length > 0)
  const { runId } = await other.start(searchFor(10), { maxResults: 10 })
  await waitFor(() => begun.includes(runId))
  expect(begun.length).toBeLessThanOrEqual(3)
})
