import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { expect } from 'vitest'
import type { ProviderLead } from '../../src/accounts/provider.ts'
import type { FakeRequest } from '../../src/providers/fake/fake-server.ts'
import type { InventedSearch } from '../../src/providers/sales-nav/invented-people.ts'
import { createImporter, type Importer } from './imports.ts'
import type { LinkedInApp } from './linkedin.ts'
import { expectSound, isOver, type RunSnapshot, watchRun } from './runs.ts'
import { waitFor } from './wait-for.ts'

/** Rate limits that do not slow down a test. */
export const fastPace = { salesNavSpacing: 5, salesNavDailyLeads: 1_000_000 }

let searches = 0

/** Returns the URL of a search that finds `people` people of its own. */
export function searchFor(people: number): string {
  searches += 1
  return `https://www.linkedin.com/sales/search/people?query=(keywords%3As${searches})&people=${people}`
}

/** Returns what such a search finds, for a fake server. */
export function findPeople(url: string): InventedSearch {
  const name = /keywords%3A(\w+)/.exec(url)?.[1] ?? ''
  return { total: Number(new URL(url).searchParams.get('people')), at: (place) => person(name, place + 1) }
}

/** Returns person `number` of a search; the people share ten companies. */
function person(search: string, number: number): ProviderLead {
  const id = `ACwAA${search}n${number}`
  return {
    id,
    memberId: `${search.replace(/\D/g, '')}0${100_000 + number}`,
    publicIdentifier: `${search}-${number}`,
    name: `Person ${number}`,
    firstName: 'Person',
    lastName: String(number),
    headline: `Head of ${number}`,
    location: 'Utrecht',
    publicProfileUrl: `https://www.linkedin.com/in/${search}-${number}`,
    profileUrl: `https://www.linkedin.com/sales/lead/${id},NAME_SEARCH,ab12`,
    positions: [{ company: `Company ${number % 10}`, companyId: String(500 + (number % 10)), role: 'Engineer' }],
  }
}

/** The payload of `importSalesNav`. */
interface Started {
  listId: string
  runId: string
  maxResults: number
  wasCapped: boolean
  run: { status: string; list: { name: string } }
}
interface Refused {
  __typename: string
  code: string
  message: string
  required?: number
  available?: number
}

/** A user who imports searches with a LinkedIn account at the fake server. */
export interface Searcher extends Importer {
  accountId: string
  providerAccountId: string
  /** Calls `importSalesNav` and returns its payload or error. */
  ask(input: Record<string, unknown>): Promise<Partial<Started & Refused>>
  /** Starts an import; throws if it is refused. */
  start(url: string, input?: Record<string, unknown>): Promise<Started>
  /** Follows a run until it meets the condition; returns it. */
  when(runId: string, met: (run: RunSnapshot) => boolean): Promise<RunSnapshot>
  /** Follows a run until it has ended; returns it. */
  end(runId: string): Promise<RunSnapshot>
}

const importSalesNav = `mutation ($input: ImportSalesNavInput!) {
  importSalesNav(input: $input) {
    __typename
    ... on Error { code message }
    ... on InvalidInputError { field }
    ... on InsufficientCreditsError { required available }
    ... on ImportSalesNavPayload { listId runId maxResults wasCapped run { status list { name } } }
  }
}`

/** Creates a user with credits and a working LinkedIn account. */
export async function createSearcher(app: LinkedInApp, credits = 1_000): Promise<Searcher> {
  const importer = await createImporter(app, credits)
  const { id: accountId, providerAccountId } = await giveAccount(app, importer.userId)
  const ask: Searcher['ask'] = async (input) =>
    (await importer.query<{ importSalesNav: Partial<Started & Refused> }>(importSalesNav, { input })).importSalesNav
  const when: Searcher['when'] = async (runId, met) => {
    const stream = await watchRun(app, importer.token, runId)
    const events = await stream.upTo(met)
    stream.close()
    expectSound(events)
    const run = events.at(-1)
    if (!run || !met(run)) throw new Error(`The run never met the condition: ${JSON.stringify(run)}`)
    return run
  }
  return {
    ...importer,
    accountId,
    providerAccountId,
    ask,
    async start(url, input = {}) {
      const { listId, runId, maxResults, wasCapped, run, message } = await ask({ url, ...input })
      if (!listId || !runId || !run || maxResults === undefined || wasCapped === undefined) throw new Error(message)
      return { listId, runId, maxResults, wasCapped, run }
    },
    when,
    end: (runId) => when(runId, isOver),
  }
}

