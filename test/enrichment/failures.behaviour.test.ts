import { beforeEach, describe, expect, it } from 'vitest'
import { CompanyProviderRefusedError, SnapshotFailedError } from '../../src/enrichment/provider-errors.ts'
import { startEnrichment } from '../../src/enrichment/start.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../../src/errors.ts'
import { createBrightData } from '../../src/providers/enrichment/bright-data/bright-data.ts'
import { startFakeBrightData } from '../../src/providers/enrichment/fake/fake-bright-data.ts'
import { createDatabase } from '../support/database.ts'
import { createEnricher, dataOf, type Enricher, type ScriptedProvider, scriptProvider } from '../support/enrichments.ts'

const database = await createDatabase()
let provider: ScriptedProvider
let enricher: Enricher
let listId: string

beforeEach(async () => {
  provider = scriptProvider()
  enricher = await createEnricher(provider, {}, database)
  listId = await enricher.addList([{ slug: 'acme' }, { slug: 'globex' }, { name: 'Without address' }])
  await enricher.request(listId)
})

const failing = (error: Error) => () => Promise.reject(error)
const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value)
const whole = { status: 'IDLE', total: 3, enriched: 2, skipped: 1, failed: 0, errorCode: null, errorMessage: null }

/** Expects the job to wait for about this time: neither for half nor for twice of it. */
async function expectDelay(milliseconds: number): Promise<void> {
  const delay = await enricher.delayOf(listId)
  expect(delay).toBeGreaterThan(milliseconds / 2)
  expect(delay).toBeLessThan(milliseconds * 1.5)
}

describe('results that are not ready', () => {
  it('results that are not ready are requested again after the poll interval, without a failure', async () => {
    provider.onCollect.push(
      () => null,
      () => null,
    )
    await enricher.timeSlice(listId)
    await expectDelay(10_000)
    for (const asked of [1, 2]) {
      await enricher.timeSlice(listId)
      expect(provider.collected).toEqual(times(asked, 's_1'))
      await expectDelay(10_000)
      expect(await enricher.read(listId)).toMatchObject({ status: 'ENRICHING', failures: 0, nextAttemptAt: null })
    }
    expect(await enricher.finish(listId)).toMatchObject(whole)
    expect(provider.triggers).toHaveLength(1)
  })

  it.each(['not_ready', 'building'] as const)('a Bright Data snapshot that is %s is polled again', async (kind) => {
    const fake = await startFakeBrightData({ readyAfter: 0 })
    fake.faults.push({ kind, on: 'snapshot', times: 2 })
    const buyer = await createEnricher(createBrightData({ url: fake.url, apiKey: fake.apiKey }), {}, database)
    const id = await buyer.addList([{ slug: 'acme' }])
    await buyer.request(id)
    for (let turn = 0; turn < 3; turn++) await buyer.timeSlice(id)
    expect(await buyer.read(id)).toMatchObject({ status: 'ENRICHING', failures: 0, enriched: 0 })
    expect(await buyer.finish(id)).toMatchObject({ status: 'IDLE', total: 1, enriched: 1 })
    expect(fake.snapshots).toHaveLength(1)
    await fake.stop()
  })

  it('a batch that is not ready after an hour is requested again', async () => {
    provider.onCollect.push(() => null)
    await enricher.timeSlice(listId)
    await database.pool.query(`UPDATE enrichment_batches SET triggered_at = now() - interval '61 minutes'`)
    await enricher.timeSlice(listId)
    expect(provider.triggers).toHaveLength(2)
    expect((await enricher.items(listId)).map(({ attempts }) => attempts)).toEqual([1, 1, 0])
    expect(await enricher.finish(listId)).toMatchObject(whole)
  })
})

describe('a snapshot that failed', () => {
  const failed = failing(new SnapshotFailedError('It failed.'))

  it('a failed snapshot is requested again', async () => {
    provider.onCollect.push(failed, failed)
    expect(await enricher.finish(listId)).toMatchObject(whole)
    expect(provider.triggers.map(({ urls }) => urls.length)).toEqual([2, 2, 2])
  })

  it('the companies of three failed snapshots fail', async () => {
    provider.onCollect.push(failed, failed, failed)
    expect(await enricher.finish(listId)).toMatchObject({ ...whole, enriched: 0, failed: 2 })
    expect((await enricher.items(listId)).map(({ reasonCode }) => reasonCode)).toEqual([
      'SNAPSHOT_FAILED',
      'SNAPSHOT_FAILED',
      'NO_LINKEDIN_URL',
    ])
    expect(provider.triggers).toHaveLength(3)
  })
})

