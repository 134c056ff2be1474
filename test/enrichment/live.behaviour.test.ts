import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { EnrichmentProgress } from '../../src/enrichment/progress.ts'
import { createEvents, reconnected } from '../../src/events/pubsub.ts'
import { createList } from '../../src/lists/create.ts'
import { createLog } from '../../src/log.ts'
import { startTestApp } from '../support/app.ts'
import { createImporter, type Importer } from '../support/imports.ts'
import { addCompany } from '../support/leads.ts'
import { sample } from '../support/property-runs.ts'
import { openStream, type Stream, type Transport, transportNames } from '../support/streams.ts'
import { waitFor } from '../support/wait-for.ts'

const app = await startTestApp({ enrichmentPoll: 300 })

const shape = z.object({
  id: z.string(),
  status: z.enum(['IDLE', 'ENRICHING']),
  version: z.int(),
  total: z.int(),
  processed: z.int(),
  enriched: z.int(),
  skipped: z.int(),
  failed: z.int(),
  finishedAt: z.string().nullable(),
  reasons: z.array(z.object({ code: z.string(), count: z.int() })),
  list: z.object({ id: z.string(), enrichmentStatus: z.string() }).nullable(),
})
type Snapshot = z.infer<typeof shape>
const fields = `id status version total processed enriched skipped failed finishedAt reasons { code count }
  list { id enrichmentStatus }`

function watch(token: string | undefined, listId: string, transport?: Transport): Promise<Stream<Snapshot>> {
  const query = `subscription ($listId: ID!) { enrichmentProgress(listId: $listId) { ${fields} } }`
  return openStream(app.url, { query, variables: { listId } }, shape, { token, transport })
}

async function enrich({ query }: Importer, listId: string): Promise<void> {
  const answer = await query(
    'mutation ($listId: ID!) { enrichList(input: { listId: $listId }) { __typename ... on Error { message } } }',
    { listId },
  )
  expect(answer).toEqual({ enrichList: { __typename: 'EnrichListPayload' } })
}

async function read({ query }: Importer, listId: string): Promise<Snapshot | null> {
  const { list } = await query<{ list: { enrichment: unknown } }>(
    `query ($listId: ID!) { list(id: $listId) { enrichment { ${fields} } } }`,
    { listId },
  )
  return shape.nullable().parse(list.enrichment)
}

/** A user with a list of these companies, by the slugs of their pages; null: one without a page. */
async function addList(slugs: (string | null)[]): Promise<{ user: Importer; listId: string }> {
  const user = await createImporter(app)
  const listId = await createList(app.pool, user.userId, 'A list')
  for (const [at, linkedinKey] of slugs.entries()) {
    await addCompany(app, user.userId, listId, { name: `Company ${at}`, linkedinKey })
  }
  return { user, listId }
}

function expectSound(events: readonly Snapshot[]): void {
  for (const [at, event] of events.entries()) {
    expect(event.processed).toBe(event.enriched + event.skipped + event.failed)
    expect(event.processed).toBeLessThanOrEqual(event.total)
    const before = events[at - 1]
    if (before) {
      expect(event.version).toBeGreaterThan(before.version)
      expect(event.processed).toBeGreaterThanOrEqual(before.processed)
      expect(before.status).toBe('ENRICHING')
    }
  }
}

const slugs = ['amber-works', 'birch-foods', 'cedar-labs', 'delta-design', 'ember-media']

