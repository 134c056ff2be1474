import { beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../../src/providers/sales-nav/fake/faults.ts'
import { type LinkedInApp, startLinkedInApp } from '../../support/linkedin.ts'
import { sample } from '../../support/property-runs.ts'
import { creditsOf } from '../../support/runs.ts'
import {
  createSearcher,
  expectPeople,
  fastPace,
  findPeople,
  numbersTo,
  passTime,
  removeAccount,
  type Searcher,
  searchesOf,
  searchFor,
} from '../../support/searches.ts'

let app: LinkedInApp
beforeAll(async () => {
  app = await startLinkedInApp(fastPace, { find: findPeople, latency: 1 })
})

/** Starts a search of two pages of which the second meets the fault. */
async function meet(fault: Fault & { times?: number }): Promise<Searcher & { runId: string; listId: string }> {
  const searcher = await createSearcher(app)
  app.fake.faults.push({ kind: 'shrinking_total' })
  app.fake.faults.push(fault)
  return { ...searcher, ...(await searcher.start(searchFor(150), { maxResults: 300 })) }
}

async function expectWhole({ userId, listId }: { userId: number; listId: string }): Promise<void> {
  await expectPeople(app.pool, listId, numbersTo(150))
  expect(await creditsOf(app.pool, userId)).toEqual({ balance: 850, reserved: 0 })
}

const cursorsOf = ({ providerAccountId }: Searcher) =>
  searchesOf(app, providerAccountId).map(({ query }) => query['cursor'])
const inFuture = (time: string | null) => Date.parse(time ?? '') - Date.now()

const passingFaults: [string, Fault][] = [
  ['429 without Retry-After', { kind: 'too_many_requests' }],
  ['429 with Retry-After', { kind: 'too_many_requests', retryAfter: '30' }],
  ['500', { kind: 'unexpected_error' }],
  ['503', { kind: 'service_unavailable' }],
  ['504', { kind: 'request_timeout' }],
  ['a hang that ends', { kind: 'hang', ends: 200 }],
  ['a connection that is reset', { kind: 'reset' }],
  ['truncated JSON', { kind: 'truncated' }],
  ['an answer that is cut off', { kind: 'cut_off' }],
  ['an error page', { kind: 'html_error' }],
  ['a page of HTML', { kind: 'html_page' }],
  ['an answer without people', { kind: 'no_items' }],
  ['a redirect', { kind: 'redirect' }],
  ['a page that repeats its own cursor', { kind: 'repeating_cursor' }],
]

describe('a page that fails and may come the next time', () => {
  it.each(sample(passingFaults, 5))(
    'a page is requested again at the same cursor after %s; the run says why it waits, and until when',
    async (_title, fault) => {
      const searcher = await meet(fault)
      const waiting = await searcher.when(searcher.runId, ({ nextAttemptAt }) => nextAttemptAt !== null)
      expect(waiting).toMatchObject({
        status: 'RUNNING',
        page: 1,
        pauseReason: expect.stringMatching(/Unipile|LinkedIn/),
        counts: { processed: 100, imported: 100 },
      })
      const wait = inFuture(waiting.nextAttemptAt)
      if ('retryAfter' in fault) expect(wait).toBeGreaterThan(1_500)
      expect(wait).toBeLessThanOrEqual('retryAfter' in fault ? 30_000 : 1_500)
      await passTime(app.pool, searcher.runId)
      expect(await searcher.end(searcher.runId)).toMatchObject({
        status: 'COMPLETED',
        pauseReason: null,
        nextAttemptAt: null,
        warnings: [],
        counts: { total: 150, imported: 150 },
      })
      await expectWhole(searcher)
      const [first, failed, repeated] = cursorsOf(searcher)
      expect(first).toBeUndefined()
      expect(failed).toEqual(expect.any(String))
      expect(repeated).toBe(failed)
    },
  )

  it('waits longer each time, and after five times the run is PAUSED for a quarter of an hour', async () => {
    const searcher = await meet({ kind: 'service_unavailable', times: 5 })
    const waits: number[] = []
    let version = 0
    for (let attempt = 1; attempt <= 4; attempt++) {
      const run = await searcher.when(searcher.runId, (run) => run.nextAttemptAt !== null && run.version > version)
      version = run.version
      waits.push(inFuture(run.nextAttemptAt) / 1_000 / 4 ** (attempt - 1))
      await passTime(app.pool, searcher.runId)
    }
    for (const wait of waits) expect(wait).toBeLessThanOrEqual(1.5)
    // What has passed until the test looks is the less, the longer the wait is.
    expect(waits[3]).toBeGreaterThan(0.1)
    const paused = await searcher.when(searcher.runId, ({ status }) => status === 'PAUSED')
    expect(paused).toMatchObject({ pauseReason: expect.stringMatching(/503/), counts: { processed: 100 } })
    expect(inFuture(paused.nextAttemptAt)).toBeGreaterThan(10 * 60_000)
    expect(inFuture(paused.nextAttemptAt)).toBeLessThanOrEqual(15 * 60_000)
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 900, reserved: 200 })
    await passTime(app.pool, searcher.runId)
    expect(await searcher.end(searcher.runId)).toMatchObject({ status: 'COMPLETED', counts: { imported: 150 } })
    await expectWhole(searcher)
  })

  it('pauses if the provider asks for more than a minute, with all runs of the account, until then', async () => {
    const searcher = await meet({ kind: 'too_many_requests', retryAfter: '300' })
    const paused = await searcher.when(searcher.runId, ({ status }) => status === 'PAUSED')
    expect(inFuture(paused.nextAttemptAt)).toBeGreaterThan(200_000)
    expect(inFuture(paused.nextAttemptAt)).toBeLessThanOrEqual(300_000)
    const asked = searchesOf(app, searcher.providerAccountId).length
    const { runId: other } = await searcher.start(searchFor(5))
    const waits = await searcher.when(other, ({ status }) => status === 'PAUSED')
    expect(waits).toMatchObject({ page: 0, pauseReason: expect.stringMatching(/rate-limited/) })
    expect(inFuture(waits.nextAttemptAt)).toBeGreaterThan(200_000)
    expect(searchesOf(app, searcher.providerAccountId)).toHaveLength(asked)
    for (const runId of [searcher.runId, other]) {
      await passTime(app.pool, runId)
      expect(await searcher.end(runId)).toMatchObject({ status: 'COMPLETED' })
    }
  })

  it('completes a search whose page repeats its own cursor, with a warning', async () => {
    const searcher = await meet({ kind: 'repeating_cursor', times: 3 })
    let version = 0
    for (let attempt = 1; attempt <= 2; attempt++) {
      const run = await searcher.when(searcher.runId, (run) => run.nextAttemptAt !== null && run.version > version)
      version = run.version
      await passTime(app.pool, searcher.runId)
    }
    expect(await searcher.end(searcher.runId)).toMatchObject({
      status: 'COMPLETED',
      warnings: [expect.stringMatching(/the same page repeatedly/)],
      counts: { total: 150, processed: 150, imported: 150 },
    })
    await expectPeople(app.pool, searcher.listId, numbersTo(150))
    expect(cursorsOf(searcher)).toHaveLength(4)
  })
})

