import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readImport } from '../../support/imports.ts'
import { type LinkedInApp, startLinkedInApp } from '../../support/linkedin.ts'
import { awayFromMidnight } from '../../support/midnight.ts'
import { countJobs, creditsOf, readRun } from '../../support/runs.ts'
import {
  createSearcher,
  expectPeople,
  fastPace,
  findPeople,
  giveAccount,
  idle,
  numbersTo,
  passTime,
  type Searcher,
  searchesOf,
  searchFor,
} from '../../support/searches.ts'

let app: LinkedInApp
beforeAll(async () => {
  app = await startLinkedInApp({ ...fastPace, salesNavDailyLeads: 250 }, { find: findPeople, latency: 1 })
})

type Run = Searcher & { runId: string; listId: string }
const isPaused = ({ status }: { status: string }) => status === 'PAUSED'
const account = ({ accountId }: Searcher) => app.prisma.linkedInAccount.findUniqueOrThrow({ where: { id: accountId } })
const call = (mutation: 'resumeImport' | 'cancelImport', { query, runId }: Run) =>
  query(
    `mutation ($runId: ID!) {
      ${mutation}(input: { runId: $runId }) {
        __typename
        ... on Error { code message }
      }
    }`,
    { runId },
  )

async function start(people: number): Promise<Run> {
  const searcher = await createSearcher(app)
  return { ...searcher, ...(await searcher.start(searchFor(people), { maxResults: 600 })) }
}

/** A run of 250 people whose account was cut off after the first hundred. */
async function cutOff(): Promise<Run> {
  app.fake.faults.push({ kind: 'shrinking_total' })
  app.fake.faults.push({ kind: 'disconnected_account', ends: 10_000_000 })
  const run = await start(250)
  expect(await run.when(run.runId, isPaused)).toMatchObject({
    page: 1,
    pauseReason: expect.stringMatching(/Reconnect the account/),
    nextAttemptAt: null,
    counts: { processed: 100 },
  })
  return run
}

/** A run of 350 people that has used up the 250 leads of its account's day, and some. */
async function spent(): Promise<Run> {
  const run = await start(350)
  await run.when(run.runId, isPaused)
  return run
}

async function expectWhole({ userId, listId }: Run, people: number): Promise<void> {
  await expectPeople(app.pool, listId, numbersTo(people))
  expect(await creditsOf(app.pool, userId)).toEqual({ balance: 1_000 - people, reserved: 0 })
}

describe('a run whose account is disconnected', () => {
  it('keeps the credits of the run, and resumes it at its cursor when the account is reconnected', async () => {
    const run = await cutOff()
    expect(await creditsOf(app.pool, run.userId)).toEqual({ balance: 900, reserved: 500 })
    await idle(app.pool)
    expect(await account(run)).toMatchObject({ status: 'CREDENTIALS' })
    expect(await countJobs(app.pool)).toBe(0)
    await app.fake.setStatus(run.providerAccountId, 'OK')
    expect(await run.end(run.runId)).toMatchObject({ status: 'COMPLETED', pauseReason: null, counts: { total: 250 } })
    await expectWhole(run, 250)
    expect(searchesOf(app, run.providerAccountId)).toHaveLength(4)
  })

  it('resumes the run soon if the account is reconnected without a notification', async () => {
    const run = await cutOff()
    await idle(app.pool)
    const { rows } = await app.pool.query(
      `SELECT extract(epoch FROM run_at - now())::float8 AS wait FROM graphile_worker.jobs WHERE key = $1`,
      [`refresh ${run.accountId} later`],
    )
    expect(rows).toEqual([{ wait: expect.any(Number) }])
    expect(rows[0].wait).toBeLessThanOrEqual(60)
  })

  it('resumes the run by resumeImport if the account is reconnected, and pauses it again otherwise', async () => {
    const run = await cutOff()
    await idle(app.pool)
    const { version } = await readRun(run, run.runId)
    expect(await call('resumeImport', run)).toMatchObject({ resumeImport: { __typename: 'ResumeImportPayload' } })
    const again = await run.when(run.runId, (now) => isPaused(now) && now.version > version)
    expect(again).toMatchObject({ pauseReason: expect.stringMatching(/Reconnect/), counts: { processed: 100 } })
    await idle(app.pool)

    // No webhook is sent this time.
    app.fake.addAccount({ id: run.providerAccountId, name: 'Ada', status: 'OK', salesNavigator: true })
    await call('resumeImport', run)
    expect(await run.end(run.runId)).toMatchObject({ status: 'COMPLETED' })
    await expectWhole(run, 250)
    expect(await call('resumeImport', run)).toMatchObject({ resumeImport: { code: 'RUN_NOT_RESUMABLE' } })
  })

  it('resumes the run by resumeImport with another account from the first page, and charges no person twice', async () => {
    const run = await cutOff()
    await idle(app.pool)
    const other = await giveAccount(app, run.userId)
    await call('resumeImport', run)
    expect(await run.end(run.runId)).toMatchObject({
      status: 'COMPLETED',
      counts: { total: 350, processed: 350, imported: 250, merged: 100 },
    })
    await expectWhole(run, 250)
    expect(searchesOf(app, other.providerAccountId).map(({ query }) => query['cursor'] ?? null)).toEqual([
      null,
      expect.any(String),
      expect.any(String),
    ])
    const { outcomes } = await readImport(run.query, run.runId)
    expect(outcomes.map(({ rowNumber }) => rowNumber)).toEqual(Array.from({ length: 100 }, (_, at) => 101 + at))
  })

  it('pauses the run while the provider of its account is not configured', async () => {
    const run = await cutOff()
    await idle(app.pool)
    const change = (provider: 'SANDBOX' | 'UNIPILE') =>
      app.prisma.linkedInAccount.updateMany({ where: { id: run.accountId }, data: { provider } })
    await change('SANDBOX')
    const { version } = await readRun(run, run.runId)
    await call('resumeImport', run)
    const again = await run.when(run.runId, (now) => isPaused(now) && now.version > version)
    expect(again).toMatchObject({ pauseReason: expect.stringMatching(/not configured for/) })
    expect(searchesOf(app, run.providerAccountId)).toHaveLength(2)
    await change('UNIPILE')
    await app.fake.setStatus(run.providerAccountId, 'OK')
    await run.end(run.runId)
    await expectWhole(run, 250)
  })

  it('a cancelled run does not resume when its account is reconnected', async () => {
    const run = await cutOff()
    expect(await call('cancelImport', run)).toMatchObject({ cancelImport: { __typename: 'CancelImportPayload' } })
    expect(await creditsOf(app.pool, run.userId)).toEqual({ balance: 900, reserved: 0 })
    await app.fake.setStatus(run.providerAccountId, 'OK')
    await idle(app.pool)
    expect(await readRun(run, run.runId)).toMatchObject({ status: 'CANCELLED', counts: { imported: 100 } })
  })

  it('fails the run after seven days with the reason, and returns its credits', async () => {
    const [run, young] = [await cutOff(), await cutOff()]
    const age = (runId: string, days: number) =>
      app.pool.query('UPDATE import_runs SET paused_at = now() - make_interval(days => $2) WHERE id = $1', [
        runId,
        days,
      ])
    await age(run.runId, 8)
    await age(young.runId, 6)
    await app.pool.query("SELECT graphile_worker.add_job('recover-imports', '{}')")
    expect(await run.end(run.runId)).toMatchObject({
      status: 'FAILED',
      pauseReason: null,
      error: {
        code: 'PAUSED_TOO_LONG',
        message: expect.stringMatching(/seven days.*Reconnect the account.*into the same list/),
      },
      counts: { imported: 100 },
    })
    expect(await creditsOf(app.pool, run.userId)).toEqual({ balance: 900, reserved: 0 })
    expect(await readRun(young, young.runId)).toMatchObject({ status: 'PAUSED' })
    await call('cancelImport', young)
  })
})

