import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { LinkedInAccountStatus } from '../../src/db/generated/client.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { createOperator, type Operator } from '../support/operation.ts'

let database: Database

beforeAll(async () => {
  database = await createDatabase()
})

const query = '{ salesNavAccess { hasSalesNavigator account { id name providerAccountId status lastSyncedAt } } }'
const none = { salesNavAccess: { hasSalesNavigator: false, account: null } }

async function connect(
  { userId }: Operator,
  name: string,
  { status = 'OK', hasSalesNavigator = true }: { status?: LinkedInAccountStatus; hasSalesNavigator?: boolean } = {},
) {
  await database.prisma.linkedInAccount.create({
    data: { id: randomUUID(), userId, providerAccountId: randomUUID(), name, status, hasSalesNavigator },
  })
}

it('has no access without an account', async () => {
  const operator = await createOperator(database)
  expect(await operator.data(query)).toEqual(none)
})

it.each<[string, { status?: LinkedInAccountStatus; hasSalesNavigator?: boolean }]>([
  ['has no Sales Navigator', { hasSalesNavigator: false }],
  ['needs a new sign-in', { status: 'CREDENTIALS' }],
  ['was stopped', { status: 'STOPPED' }],
])('has no access with an account that %s', async (_title, account) => {
  const operator = await createOperator(database)
  await connect(operator, 'Unusable', account)
  expect(await operator.data(query)).toEqual(none)
})

it("has no access by somebody else's account", async () => {
  const [operator, other] = [await createOperator(database), await createOperator(database)]
  await connect(other, 'Theirs')
  expect(await operator.data(query)).toEqual(none)
})

it('takes the oldest account in good state', async () => {
  const operator = await createOperator(database)
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