describe('a page that is refused permanently', () => {
  it.each<[string, Fault['kind'], string, RegExp]>([
    ['400', 'invalid_url', 'SEARCH_REFUSED', /a detail of it/],
    ['403 without a seat', 'subscription_required', 'NO_SALES_NAVIGATOR_SEAT', /no Sales Navigator seat/],
    ['403 for a restricted account', 'account_restricted', 'ACCOUNT_RESTRICTED', /a detail of it/],
    ['404', 'resource_not_found', 'ACCOUNT_NOT_FOUND', /Reconnect the account/],
    ['an account that is removed in the middle', 'account_removed', 'ACCOUNT_NOT_FOUND', /Reconnect the account/],
  ])(
    'a page refused by %s ends the run FAILED, with a message, the imported rows and the unused credits returned',
    async (_title, kind, code, message) => {
      const searcher = await meet({ kind, detail: 'a detail of it' })
      expect(await searcher.end(searcher.runId)).toMatchObject({
        status: 'FAILED',
        error: { code, message: expect.stringMatching(message) },
        counts: { processed: 100, imported: 100 },
      })
      await expectPeople(app.pool, searcher.listId, numbersTo(100))
      expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 900, reserved: 0 })
    },
  )

  it('a page of an account that was removed here ends the run FAILED', async () => {
    const searcher = await meet({ kind: 'too_many_requests', retryAfter: '50' })
    await searcher.when(searcher.runId, ({ nextAttemptAt }) => nextAttemptAt !== null)
    await removeAccount(app, searcher.accountId)
    await passTime(app.pool, searcher.runId)
    expect(await searcher.end(searcher.runId)).toMatchObject({ status: 'FAILED', error: { code: 'ACCOUNT_GONE' } })
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 900, reserved: 0 })
  })
})
