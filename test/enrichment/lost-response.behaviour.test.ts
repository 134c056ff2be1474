import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CompanyProviderRefusedError, RequestNotAcceptedError } from '../../src/enrichment/provider-errors.ts'
import { hookPath, receiveResults } from '../../src/enrichment/result-webhook.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../../src/errors.ts'
import { createBrightData } from '../../src/providers/enrichment/bright-data/bright-data.ts'
import { type FakeBrightData, startFakeBrightData } from '../../src/providers/enrichment/fake/fake-bright-data.ts'
import { createDatabase } from '../support/database.ts'
import { createEnricher, type Enricher, scriptProvider } from '../support/enrichments.ts'
import { waitFor } from '../support/wait-for.ts'

const database = await createDatabase()
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const batches = (listId: string) =>
  database.prisma.enrichmentBatch.findMany({ where: { enrichment: { listId } }, orderBy: { triggeredAt: 'asc' } })

/** Ends the wait for results. */
async function passWait(listId: string): Promise<void> {
  await database.pool.query('UPDATE enrichments SET next_attempt_at = NULL WHERE list_id = $1', [listId])
  const { rows } = await database.pool.query(
    "SELECT owner_id, id, triggered_at - interval '4 minutes' AS at FROM enrichment_batches",
  )
  for (const { owner_id, id, at } of rows) {
    const values = [owner_id, id, at]
    await database.pool.query('UPDATE enrichment_batches SET triggered_at = $3 WHERE owner_id = $1 AND id = $2', values)
  }
}

/** Requests a list of two companies and runs the first time slice. */
async function requestTwo(enricher: Enricher): Promise<string> {
  const listId = await enricher.addList([{ slug: 'acme-robotics' }, { slug: 'globex-foods' }])
  await enricher.request(listId)
  await enricher.timeSlice(listId)
  return listId
}

describe('a trigger whose response is lost', () => {
  let fake: FakeBrightData
  let enricher: Enricher
  /** Lets the results arrive. */
  let openWebhook = () => {}

  beforeEach(async () => {
    fake = await startFakeBrightData({ readyAfter: 1 })
    const opened = new Promise<void>((resolve) => {
      openWebhook = resolve
    })
    const provider = createBrightData({ url: fake.url, apiKey: fake.apiKey })
    const webhook = createServer(async (req, res) => {
      await opened
      const batchId = req.url?.slice(hookPath.length) ?? ''
      const body: unknown = await json(req)
      const isTaken = await receiveResults({ pool: database.pool, provider }, batchId, req.headers.authorization, body)
      res.writeHead(isTaken ? 200 : 404).end()
    }).listen(0, '127.0.0.1')
    await once(webhook, 'listening')
    ends.push(
      () => fake.stop(),
      () => webhook.close().closeAllConnections(),
    )
    const address = webhook.address()
    const publicUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    enricher = await createEnricher(provider, { publicUrl, enrichmentBatch: 2 }, database)
  })

  it.each(['accepted_504', 'accepted_hang', 'accepted_reset', 'cut_off', 'html_error'] as const)(
    'a batch whose trigger ends with %s is bought once, and its results by webhook finish it',
    async (kind) => {
      fake.faults.push({ kind, times: 4, ends: 50 })
      const listId = await requestTwo(enricher)
      expect(await enricher.read(listId)).toMatchObject({ failures: 1, errorCode: 'PROVIDER_UNAVAILABLE' })
      expect(await enricher.delayOf(listId)).toBeGreaterThan(120_000)
      await enricher.timeSlice(listId)
      openWebhook()
      await waitFor(async () => fake.deliveries.length > 0)
      expect(fake.deliveries).toMatchObject([{ status: 200 }])
      await enricher.timeSlice(listId)
      expect(await enricher.read(listId)).toMatchObject({ status: 'IDLE', failures: 0, errorCode: null, failed: 0 })
      expect(fake.snapshots).toHaveLength(1)
    },
  )

  it('the next batch is triggered as soon as the results of a lost trigger have arrived', async () => {
    fake.faults.push({ kind: 'accepted_504' })
    const listId = await enricher.addList([{ slug: 'acme-robotics' }, { slug: 'globex-foods' }, { slug: 'initech' }])
    await enricher.request(listId)
    await enricher.timeSlice(listId)
    openWebhook()
    await waitFor(async () => (await batches(listId)).some(({ doneAt }) => doneAt !== null))
    expect(await enricher.dueIn(listId)).toBeLessThanOrEqual(0)
    await enricher.timeSlice(listId)
    expect(fake.snapshots.map(({ urls }) => urls.length)).toEqual([2, 1])
  })

  it('results of the first trigger are accepted after a second one', async () => {
    openWebhook()
    fake.faults.push({ kind: 'lost', on: 'webhook', times: 2 })
    fake.faults.push({ kind: 'accepted_504', times: 2 })
    const listId = await requestTwo(enricher)
    await passWait(listId)
    await enricher.timeSlice(listId)
    expect(fake.snapshots).toHaveLength(2)
    const [first] = fake.snapshots
    const body = JSON.stringify(first?.urls.map((url) => ({ input: { url }, name: 'Late' })))
    const headers = { authorization: first?.hook?.authorization ?? '' }
    expect((await fetch(first?.hook?.url ?? '', { method: 'POST', headers, body })).status).toBe(200)
    await enricher.timeSlice(listId)
    expect(await enricher.read(listId)).toMatchObject({ status: 'IDLE', enriched: 2, failures: 0 })
  })
})