describe.each(sample(transportNames, 1))('enrichmentProgress over %s', (transport) => {
  it('a subscription waits for the first enrichment of a list and follows it to the end', async () => {
    const { user, listId } = await addList([...slugs, null])
    const stream = await watch(user.token, listId, transport)
    expect(await read(user, listId)).toBeNull()
    await enrich(user, listId)
    const events = await stream.upTo(() => false)
    expectSound(events)
    expect(events[0]).toMatchObject({ status: 'ENRICHING', finishedAt: null })
    expect(events.at(-1)).toMatchObject({
      status: 'IDLE',
      total: 6,
      processed: 6,
      skipped: 1,
      finishedAt: expect.stringMatching(/Z$/),
    })
    expect(events.at(-1)).toMatchObject({
      reasons: expect.arrayContaining([{ code: 'NO_LINKEDIN_URL', count: 1 }]),
      list: { id: listId, enrichmentStatus: 'IDLE' },
    })
    expect(events.at(-1)).toEqual(await read(user, listId))
    stream.close()
  })

  it('a subscription starts with the current state, sends one event if the enrichment is idle, and a new one shows the next enrichment', async () => {
    const { user, listId } = await addList(slugs.slice(0, 3))
    await enrich(user, listId)
    const first = await watch(user.token, listId, transport)
    const events = await first.upTo(() => false)
    expectSound(events)
    const late = await watch(user.token, listId, transport)
    expect(await late.upTo(() => false)).toEqual(events.slice(-1))

    await enrich(user, listId)
    const next = await watch(user.token, listId, transport)
    const seen = await next.upTo(() => false)
    expectSound(seen)
    expect(seen.at(-1)?.version).toBeGreaterThan(events.at(-1)?.version ?? 0)
    expect(seen.at(-1)).toMatchObject({ id: events.at(-1)?.id, status: 'IDLE' })
    for (const stream of [first, late, next]) stream.close()
  })

  it.each([
    ['unknown', async () => randomUUID()],
    ['malformed', async () => 'seven'],
    ['another user’s', async () => (await addList([])).listId],
  ])('a subscription to a list id that is %s is refused with LIST_ACCESS', async (_what, listId) => {
    const user = await createImporter(app)
    const stream = await watch(user.token, await listId(), transport)
    await expect(stream.next()).rejects.toThrow('LIST_ACCESS')
    expect(await stream.next()).toBeUndefined()
    stream.close()
  })

  it('a subscription without a token is refused', async () => {
    const stream = await watch(undefined, randomUUID(), transport)
    await expect(stream.next()).rejects.toThrow('UNAUTHENTICATED')
    stream.close()
  })
})

describe('a stream', () => {
  it('a stream completes when its list is deleted, enriched or not', async () => {
    const [never, once] = [await addList([]), await addList(['fennel-analytics'])]
    await enrich(once.user, once.listId)
    // Their answers begin when they are attached.
    const streams = await Promise.all([never, once].map(({ user, listId }) => watch(user.token, listId, 'SSE')))
    for (const { user, listId } of [never, once]) {
      await user.query('mutation ($id: ID!) { deleteList(input: { listId: $id }) { __typename } }', { id: listId })
    }
    const [none, some] = await Promise.all(streams.map((stream) => stream.upTo(() => false)))
    expect(none).toEqual([])
    expect(some?.length).toBeGreaterThan(0)
    for (const stream of streams) stream.close()
  })

  it('after a reconnect a stream reports a missed end, and one without an enrichment keeps waiting', async () => {
    const transport = new EventTarget()
    const log = createLog({ logLevel: 'fatal', logFormat: 'json' })
    const progress = new EnrichmentProgress({ prisma: app.prisma, events: createEvents(transport), log })
    const [{ user, listId }, other] = [await addList(['garnet-robotics']), await addList(['hazel-media'])]
    await enrich(user, listId)
    const stream = await progress.watchList(user.userId, listId)
    const waiting = await progress.watchList(other.user.userId, other.listId)
    await stream.next()
    await waitFor(async () => (await read(user, listId))?.status === 'IDLE')
    transport.dispatchEvent(new Event(reconnected))
    expect((await stream.next()).value).toMatchObject({ listId, status: 'IDLE' })
    expect((await stream.next()).done).toBe(true)

    await enrich(other.user, other.listId)
    transport.dispatchEvent(new Event(reconnected))
    expect((await waiting.next()).value).toMatchObject({ listId: other.listId })
    progress.close()
  })
})
