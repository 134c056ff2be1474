import { expect, it } from 'vitest'
import { createBrightData } from '../../src/providers/enrichment/bright-data/bright-data.ts'
import { startFakeBrightData } from '../../src/providers/enrichment/fake/fake-bright-data.ts'
import { createDatabase } from '../support/database.ts'
import { createEnricher } from '../support/enrichments.ts'

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
