import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { enrichTask } from '../../src/enrichment/task.ts'
import { startWorker } from '../../src/jobs/worker.ts'
import { createLog } from '../../src/log.ts'
import { createBrightData } from '../../src/providers/enrichment/bright-data/bright-data.ts'
import { startFakeBrightData } from '../../src/providers/enrichment/fake/fake-bright-data.ts'
import { createDatabase } from '../support/database.ts'
import { createEnricher } from '../support/enrichments.ts'
import { firstLine, killGroup, startProcess } from '../support/processes.ts'
import { idleTasks } from '../support/tasks.ts'
import { waitFor } from '../support/wait-for.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

it('each of 5,000 companies is accounted for if 10 % of the responses have a fault', async () => {
  const database = await createDatabase()
  const fake = await startFakeBrightData({ readyAfter: 5, faults: { percent: 10, seed: 5 } })
  const buyer = await createEnricher(
    createBrightData({ url: fake.url, apiKey: fake.apiKey }),
    { enrichmentPoll: 1 },
    database,
  )
  const listId = await buyer.addList(
    Array.from({ length: 5_000 }, (_, at) => (at % 10 === 9 ? { name: `Acme ${at}` } : { slug: `acme-${at}` })),
  )
  await buyer.request(listId)
  const { status, total, enriched, skipped, failed, errorCode } = await buyer.finish(listId)
  expect([status, errorCode, total, skipped]).toEqual(['IDLE', null, 5_000, 500])
  expect(enriched + failed).toBe(4_500)
  expect(enriched).toBeGreaterThan(3_500)
  expect(failed).toBeGreaterThan(100)
  const items = await database.prisma.enrichmentItem.groupBy({
    by: ['status'],
    _count: true,
    orderBy: { status: 'asc' },
  })
  expect(items).toEqual([
    { status: 'ENRICHED', _count: enriched },
    { status: 'SKIPPED', _count: skipped },
    { status: 'FAILED', _count: failed },
  ])
  expect(await database.prisma.companyRow.count({ where: { listId, enrichedAt: { not: null } } })).toBe(enriched)
  expect(fake.log.filter(({ fault }) => fault !== null).length).toBeGreaterThan(0)
  await fake.stop()
})

it('a worker collects the snapshot that a killed worker triggered, without triggering again', async () => {
  const database = await createDatabase()
  const fake = await startFakeBrightData({ readyAfter: 1_500 })
  const buyer = await createEnricher(
    createBrightData({ url: fake.url, apiKey: fake.apiKey }),
    { enrichmentPoll: 10 },
    database,
  )
  const listId = await buyer.addList(Array.from({ length: 20 }, (_, at) => ({ slug: `acme-${at}` })))
  await buyer.request(listId)
  const dying = startProcess(main, [], {
    ROLE: 'worker',
    PORT: '0',
    LOG_FORMAT: 'json',
    DATABASE_URL: database.url,
    BRIGHT_DATA_URL: fake.url,
    BRIGHT_DATA_API_KEY: fake.apiKey,
  })
  await firstLine(dying)
  await waitFor(async () => {
    const { rowCount } = await database.pool.query('SELECT FROM enrichment_batches WHERE snapshot_id IS NOT NULL')
    return rowCount === 1
  })
  await killGroup(dying)
  // Its next poll would be in ten seconds.
  await database.pool.query('UPDATE graphile_worker._private_jobs SET run_at = now()')
  const worker = await startWorker({
    pool: database.pool,
    databaseUrl: database.url,
    log: createLog({ logLevel: 'silent', logFormat: 'json' }),
    config: { workerConcurrency: 2 },
    tasks: { ...idleTasks, 'enrich-companies': enrichTask(buyer.deps) },
  })
  await waitFor(async () => (await buyer.read(listId)).status === 'IDLE')
  const { total, enriched, failed } = await buyer.read(listId)
  expect([total, enriched + failed]).toEqual([20, 20])
  expect(enriched).toBeGreaterThan(0)
  expect(fake.snapshots).toHaveLength(1)
  expect(fake.log.filter(({ path }) => path.endsWith('/trigger'))).toHaveLength(1)
  await worker.stop()
  await fake.stop()
})