describe("a run that has used up its account's day", () => {
  beforeEach(awayFromMidnight)

  it('pauses the run until the next day, then resumes it', async () => {
    const run = await spent()
    const paused = await readRun(run, run.runId)
    expect(paused).toMatchObject({
      pauseReason: expect.stringMatching(/today's limit of 250 leads.*tomorrow/),
      counts: { processed: 300 },
    })
    const midnight = new Date().setUTCHours(24, 0, 0, 0)
    expect(Date.parse(paused.nextAttemptAt ?? '')).toBeGreaterThan(midnight)
    expect(Date.parse(paused.nextAttemptAt ?? '')).toBeLessThan(midnight + 15 * 60_000)
    // Another run of the account also waits, without a request.
    const { runId: other } = await run.start(searchFor(5))
    expect(await run.when(other, isPaused)).toMatchObject({ page: 0 })
    expect(searchesOf(app, run.providerAccountId)).toHaveLength(3)

    await passTime(app.pool, run.runId)
    expect(await run.end(run.runId)).toMatchObject({ status: 'COMPLETED' })
    await passTime(app.pool, other)
    await run.end(other)
    await expectPeople(app.pool, run.listId, numbersTo(350))
    expect(await creditsOf(app.pool, run.userId)).toEqual({ balance: 645, reserved: 0 })
  })

  it('a run that lost its job is enqueued again by the sweep', async () => {
    const run = await spent()
    await app.pool.query(
      'SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs WHERE key = $1',
      [`import ${run.runId}`],
    )
    await app.pool.query('UPDATE import_runs SET next_attempt_at = now() WHERE id = $1', [run.runId])
    await app.pool.query('UPDATE linkedin_accounts SET leads_day = NULL WHERE id = $1', [run.accountId])
    await app.pool.query("SELECT graphile_worker.add_job('recover-imports', '{}')")
    expect(await run.end(run.runId)).toMatchObject({ status: 'COMPLETED' })
    await expectWhole(run, 350)
  })

  it('pauses again if it is resumed on the same day, without asking the provider', async () => {
    const run = await spent()
    const { version } = await readRun(run, run.runId)
    await call('resumeImport', run)
    await run.when(run.runId, (now) => isPaused(now) && now.version > version)
    expect(searchesOf(app, run.providerAccountId)).toHaveLength(3)
    await call('cancelImport', run)
  })
})

it('a run whose page is on its way can be cancelled: the page is not written', async () => {
  app.fake.faults.push({ kind: 'shrinking_total' })
  app.fake.faults.push({ kind: 'hang', ends: 3_000 })
  const run = await start(200)
  await run.when(run.runId, ({ page }) => page === 1)
  await call('cancelImport', run)
  expect(await creditsOf(app.pool, run.userId)).toEqual({ balance: 900, reserved: 0 })
  await idle(app.pool)
  expect(await readRun(run, run.runId)).toMatchObject({ status: 'CANCELLED', page: 1, counts: { imported: 100 } })
  await expectPeople(app.pool, run.listId, numbersTo(100))
})