/** Gives a user a working account, at the fake server and in the database. */
export async function giveAccount(app: LinkedInApp, userId: number) {
  const id = randomUUID()
  const providerAccountId = `account-${id}`
  app.fake.addAccount({ id: providerAccountId, name: 'Ada', status: 'OK', salesNavigator: true })
  const data = { id, userId, providerAccountId, name: 'Ada', status: 'OK', hasSalesNavigator: true } as const
  // Not `create`, whose RETURNING casts enums, which Citus does not accept.
  await app.prisma.linkedInAccount.createMany({ data })
  return await app.prisma.linkedInAccount.findUniqueOrThrow({ where: { id: data.id } })
}

/** Removes an account, which its runs forget. */
export async function removeAccount({ prisma }: Pick<LinkedInApp, 'prisma'>, id: string): Promise<void> {
  await prisma.importRun.updateMany({ where: { accountId: id }, data: { accountId: null } })
  await prisma.linkedInAccount.deleteMany({ where: { id } })
}

/** Skips the wait of a run: its job is due, and its account may be used again. */
export async function passTime(pool: pg.Pool, runId: string): Promise<void> {
  const { rows } = await pool.query<{ accountId: string }>(
    'SELECT account_id AS "accountId" FROM import_runs WHERE id = $1',
    [runId],
  )
  await pool.query('UPDATE linkedin_accounts SET next_request_at = NULL, leads_day = NULL WHERE id = $1', [
    rows[0]?.accountId,
  ])
  await hurry(pool, runId)
}

/** Makes the next attempt of a run due now; its account may still have to wait. */
export async function hurry(pool: pg.Pool, runId: string): Promise<void> {
  await pool.query(
    `WITH due AS MATERIALIZED (
       SELECT graphile_worker.reschedule_jobs(array_agg(id), run_at => now()) FROM graphile_worker.jobs WHERE key = $1
     ) SELECT pg_notify('jobs:insert', '{"count":1}') FROM due`,
    [`import ${runId}`],
  )
}

/** Returns the search requests that the fake server received, in order, of one account or all. */
export function searchesOf({ fake }: Pick<LinkedInApp, 'fake'>, account?: string) {
  return fake.log.filter(
    ({ path, query }) =>
      path === '/api/v1/linkedin/search' && (account === undefined || query['account_id'] === account),
  )
}

/** Asserts that a list holds exactly these people of a search, by number. */
export async function expectPeople(pool: pg.Pool, listId: string, numbers: readonly number[]): Promise<void> {
  const { rows } = await pool.query('SELECT sales_nav_url AS url FROM list_rows WHERE list_id = $1 ORDER BY id', [
    listId,
  ])
  expect(rows.map(({ url }) => Number(/n(\d+)$/.exec(url)?.[1]))).toEqual(numbers)
}

/** Returns the numbers from 1 to `last`. */
export const numbersTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

/** Waits until no job is due or running. */
export async function idle(pool: pg.Pool): Promise<void> {
  await waitFor(
    async () =>
      (await pool.query('SELECT FROM graphile_worker.jobs WHERE locked_by IS NOT NULL OR run_at <= now()')).rowCount ===
      0,
  )
}

/** Asserts that no request began before the one before it had ended; returns the milliseconds between their beginnings. */
export function gapsOf(requests: readonly FakeRequest[]): number[] {
  return requests.slice(1).map((request, at) => {
    const before = requests[at]
    expect(before?.end ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(request.start)
    return request.start - (before?.start ?? 0)
  })
}
