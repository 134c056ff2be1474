import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { assignAccount } from '../../src/accounts/attribute.ts'
import { AccountTakenError, ConnectRefusedError, UnknownAccountError } from '../../src/accounts/errors.ts'
import type { AccountProvider } from '../../src/accounts/provider.ts'
import { connectTask, refreshTask, syncTask } from '../../src/accounts/task.ts'
import type { JobContext } from '../../src/jobs/catalog.ts'
import { createLog } from '../../src/log.ts'
import type { FakeAccount } from '../../src/providers/sales-nav/fake/accounts.ts'
import { type FakeUnipile, startFakeUnipile } from '../../src/providers/sales-nav/fake/fake-unipile.ts'
import { createSandbox } from '../../src/providers/sales-nav/sandbox.ts'
import { createUnipile } from '../../src/providers/sales-nav/unipile/unipile.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { createOperator, type Operator } from '../support/operation.ts'
import { gapsOf } from '../support/searches.ts'
import { whenOver } from '../support/when-over.ts'

let fake: FakeUnipile
let accounts: AccountProvider
let database: Database

beforeAll(async () => {
  fake = await startFakeUnipile({ accounts: [] })
  accounts = createUnipile({ url: fake.url, apiKey: fake.apiKey })
  database = await createDatabase()
})
whenOver(() => fake.stop())
beforeEach(async () => {
  await database.prisma.linkedInAccount.deleteMany()
  await database.pool.query('DELETE FROM graphile_worker._private_jobs')
})

const job: JobContext = {
  signal: new AbortController().signal,
  log: createLog({ logLevel: 'silent', logFormat: 'json' }),
  priority: 0,
}
const deps = () => ({ pool: database.pool, accounts })
const sync = `mutation {
  syncLinkedInAccounts {
    ... on SyncLinkedInAccountsPayload {
      accounts { name providerAccountId status lastSyncedAt }
      failures { account { providerAccountId } message }
    }
    ... on Error { code message }
  }
}`
const never = new Date(0)

const createCustomer = () => createOperator(database, 0, accounts)

/** An account at the provider. */
function add(change: Partial<FakeAccount> = {}): FakeAccount {
  const account: FakeAccount = { id: randomUUID(), name: 'Ada', status: 'OK', salesNavigator: true, ...change }
  fake.addAccount(account)
  return account
}

/** Creates an account of a user that was synced long ago. */
async function connect({ userId }: Operator, { id }: FakeAccount = add()): Promise<string> {
  const data = {
    userId,
    providerAccountId: id,
    name: 'Old Name',
    status: 'CREDENTIALS',
    hasSalesNavigator: false,
  } as const
  const accountId = randomUUID()
  await database.prisma.linkedInAccount.createMany({ data: { ...data, id: accountId, lastSyncedAt: never } })
  return accountId
}

const stored = (id: string) => database.prisma.linkedInAccount.findUniqueOrThrow({ where: { id } })

async function jobs(task: string): Promise<{ accountId: string; wait: number }[]> {
  const { rows } = await database.pool.query(
    `SELECT payload ->> 'accountId' AS "accountId", extract(epoch FROM run_at - now())::float8 AS wait
     FROM graphile_worker._private_jobs AS jobs JOIN graphile_worker._private_tasks AS tasks ON tasks.id = task_id
     WHERE identifier = $1 ORDER BY jobs.id`,
    [task],
  )
  return rows
}

it("syncs name, status and Sales Navigator access of the user's accounts", async () => {
  const customer = await createCustomer()
  const [good, poor] = [add({ name: 'Grace' }), add({ salesNavigator: false })]
  const [goodId, poorId] = [await connect(customer, good), await connect(customer, poor)]
  expect(await customer.data(sync)).toEqual({
    syncLinkedInAccounts: {
      accounts: [
        { name: 'Grace', providerAccountId: good.id, status: 'OK', lastSyncedAt: expect.any(String) },
        { name: 'Ada', providerAccountId: poor.id, status: 'OK', lastSyncedAt: expect.any(String) },
      ],
      failures: [],
    },
  })
  expect(await stored(goodId)).toMatchObject({ hasSalesNavigator: true })
  expect(await stored(poorId)).toMatchObject({ hasSalesNavigator: false })
  expect((await stored(goodId)).lastSyncedAt?.getTime()).toBeGreaterThan(Date.now() - 60_000)
})