describe('a provider that is rate-limited', () => {
  it('a rate-limited provider is called again after Retry-After, with the same companies', async () => {
    provider.onTrigger.push(failing(new ProviderBusyError('Too many requests.', 25_000)))
    await enricher.timeSlice(listId)
    const waiting = await enricher.read(listId)
    expect(waiting).toMatchObject({ status: 'ENRICHING', failures: 1, errorCode: 'PROVIDER_UNAVAILABLE' })
    expect(waiting.errorMessage).toBe('Too many requests.')
    expect((waiting.nextAttemptAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(12_500)
    await expectDelay(25_000)

    const known = { ownerId: enricher.userId, linkedinKey: 'known', fetchedAt: new Date() }
    await database.prisma.companyProfile.create({ data: { ...known, data: { ...dataOf('known') } } })
    await enricher.addList([{ slug: 'initech' }, { slug: 'known' }], listId)
    await enricher.request(listId)
    await enricher.timeSlice(listId)
    expect(provider.triggers).toEqual([])
    expect(await enricher.read(listId)).toMatchObject({ total: 5, enriched: 1, failures: 1 })
    await expectDelay(25_000)

    expect(await enricher.finish(listId)).toMatchObject({ ...whole, total: 5, enriched: 4, nextAttemptAt: null })
    expect(provider.triggers.map(({ urls }) => urls.length)).toEqual([3])
  })

  it('a rate-limited provider without Retry-After is called with backoff, and the enrichment ends after 10 attempts', async () => {
    provider.onTrigger.push(...times(9, failing(new ProviderBusyError('Too many requests.', null))))
    for (const seconds of [2, 4, 8, 16, 32, 32, 32, 32, 32]) {
      await enricher.timeSlice(listId)
      await expectDelay(seconds * 1_000)
      await database.pool.query('UPDATE enrichments SET next_attempt_at = NULL WHERE list_id = $1', [listId])
    }
    provider.onTrigger.push(failing(new ProviderBusyError('Too many requests.', null)))
    const end = await enricher.finish(listId)
    expect(end).toMatchObject({ status: 'IDLE', total: 3, failed: 2, skipped: 1, errorCode: 'PROVIDER_UNAVAILABLE' })
    expect(end.errorMessage).toMatch(/10 times.*Too many requests/)
    expect(provider.onTrigger).toEqual([])
    expect(provider.triggers).toEqual([])
  })

  it('a response from the provider resets the count of attempts', async () => {
    const silent = failing(new ProviderUnavailableError('It does not answer.'))
    provider.onCollect.push(...times(9, silent), () => null, ...times(9, silent))
    expect(await enricher.finish(listId)).toMatchObject(whole)
    expect(provider.triggers).toHaveLength(1)
  })
})

describe('a provider that refuses', () => {
  const refused = failing(new CompanyProviderRefusedError('ACCOUNT_SUSPENDED', 'The account is suspended.'))

  it.each(['onTrigger', 'onCollect'] as const)(
    'a refusal by the provider (%s) ends the enrichment with its reason',
    async (call) => {
      provider[call].push(refused)
      expect(await enricher.finish(listId)).toMatchObject({
        ...{ status: 'IDLE', total: 3, enriched: 0, skipped: 1, failed: 2, requested: 1, processed: 1 },
        ...{ errorCode: 'ACCOUNT_SUSPENDED', errorMessage: 'The account is suspended.', nextAttemptAt: null },
      })
      expect(await enricher.items(listId)).toMatchObject([
        { status: 'FAILED', reasonCode: 'ACCOUNT_SUSPENDED', reason: 'The account is suspended.' },
        { status: 'FAILED', reasonCode: 'ACCOUNT_SUSPENDED' },
        { status: 'SKIPPED', reasonCode: 'NO_LINKEDIN_URL' },
      ])
      expect(await enricher.dueIn(listId)).not.toBeNull()
      await enricher.timeSlice(listId)
      expect(await enricher.read(listId)).toMatchObject({ errorCode: 'ACCOUNT_SUSPENDED' })
    },
  )

  it('an enrichment can be started again after a refusal', async () => {
    provider.onTrigger.push(refused)
    await enricher.finish(listId)
    await startEnrichment(database.pool, enricher.userId, listId)
    expect(await enricher.finish(listId)).toMatchObject(whole)
  })
})

describe('a server error', () => {
  it('a server error is retried, and the enrichment ends with a message after 5 attempts', async () => {
    provider.onCollect.push(...times(4, failing(new TypeError('x is not a function'))))
    await enricher.timeSlice(listId)
    for (const seconds of [2, 4, 8, 16]) {
      await enricher.timeSlice(listId)
      await expectDelay(seconds * 1_000)
      await database.pool.query('UPDATE enrichments SET next_attempt_at = NULL WHERE list_id = $1', [listId])
    }
    provider.onCollect.push(failing(new TypeError('x is not a function')))
    expect(await enricher.finish(listId)).toMatchObject({
      ...{ status: 'IDLE', failed: 2, errorCode: 'ENRICHMENT_FAILED' },
      errorMessage: expect.stringContaining('5 times in a row'),
    })
  })

  it('a database error leaves nothing half done', async () => {
    await database.pool.query(`ALTER TABLE company_rows ADD CONSTRAINT broken CHECK (industry <> 'Machines') NOT VALID`)
    await enricher.timeSlice(listId)
    await enricher.timeSlice(listId)
    expect(await enricher.read(listId)).toMatchObject({ status: 'ENRICHING', failures: 1, enriched: 0 })
    expect(await database.prisma.companyProfile.count({ where: { ownerId: enricher.userId } })).toBe(0)
    await database.pool.query('ALTER TABLE company_rows DROP CONSTRAINT broken')
    expect(await enricher.finish(listId)).toMatchObject(whole)
    expect(provider.triggers).toHaveLength(1)
  })

  it('a worker shutdown does not count as a failed attempt', async () => {
    await enricher.timeSlice(listId)
    const stopping = new AbortController()
    provider.onCollect.push(() => {
      stopping.abort(new Error('The worker is stopping.'))
      throw stopping.signal.reason
    })
    await expect(enricher.timeSlice(listId, stopping.signal)).rejects.toThrow('stopping')
    expect(await enricher.read(listId)).toMatchObject({ status: 'ENRICHING', failures: 0, nextAttemptAt: null })
    expect(await enricher.finish(listId)).toMatchObject(whole)
  })
})
