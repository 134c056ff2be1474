import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { lockOwner, transaction } from '../../src/db/client.ts'
import { cancelEnrichment } from '../../src/enrichment/cancel.ts'
import { startEnrichment } from '../../src/enrichment/start.ts'
import { ProviderBusyError } from '../../src/errors.ts'
import { deleteList } from '../../src/lists/delete.ts'
import { ListAccessError } from '../../src/lists/errors.ts'
import { createDatabase } from '../support/database.ts'
import { createEnricher, type Enricher, type ScriptedProvider, scriptProvider } from '../support/enrichments.ts'

const database = await createDatabase()
let provider: ScriptedProvider
let enricher: Enricher
let listId: string

beforeEach(async () => {
  provider = scriptProvider()
  enricher = await createEnricher(provider, { enrichmentBatch: 1 }, database)
  listId = await enricher.addList([{ slug: 'acme' }, { slug: 'globex' }])
  await enricher.request(listId)
})

const cancel = () => cancelEnrichment(database.pool, enricher.userId, listId)
const remove = () =>
  transaction(database.pool, async (client) => {
    await lockOwner(client, enricher.userId)
    await deleteList(client, enricher.userId, listId)
  })

/** The moments to interrupt, each with the number of companies enriched before. */
const states: [string, () => Promise<void>, number][] = [
  ['before its first step', async () => {}, 0],
  ['while it waits for results', () => enricher.timeSlice(listId), 0],
  [
    'after a part is filled in',
    async () => {
      await enricher.timeSlice(listId)
      await enricher.timeSlice(listId)
    },
    1,
  ],
  [
    'while the provider is rate-limited',
    async () => {
      provider.onTrigger.push(() => Promise.reject(new ProviderBusyError('Later.', 60_000)))
      await enricher.timeSlice(listId)
    },
    0,
  ],
]

describe('cancelEnrichment', () => {
  it.each(states)(
    'cancelling an enrichment %s ends it and keeps the data already filled in',
    async (_when, arrive, enriched) => {
      await arrive()
      const isPlanned = (await enricher.read(listId)).planned === 1
      await cancel()
      const end = await enricher.read(listId)
      expect(end).toMatchObject({
        ...{ status: 'IDLE', total: isPlanned ? 2 : 0, enriched, skipped: isPlanned ? 2 - enriched : 0, failed: 0 },
        ...{ requested: 1, planned: 1, processed: 1, errorCode: null, nextAttemptAt: null, failures: 0 },
      })
      expect(end.finishedAt).not.toBeNull()
      const cancelled = (await enricher.items(listId)).filter(({ reasonCode }) => reasonCode === 'CANCELLED')
      expect(cancelled).toHaveLength(isPlanned ? 2 - enriched : 0)

      const calls = provider.triggers.length + provider.collected.length
      await enricher.timeSlice(listId)
      expect(provider.triggers.length + provider.collected.length).toBe(calls)
      expect(await enricher.read(listId)).toEqual(end)
    },
  )

  it.each(['onTrigger', 'onCollect'] as const)(
    'an enrichment cancelled during a call (%s) ignores the response',
    async (call) => {
      if (call === 'onCollect') await enricher.timeSlice(listId)
      provider[call].push(async () => {
        await cancel()
        return provider.resultsOf('s_1')
      })
      await enricher.timeSlice(listId)
      expect(await enricher.read(listId)).toMatchObject({ status: 'IDLE', enriched: 0, skipped: 2 })
      const rows = await database.prisma.companyRow.findMany({ where: { listId } })
      expect(rows.map(({ industry, enrichedAt }) => [industry, enrichedAt])).toEqual([
        [null, null],
        [null, null],
      ])
    },
  )

  it('cancelling changes nothing if the enrichment is over or the list never had one', async () => {
    const end = await enricher.finish(listId)
    await cancel()
    expect(await enricher.read(listId)).toEqual(end)
    const bare = await enricher.addList([{ slug: 'acme' }])
    await cancelEnrichment(database.pool, enricher.userId, bare)
    expect(await database.prisma.enrichment.count({ where: { listId: bare } })).toBe(0)
  })

  it('a cancelled enrichment can be started again', async () => {
    await enricher.timeSlice(listId)
    await cancel()
    await startEnrichment(database.pool, enricher.userId, listId)
    expect(await enricher.finish(listId)).toMatchObject({ status: 'IDLE', total: 2, enriched: 2, skipped: 0 })
  })
})

describe('a list that is not the caller’s', () => {
  it.each([
    ['cancelled', cancelEnrichment],
    ['enriched', startEnrichment],
  ])('a foreign, unknown or malformed list id is not %s, with the same error for all', async (_what, act) => {
    const stranger = await createEnricher(provider, {}, database)
    const before = await enricher.read(listId)
    for (const id of [listId, randomUUID(), 'seven']) {
      await expect(act(database.pool, stranger.userId, id)).rejects.toThrow(ListAccessError)
    }
    expect(await enricher.read(listId)).toEqual(before)
  })
})

describe('a list that is deleted while it is enriched', () => {
  it.each(states)('deleting a list %s deletes its enrichment, and its job does nothing', async (_when, arrive) => {
    await arrive()
    await remove()
    const calls = provider.triggers.length + provider.collected.length
    await enricher.timeSlice(listId)
    expect(provider.triggers.length + provider.collected.length).toBe(calls)
    expect(await database.prisma.enrichment.count({ where: { listId } })).toBe(0)
  })

  it.each(['onTrigger', 'onCollect'] as const)(
    'a list deleted during a call (%s) leaves no enrichment behind',
    async (call) => {
      if (call === 'onCollect') await enricher.timeSlice(listId)
      provider[call].push(async () => {
        await remove()
        return provider.resultsOf('s_1')
      })
      await enricher.timeSlice(listId)
      expect(await database.prisma.enrichment.count({ where: { listId } })).toBe(0)
      expect(await database.prisma.enrichmentBatch.count({ where: { enrichment: { ownerId: enricher.userId } } })).toBe(
        0,
      )
    },
  )
})