it('reads the accounts of a user once at a time, however often it is called', async () => {
  const customer = await createCustomer()
  await connect(customer, add())
  const before = fake.log.length
  await Promise.all(Array.from({ length: 5 }, () => customer.data(sync)))
  const requests = fake.log.slice(before)
  expect(requests.length).toBeGreaterThanOrEqual(5)
  gapsOf(requests)
})

it('syncs neither accounts of other users nor those of no user', async () => {
  const [one, other, newcomer] = [await createCustomer(), await createCustomer(), await createCustomer()]
  const [first, second] = [add(), add()]
  add({ name: 'Nobody’s' })
  const ids = [await connect(one, first), await connect(other, second)]
  const listed = async (customer: Operator) =>
    JSON.stringify(await customer.data(sync)).match(/"providerAccountId":"[^"]+"/g)

  expect(await listed(one)).toEqual([`"providerAccountId":"${first.id}"`])
  // Each user's sync leaves the other account unchanged.
  expect(await stored(ids[1] ?? '')).toMatchObject({ name: 'Old Name', lastSyncedAt: never })
  expect(await listed(newcomer)).toBeNull()
  expect(await listed(other)).toEqual([`"providerAccountId":"${second.id}"`])

  await syncTask(deps())({}, job)
  for (const { accountId } of await jobs('refresh-account')) await refreshTask(deps())({ accountId }, job)
  const all = await database.prisma.linkedInAccount.findMany({ orderBy: { seq: 'asc' } })
  expect(all.map(({ userId, providerAccountId }) => [userId, providerAccountId])).toEqual([
    [one.userId, first.id],
    [other.userId, second.id],
  ])
})

it('stops an account that no longer exists at the provider', async () => {
  const customer = await createCustomer()
  const account = add()
  const id = await connect(customer, account)
  await customer.data(sync)
  fake.removeAccount(account.id)
  await customer.data(sync)
  expect(await stored(id)).toMatchObject({ name: 'Ada', status: 'STOPPED', hasSalesNavigator: false })
})

it('syncs the other accounts if one fails, and reports which failed', async () => {
  const customer = await createCustomer()
  const ids = [await connect(customer), await connect(customer), await connect(customer)]
  fake.faults.push({ kind: 'service_unavailable', on: 'me' })
  const { syncLinkedInAccounts } = await customer.data(sync)
  const states = await Promise.all(ids.map(stored))
  const [failed] = states.filter(({ status }) => status === 'CREDENTIALS')
  expect(states.filter(({ status }) => status === 'OK')).toHaveLength(2)
  expect(syncLinkedInAccounts).toMatchObject({
    accounts: [{}, {}, {}],
    failures: [{ account: { providerAccountId: failed?.providerAccountId }, message: expect.stringMatching(/503/) }],
  })
})

it('returns PROVIDER_UNAVAILABLE if no account could be read, and changes none', async () => {
  const customer = await createCustomer()
  const ids = [await connect(customer), await connect(customer)]
  fake.faults.push({ kind: 'too_many_requests', on: 'accounts', times: 2 })
  expect(await customer.data(sync)).toEqual({
    syncLinkedInAccounts: { code: 'PROVIDER_UNAVAILABLE', message: expect.stringMatching(/\w/) },
  })
  for (const id of ids) expect(await stored(id)).toMatchObject({ status: 'CREDENTIALS', lastSyncedAt: never })
})

it('has nothing to sync for a user without accounts, except the sandbox account', async () => {
  expect(await (await createCustomer()).data(sync)).toEqual({ syncLinkedInAccounts: { accounts: [], failures: [] } })
  expect(await (await createOperator(database)).data(sync)).toMatchObject({
    syncLinkedInAccounts: { accounts: [{ name: 'Sandbox account', status: 'OK' }], failures: [] },
  })
})

it('syncs all accounts of the configured provider on schedule, and deletes expired links', async () => {
  const customer = await createCustomer()
  const ids = [await connect(customer), await connect(customer)]
  const sandboxed = await createOperator(database)
  await sandboxed.data('{ salesNavAccess { hasSalesNavigator } }')
  const { userId } = customer
  const link = (hash: number, expiresAt: Date) => ({ userId, nonceHash: Buffer.alloc(32, hash), expiresAt })
  const soon = new Date(Date.now() + 60_000)
  await database.prisma.connectLink.createMany({ data: [link(1, never), link(2, soon)] })

  await syncTask(deps())({}, job)
  await syncTask(deps())({}, job)
  expect((await jobs('refresh-account')).map(({ accountId }) => accountId)).toEqual(ids)
  expect(await database.prisma.connectLink.findMany({ where: { userId } })).toMatchObject([{ expiresAt: soon }])
})

