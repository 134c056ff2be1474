import { describe, expect, it } from 'vitest'
import { transaction } from '../../src/db/client.ts'
import { deleteListWithRuns } from '../../src/deletion/delete-list.ts'
import { ImportFailedError } from '../../src/imports/errors.ts'
import { cancelRun } from '../../src/imports/run/cancel.ts'
import { failRun, settleRun } from '../../src/imports/run/lifecycle.ts'
import type { RunKey } from '../../src/imports/run/runs.sql.ts'
import { startFakeBrightData } from '../../src/providers/enrichment/fake/fake-bright-data.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { addressOf } from '../support/enrichments.ts'
import { createImporter } from '../support/imports.ts'
import { people, startImport } from '../support/runs.ts'
import { waitFor } from '../support/wait-for.ts'

const api = await startTestApp({ role: 'api' })
const enrichmentOf = ({ prisma }: TestApp, listId: string) => prisma.enrichment.findFirst({ where: { listId } })

describe('a run that is over', () => {
  const ways = {
    completed: (run: RunKey) => transaction(api.pool, (client) => settleRun(client, run, { status: 'COMPLETED' })),
    failed: (run: RunKey) => failRun(api.pool, run, new ImportFailedError()),
    cancelled: ({ ownerId, id }: RunKey) => cancelRun(api.pool, ownerId, id),
  }

  /** A run that has counted this much, ended in this way. */
  async function ended(way: keyof typeof ways, counts: string) {
    const { userId, ...importer } = await createImporter(api)
    const { listId, runId } = await startImport(importer, people(10))
    await api.pool.query(`UPDATE import_runs SET ${counts} WHERE id = $1`, [runId])
    await ways[way]({ ownerId: userId, id: runId })
    return await enrichmentOf(api, listId)
  }

  it.each([
    ['completed', 'imported = 1, invalid = 9'],
    ['completed', 'merged = 10, companies_created = 1'],
    ['completed', 'merged = 10, updated = 1'],
    ['failed', 'imported = 1'],
    ['cancelled', 'imported = 1'],
  ] as const)('a run that %s with %s has its list enriched', async (way, counts) => {
    expect(await ended(way, counts)).toMatchObject({ status: 'ENRICHING', requested: 1, planned: 0 })
  })

  it.each([
    ['completed', 'merged = 10'],
    ['completed', 'invalid = 10'],
    ['failed', 'imported = 0'],
    ['cancelled', 'imported = 0'],
  ] as const)('a run that %s with %s does not have its list enriched', async (way, counts) => {
    expect(await ended(way, counts)).toBeNull()
  })

  it('a run that ends because its list is deleted starts no enrichment', async () => {
    const { userId, ...importer } = await createImporter(api)
    const { listId, runId } = await startImport(importer, people(10))
    await api.pool.query('UPDATE import_runs SET imported = 1 WHERE id = $1', [runId])
    await deleteListWithRuns(api.pool, userId, listId)
    expect(await enrichmentOf(api, listId)).toBeNull()
    const { rowCount } = await api.pool.query(`SELECT FROM graphile_worker.jobs WHERE key = 'enrich ' || $1`, [listId])
    expect(rowCount).toBe(0)
  })
})

const csv = [
  'name,linkedinUrl,industry',
  `Acme,${addressOf('acme')},Anvils`,
  `Globex,${addressOf('globex')}/,`,
  'Initech,,',
].join('\n')

it('fills in the companies of an import, through Bright Data', async () => {
  const fake = await startFakeBrightData({ readyAfter: 50 })
  const app = await startTestApp({ brightData: { url: fake.url, apiKey: fake.apiKey }, enrichmentPoll: 100 })
  const importer = await createImporter(app)
  const { listId, status } = await importer.importCsv(csv, { dataType: 'COMPANIES' })
  expect(status).toBe('COMPLETED')
  await waitFor(async () => (await enrichmentOf(app, listId))?.status === 'IDLE')
  expect(await enrichmentOf(app, listId)).toMatchObject({
    total: 3,
    enriched: 2,
    skipped: 1,
    failed: 0,
    errorCode: null,
  })
  const rows = await app.prisma.companyRow.findMany({ where: { listId }, orderBy: { id: 'asc' } })
  expect(rows).toMatchObject([
    { name: 'Acme', industry: 'Anvils', description: expect.any(String) },
    { name: 'Globex', industry: expect.any(String), description: expect.any(String) },
    { name: 'Initech', industry: null, description: null },
  ])
  expect(fake.snapshots.map(({ urls }) => urls)).toEqual([[addressOf('acme'), addressOf('globex')]])
  await app.stop()
  await fake.stop()
})

it('an import stays complete if its enrichment is refused', async () => {
  const fake = await startFakeBrightData()
  fake.faults.push({ kind: 'suspended' })
  const app = await startTestApp({ brightData: { url: fake.url, apiKey: fake.apiKey }, enrichmentPoll: 100 })
  const importer = await createImporter(app)
  const { listId, runId } = await importer.importCsv(csv, { dataType: 'COMPANIES' })
  await waitFor(async () => (await enrichmentOf(app, listId))?.status === 'IDLE')
  expect(await enrichmentOf(app, listId)).toMatchObject({
    ...{ total: 3, enriched: 0, skipped: 1, failed: 2, errorCode: 'ACCOUNT_SUSPENDED' },
    errorMessage: expect.stringContaining('suspended'),
  })
  expect(await app.prisma.importRun.findFirst({ where: { id: runId } })).toMatchObject({
    ...{ status: 'COMPLETED', imported: 3, errorCode: null },
  })
  await app.stop()
  await fake.stop()
})
