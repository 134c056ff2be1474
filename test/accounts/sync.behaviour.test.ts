import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
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

let fake: FakeUnipile
let accounts: AccountProvider
let database: Database

beforeAll(async () => {
  fake = await startFakeUnipile({ accounts: [] })
  accounts = createUnipile({ url: fake.url, apiKey: fake.apiKey })
  database = await createDatabase()
})
afterAll(() => fake.stop())
beforeEach(async () => {
  await database.prisma.linkedInAccount.deleteMany()
  await database.pool.query('DELETE FROM graphile_worker._private_jobs')
})

const job: JobContext = {
  signal: new AbortController().signal,
  log: createLog({ logLevel: 'silent', logFormat: 'json' }),
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

/** An account of a user, as it was read long ago. */
async function connect({ userId }: Operator, { id }: FakeAccount = add()): Promise<string> {
  const data = {
    userId,
    providerAccountId: id,
    name: 'Old Name',
    status: 'CREDENTIALS',
    hasSalesNavigator: false,
  } as const
  return (await database.prisma.linkedInAccount.create({ data: { ...data, id: randomUUID(), lastSyncedAt: never } })).id
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

it('reads name, state and Sales Navigator of the accounts of the user', async () => {
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

it("hands no user another's account, nor one that nobody has", async () => {
  const [one, other, newcomer] = [await createCustomer(), await createCustomer(), await createCustomer()]
  const [first, second] = [add(), add()]
  add({ name: 'Nobody’s' })
  const ids = [await connect(one, first), await connect(other, second)]
  const listed = async (customer: Operator) =>
    JSON.stringify(await customer.data(sync)).match(/"providerAccountId":"[^"]+"/g)

  expect(await listed(one)).toEqual([`"providerAccountId":"${first.id}"`])
  // What one reads, the other has not read.
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

it('stops an account that the provider has no more', async () => {
  const customer = await createCustomer()
  const account = add()
  const id = await connect(customer, account)
  await customer.data(sync)
  fake.removeAccount(account.id)
  await customer.data(sync)
  expect(await stored(id)).toMatchObject({ name: 'Ada', status: 'STOPPED', hasSalesNavigator: false })
})

it('reads the other accounts where one can not be read, and tells which', async () => {
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

it('says PROVIDER_UNAVAILABLE where not one could be read, and leaves them as they were', async () => {
  const customer = await createCustomer()
  const ids = [await connect(customer), await connect(customer)]
  fake.faults.push({ kind: 'too_many_requests', on: 'accounts', times: 2 })
  expect(await customer.data(sync)).toEqual({
    syncLinkedInAccounts: { code: 'PROVIDER_UNAVAILABLE', message: expect.stringMatching(/\w/) },
  })
  for (const id of ids) expect(await stored(id)).toMatchObject({ status: 'CREDENTIALS', lastSyncedAt: never })
})

it('has nothing to read for a user without an account, but the one of the sandbox', async () => {
  expect(await (await createCustomer()).data(sync)).toEqual({ syncLinkedInAccounts: { accounts: [], failures: [] } })
  expect(await (await createOperator(database)).data(sync)).toMatchObject({
    syncLinkedInAccounts: { accounts: [{ name: 'Sandbox account', status: 'OK' }], failures: [] },
  })
})

it('has each account read by the clock, of the configured provider alone, and forgets links that have expired', async () => {
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

it('lets what waits for the account go on when it is usable, and not before', async () => {
  const account = add({ status: 'CREDENTIALS' })
  const accountId = await connect(await createCustomer(), account)
  await refreshTask(deps())({ accountId }, job)
  expect(await jobs('resume-account')).toEqual([])

  await fake.setStatus(account.id, 'OK')
  await refreshTask(deps())({ accountId }, job)
  expect(await jobs('resume-account')).toMatchObject([{ accountId }])
})

it('looks again shortly at an account that is still being connected', async () => {
  const accountId = await connect(await createCustomer(), add({ status: 'CONNECTING' }))
  await refreshTask(deps())({ accountId }, job)
  const [again] = await jobs('refresh-account')
  expect(again).toMatchObject({ accountId })
  expect(again?.wait).toBeGreaterThan(20)
  expect(again?.wait).toBeLessThanOrEqual(30)
})

it('comes again when the provider says, which has asked for fewer requests', async () => {
  const accountId = await connect(await createCustomer())
  fake.faults.push({ kind: 'too_many_requests', on: 'accounts', retryAfter: '600' })
  await refreshTask(deps())({ accountId }, job)
  const [again] = await jobs('refresh-account')
  expect(again?.wait).toBeGreaterThan(590)
  expect(again?.wait).toBeLessThanOrEqual(600)
})

it('gives the job back where the provider does not answer', async () => {
  const accountId = await connect(await createCustomer())
  fake.faults.push({ kind: 'reset', on: 'accounts' })
  await expect(refreshTask(deps())({ accountId }, job)).rejects.toThrow("can't be reached")
})

it.each([
  ['that the provider does not have', 'missing', 'own'],
  ['for a user who is gone', 'there', 'gone'],
] as const)('connects no account %s, and does not try again', async (_title, account, user) => {
  const { userId } = await createCustomer()
  const providerAccountId = account === 'there' ? add().id : randomUUID()
  await connectTask(deps())({ userId: user === 'own' ? userId : 1_000_000, providerAccountId }, job)
  expect(await database.prisma.linkedInAccount.count({ where: { providerAccountId } })).toBe(0)
})

it('gives an account that several users connect at once to one of them', async () => {
  const { id } = add()
  const users = await Promise.all(Array.from({ length: 8 }, createCustomer))
  const results = await Promise.allSettled(users.map(({ userId }) => assignAccount(deps(), userId, id)))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  expect(refused).toEqual(Array(7).fill(expect.any(AccountTakenError)))
})

it('gives an account again to the user who has it, as it is now', async () => {
  const { userId } = await createCustomer()
  const account = add({ status: 'CREDENTIALS' })
  await assignAccount(deps(), userId, account.id)
  await fake.setStatus(account.id, 'OK')
  expect(await assignAccount(deps(), userId, account.id)).toMatchObject({ name: 'Ada', status: 'OK' })
  expect(await database.prisma.linkedInAccount.findMany()).toMatchObject([{ userId, status: 'OK' }])
})

it('gives nobody an account that the provider does not have, nor any in the sandbox', async () => {
  const { userId } = await createCustomer()
  await expect(assignAccount(deps(), userId, 'missing')).rejects.toThrow(UnknownAccountError)
  const sandbox = { pool: database.pool, accounts: createSandbox() }
  await expect(assignAccount(sandbox, userId, `sandbox-${userId + 1}`)).rejects.toThrow(ConnectRefusedError)
  expect(await database.prisma.linkedInAccount.count()).toBe(0)
})