it('reads the accounts of one user one after the other, and those of others meanwhile', async () => {
  const customer = await createCustomer()
  await connect(customer)
  await connect(customer)
  await connect(await createCustomer())
  await syncTask(deps())({}, job)
  const { rows } = await database.pool.query<{ jobs: number }>(
    'SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs GROUP BY job_queue_id ORDER BY jobs',
  )
  expect(rows).toEqual([{ jobs: 1 }, { jobs: 2 }])
})

it('resumes the runs that wait for an account only once it is usable', async () => {
  const account = add({ status: 'CREDENTIALS' })
  const accountId = await connect(await createCustomer(), account)
  await refreshTask(deps())({ accountId }, job)
  expect(await jobs('resume-account')).toEqual([])

  await fake.setStatus(account.id, 'OK')
  await refreshTask(deps())({ accountId }, job)
  expect(await jobs('resume-account')).toMatchObject([{ accountId }])
})

it('checks an account that is still connecting again shortly', async () => {
  const accountId = await connect(await createCustomer(), add({ status: 'CONNECTING' }))
  await refreshTask(deps())({ accountId }, job)
  const [again] = await jobs('refresh-account')
  expect(again).toMatchObject({ accountId })
  expect(again?.wait).toBeGreaterThan(0)
  expect(again?.wait).toBeLessThanOrEqual(30)
})

it('retries when the provider says, after it has limited the rate', async () => {
  const accountId = await connect(await createCustomer())
  fake.faults.push({ kind: 'too_many_requests', on: 'accounts', retryAfter: '600' })
  await refreshTask(deps())({ accountId }, job)
  const [again] = await jobs('refresh-account')
  expect(again?.wait).toBeGreaterThan(500)
  expect(again?.wait).toBeLessThanOrEqual(600)
})

it('fails the job if the provider does not respond, so that it is retried', async () => {
  const accountId = await connect(await createCustomer())
  fake.faults.push({ kind: 'reset', on: 'accounts' })
  await expect(refreshTask(deps())({ accountId }, job)).rejects.toThrow("can't be reached")
})

it.each([
  ['that does not exist at the provider', 'missing', 'own'],
  ['for a deleted user', 'there', 'gone'],
] as const)('connects no account %s, and does not try again', async (_title, account, user) => {
  const { userId } = await createCustomer()
  const providerAccountId = account === 'there' ? add().id : randomUUID()
  await connectTask(deps())({ userId: user === 'own' ? userId : 1_000_000, providerAccountId }, job)
  expect(await database.prisma.linkedInAccount.count({ where: { providerAccountId } })).toBe(0)
})

it('assigns an account that several users connect at the same time to one of them', async () => {
  const { id } = add()
  const users = await Promise.all(Array.from({ length: 8 }, createCustomer))
  const results = await Promise.allSettled(users.map(({ userId }) => assignAccount(deps(), userId, id)))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  expect(refused).toEqual(Array(7).fill(expect.any(AccountTakenError)))
})

it('updates an account that is assigned again to the same user', async () => {
  const { userId } = await createCustomer()
  const account = add({ status: 'CREDENTIALS' })
  await assignAccount(deps(), userId, account.id)
  await fake.setStatus(account.id, 'OK')
  expect(await assignAccount(deps(), userId, account.id)).toMatchObject({ name: 'Ada', status: 'OK' })
  expect(await database.prisma.linkedInAccount.findMany()).toMatchObject([{ userId, status: 'OK' }])
})

it('refuses to assign an account that does not exist at the provider, or any in the sandbox', async () => {
  const { userId } = await createCustomer()
  await expect(assignAccount(deps(), userId, 'missing')).rejects.toThrow(UnknownAccountError)
  const sandbox = { pool: database.pool, accounts: createSandbox() }
  await expect(assignAccount(sandbox, userId, `sandbox-${userId + 1}`)).rejects.toThrow(ConnectRefusedError)
  expect(await database.prisma.linkedInAccount.count()).toBe(0)
})
