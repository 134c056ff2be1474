import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { receiveResults } from '../../src/enrichment/result-webhook.ts'
import { createDatabase } from '../support/database.ts'
import {
  addressOf,
  createEnricher,
  type Enricher,
  type ScriptedProvider,
  scriptProvider,
} from '../support/enrichments.ts'

const database = await createDatabase()
let provider: ScriptedProvider
let enricher: Enricher
let listId: string

beforeEach(async () => {
  provider = scriptProvider()
  enricher = await createEnricher(provider, { publicUrl: 'https://leads.example.com', enrichmentBatch: 2 }, database)
  listId = await enricher.addList([{ slug: 'acme' }, { slug: 'globex' }, { slug: 'initech' }])
  await enricher.request(listId)
})

/** Returns the batch of the nth trigger and the secret of its webhook. */
function hookOf(index: number): { batchId: string; authorization: string } {
  const { url = '', authorization = '' } = provider.triggers[index]?.hook ?? {}
  const [, batchId = ''] = /^https:\/\/leads\.example\.com\/webhooks\/bright-data\/([0-9a-f-]{36})$/.exec(url) ?? []
  return { batchId, authorization }
}

const record = (slug: string) => ({ input: { url: addressOf(slug) }, name: slug, industries: 'Sent' })
const send = (
  { batchId, authorization }: { batchId: string; authorization: string | undefined },
  body: unknown = [record('acme'), record('globex')],
) => receiveResults({ pool: database.pool, provider }, batchId, authorization, body)
const industries = async () => {
  const rows = await database.prisma.companyRow.findMany({ where: { listId }, orderBy: { id: 'asc' } })
  return rows.map(({ industry }) => industry)
}

describe('results that arrive by webhook', () => {
  it('results are filled in at once without being collected, and the next batch is triggered', async () => {
    await enricher.timeSlice(listId)
    expect(await send(hookOf(0))).toBe(true)
    expect(await industries()).toEqual(['Sent', 'Sent', null])
    expect(await enricher.read(listId)).toMatchObject({ status: 'ENRICHING', enriched: 2 })
    expect(await enricher.dueIn(listId)).toBeLessThanOrEqual(0)
    await enricher.timeSlice(listId)
    expect(provider.triggers.map(({ urls }) => urls.length)).toEqual([2, 1])
    expect(provider.collected).toEqual([])
    expect(await send(hookOf(1), [record('initech')])).toBe(true)
    expect(await enricher.finish(listId)).toMatchObject({ status: 'IDLE', total: 3, enriched: 3 })
  })

  it('results that arrive twice count once', async () => {
    await enricher.timeSlice(listId)
    expect(await Promise.all([send(hookOf(0)), send(hookOf(0))])).toContain(true)
    expect(await send(hookOf(0))).toBe(false)
    expect(await enricher.read(listId)).toMatchObject({ enriched: 2 })
    expect(await enricher.finish(listId)).toMatchObject({ status: 'IDLE', total: 3, enriched: 3 })
  })

  it('partial results are filled in, and the rest is collected', async () => {
    await enricher.timeSlice(listId)
    expect(await send(hookOf(0), [record('globex'), record('initech'), record('foreign')])).toBe(true)
    expect(await industries()).toEqual([null, 'Sent', null])
    await enricher.finish(listId)
    expect(await industries()).toEqual(['Machines', 'Sent', 'Machines'])
    expect(provider.collected).toEqual(['s_1', 's_2'])
  })

  it('results that arrive before the response to the trigger are used, and nothing is bought twice', async () => {
    const { trigger } = provider
    provider.trigger = async (request) => {
      const answer = await trigger(request)
      if (provider.triggers.length === 1) expect(await send(hookOf(0))).toBe(true)
      return answer
    }
    expect(await enricher.finish(listId)).toMatchObject({ status: 'IDLE', total: 3, enriched: 3 })
    expect(provider.triggers.map(({ urls }) => urls.length)).toEqual([2, 1])
    expect(provider.collected).toEqual(['s_2'])
  })

  it('results that arrive while they are being collected count once', async () => {
    await enricher.timeSlice(listId)
    provider.onCollect.push(async () => {
      expect(await send(hookOf(0))).toBe(true)
      return provider.resultsOf('s_1')
    })
    expect(await enricher.finish(listId)).toMatchObject({ status: 'IDLE', total: 3, enriched: 3, failed: 0 })
    expect(await industries()).toEqual(['Sent', 'Sent', 'Machines'])
  })
})

describe('results that are refused', () => {
  it.each<[string, (hook: { batchId: string; authorization: string }) => Parameters<typeof send>]>([
    ['with a wrong secret', (hook) => [{ ...hook, authorization: `${hook.authorization}x` }]],
    ['without a secret', (hook) => [{ ...hook, authorization: undefined }]],
    ['with an empty secret', (hook) => [{ ...hook, authorization: '' }]],
    ['for an unknown batch', (hook) => [{ ...hook, batchId: randomUUID() }]],
    ['for a malformed batch', (hook) => [{ ...hook, batchId: "1'; --" }]],
    ['in a body without results', (hook) => [hook, { status: 'building' }]],
    ['in an empty body', (hook) => [hook, null]],
  ])('results %s are refused', async (_what, change) => {
    await enricher.timeSlice(listId)
    const before = await enricher.read(listId)
    expect(await send(...change(hookOf(0)))).toBe(false)
    expect(await enricher.read(listId)).toEqual(before)
    expect(await industries()).toEqual([null, null, null])
  })

  it("results with the secret of another user's batch are refused", async () => {
    const other = await createEnricher(provider, { publicUrl: 'https://leads.example.com' }, database)
    const foreign = await other.addList([{ slug: 'acme' }])
    await other.request(foreign)
    await other.timeSlice(foreign)
    await enricher.timeSlice(listId)
    const [theirs, ours] = [hookOf(0), hookOf(1)]
    expect(await send({ ...ours, authorization: theirs.authorization })).toBe(false)
    expect(await industries()).toEqual([null, null, null])
    expect(await send(theirs)).toBe(true)
    expect(await industries()).toEqual([null, null, null])
  })

  it('results for a batch without a webhook are refused', async () => {
    const plain = await createEnricher(provider, {}, database)
    const id = await plain.addList([{ slug: 'acme' }])
    await plain.request(id)
    await plain.timeSlice(id)
    expect(provider.triggers[0]?.hook).toBeNull()
    const batch = await database.prisma.enrichmentBatch.findFirstOrThrow({ where: { enrichment: { listId: id } } })
    expect(await send({ batchId: batch.id, authorization: '' })).toBe(false)
  })
})

it('a provider that sends no results gets no webhook', async () => {
  const silent = { ...provider, sendsResults: false }
  const other = await createEnricher(silent, { publicUrl: 'https://leads.example.com' }, database)
  const id = await other.addList([{ slug: 'acme' }])
  await other.request(id)
  await other.timeSlice(id)
  expect(provider.triggers[0]?.hook).toBeNull()
})