describe('without a webhook', () => {
  it('without a webhook, a lost batch is triggered again after three minutes, and its companies fail after four triggers', async () => {
    const provider = scriptProvider()
    const enricher = await createEnricher(provider, {}, database)
    const lost = () => Promise.reject(new ProviderUnavailableError('No response.'))
    provider.onTrigger.push(...Array.from({ length: 4 }, () => lost))
    const listId = await requestTwo(enricher)
    for (const left of [3, 2, 1, 0]) {
      await enricher.timeSlice(listId)
      expect(provider.onTrigger).toHaveLength(left)
      await passWait(listId)
      await enricher.timeSlice(listId)
    }
    expect(provider.triggers).toEqual([])
    expect(await enricher.finish(listId)).toMatchObject({ status: 'IDLE', total: 2, failed: 2 })
    expect((await enricher.items(listId)).map(({ reasonCode }) => reasonCode)).toEqual(['UNCONFIRMED', 'UNCONFIRMED'])
  })

  it.each([
    ['a rate limit', new ProviderBusyError('Slow down.', 1)],
    ['a failed connection', new RequestNotAcceptedError('Connection refused.')],
  ])('companies are requested again soon after %s', async (_what, error) => {
    const provider = scriptProvider()
    const enricher = await createEnricher(provider, {}, database)
    provider.onTrigger.push(() => Promise.reject(error))
    const listId = await requestTwo(enricher)
    expect(await batches(listId)).toEqual([])
    expect(await enricher.dueIn(listId)).toBeLessThan(3_000)
    expect(await enricher.finish(listId)).toMatchObject({ status: 'IDLE', enriched: 2 })
    expect(provider.triggers).toHaveLength(1)
  })

  it('a late refusal does not discard a batch that was triggered again in the meantime', async () => {
    const provider = scriptProvider()
    const enricher = await createEnricher(provider, {}, database)
    const listId = await enricher.addList([{ slug: 'acme-robotics' }])
    await enricher.request(listId)
    let refuse = () => {}
    const refused = new Promise<never>((_resolve, reject) => {
      refuse = () => reject(new CompanyProviderRefusedError('KEY_REFUSED', 'The key is wrong.'))
    })
    provider.onTrigger.push(() => refused)
    const frozen = enricher.timeSlice(listId)
    await waitFor(async () => provider.onTrigger.length === 0)
    await passWait(listId)
    await enricher.timeSlice(listId)
    expect(provider.triggers).toHaveLength(1)
    refuse()
    await frozen
    expect(await enricher.finish(listId)).toMatchObject({ status: 'IDLE', enriched: 1, errorCode: null })
    expect(provider.triggers).toHaveLength(1)
  })
})
