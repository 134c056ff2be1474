import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { insertAccount } from '../../src/accounts/accounts.sql.ts'
import type { LinkedInAccountStatus, LinkedInProvider } from '../../src/db/generated/client.ts'
import { createUnipile } from '../../src/providers/sales-nav/unipile/unipile.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { countLockWaits } from '../support/lock-waits.ts'
import { createOperator, type Operator } from '../support/operation.ts'
import { waitFor } from '../support/wait-for.ts'

let database: Database

beforeAll(async () => {
  database = await createDatabase()
})

// Nothing listens there: access is determined without a request to the provider.
const unipile = createUnipile({ url: 'http://127.0.0.1:9', apiKey: 'a-key' })
const createCustomer = () => createOperator(database, 0, unipile)

const query = '{ salesNavAccess { hasSalesNavigator account { id name providerAccountId status lastSyncedAt } } }'
const none = { salesNavAccess: { hasSalesNavigator: false, account: null } }

async function connect(
  { userId }: Operator,
  name: string,
  options: { status?: LinkedInAccountStatus; hasSalesNavigator?: boolean; provider?: LinkedInProvider } = {},
) {
  const data = { status: 'OK', hasSalesNavigator: true, provider: 'UNIPILE', ...options } as const
  await database.prisma.linkedInAccount.createMany({
    data: { id: randomUUID(), userId, providerAccountId: randomUUID(), name, ...data },
  })
}

it('denies access without an account', async () => {
  const operator = await createCustomer()
  expect(await operator.data(query)).toEqual(none)
})

it.each<[string, Parameters<typeof connect>[2]]>([
  ['has no Sales Navigator', { hasSalesNavigator: false }],
  ['needs a new sign-in', { status: 'CREDENTIALS' }],
  ['was stopped', { status: 'STOPPED' }],
  ['belongs to the sandbox', { provider: 'SANDBOX' }],
])('denies access with an account that %s', async (_title, account) => {
  const operator = await createCustomer()
  await connect(operator, 'Unusable', account)
  expect(await operator.data(query)).toEqual(none)
})

it("denies access with another user's account", async () => {
  const [operator, other] = [await createCustomer(), await createCustomer()]
  await connect(other, 'Theirs')
  expect(await operator.data(query)).toEqual(none)
})

it('uses the oldest usable account', async () => {
  const operator = await createCustomer()
  await connect(operator, 'Broken', { status: 'ERROR' })
  await connect(operator, 'First good')
  await connect(operator, 'Second good')
  expect(await operator.data(query)).toMatchObject({
    salesNavAccess: {
      hasSalesNavigator: true,
      account: { name: 'First good', status: 'OK', lastSyncedAt: null },
    },
  })
})

it('creates one sandbox account, even for concurrent requests', async () => {
  const operator = await createOperator(database)
  await connect(operator, 'Of another provider')
  const answers = await Promise.all(Array.from({ length: 5 }, () => operator.data(query)))
  const account = { name: 'Sandbox account', providerAccountId: `sandbox-${operator.userId}`, status: 'OK' }
  expect(answers[0]).toMatchObject({ salesNavAccess: { hasSalesNavigator: true, account } })
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  const { userId } = operator
  expect(await database.prisma.linkedInAccount.count({ where: { userId, provider: 'SANDBOX' } })).toBe(1)
})

it('uses the sandbox account that another request is creating', async () => {
  const operator = await createOperator(database)
  const client = await database.pool.connect()
  await client.query('BEGIN')
  const account = {
    providerAccountId: `sandbox-${operator.userId}`,
    name: 'A',
    status: 'OK',
    hasSalesNavigator: true,
  } as const
  await insertAccount(client, operator.userId, 'SANDBOX', account)
  const answer = operator.data(query)
  await waitFor(async () => (await countLockWaits(database.pool)) === 1)
  await client.query('COMMIT')
  client.release()
  expect(await answer).toMatchObject({ salesNavAccess: { hasSalesNavigator: true, account: { name: 'A' } } })
})
