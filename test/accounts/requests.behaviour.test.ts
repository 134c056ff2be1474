import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { claimRequest, countLeads, delayRequests, markDisconnected } from '../../src/accounts/requests.sql.ts'
import type { Prisma } from '../../src/db/generated/client.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { awayFromMidnight } from '../support/midnight.ts'

let database: Database
let userId: number
let accountId: string

beforeAll(async () => {
  database = await createDatabase()
  userId = (await database.prisma.user.create({ data: { email: 'user@example.com', name: 'User' } })).id
})
beforeEach(async () => {
  accountId = randomUUID()
  await database.prisma.linkedInAccount.createMany({
    data: { id: accountId, userId, providerAccountId: accountId, name: 'Ada', status: 'OK', hasSalesNavigator: true },
  })
})

const minute = 60_000
const pace = { spacing: 10 * minute, dailyLeads: 2_500 }
const account = () => database.prisma.linkedInAccount.findUniqueOrThrow({ where: { id: accountId } })
const change = (data: Prisma.LinkedInAccountUpdateInput) =>
  database.prisma.linkedInAccount.updateMany({ where: { id: accountId }, data })
const wait = (until: Date | null) => Number(until) - Date.now()
const claim = (options = pace) => claimRequest(database.pool, accountId, options)

it('admits one of twenty concurrent requests, and tells the others when to retry', async () => {
  const permits = await Promise.all(Array.from({ length: 20 }, () => claim()))
  const { nextRequestAt } = await account()
  const refused = permits.filter((permit) => !permit.go)
  expect(refused).toHaveLength(19)
  for (const permit of refused) expect(permit).toEqual({ go: false, cause: 'SPACING', until: nextRequestAt })
})

it('spaces requests by the configured time, randomly varied by up to 25%', async () => {
  const waits: number[] = []
  for (let turn = 0; turn < 20; turn++) {
    await change({ nextRequestAt: null })
    await claim()
    waits.push(wait((await account()).nextRequestAt))
  }
  expect(Math.min(...waits)).toBeGreaterThan(0.75 * pace.spacing - minute)
  expect(Math.max(...waits)).toBeLessThanOrEqual(1.25 * pace.spacing)
  expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(0.1 * pace.spacing)
})

it('admits the next request when its time has come', async () => {
  await claim()
  await change({ nextRequestAt: new Date(Date.now() - 1_000) })
  expect(await claim()).toEqual({ go: true })
})

it("admits requests until the day's leads are used up, and then waits for the next day in UTC", async () => {
  await awayFromMidnight()
  await countLeads(database.pool, accountId, 2_400)
  expect(await claim({ ...pace, spacing: 0 })).toEqual({ go: true })
  await countLeads(database.pool, accountId, 100)
  const permit = await claim({ ...pace, spacing: 0 })
  expect(permit).toMatchObject({ go: false, cause: 'BUDGET' })
  const midnight = new Date().setUTCHours(24, 0, 0, 0)
  expect(permit.go ? 0 : permit.until.getTime() - midnight).toBeGreaterThanOrEqual(2 * minute)
  expect(permit.go ? 0 : permit.until.getTime() - midnight).toBeLessThanOrEqual(12 * minute)
})

it('counts leads from zero on the next day', async () => {
  await change({ leadsDay: new Date(Date.now() - 86_400_000), leadsThatDay: 2_500 })
  expect(await claim()).toEqual({ go: true })
  await countLeads(database.pool, accountId, 7)
  expect(await account()).toMatchObject({ leadsThatDay: 7 })
})

it('makes no requests with an account until the longest of several requested pauses is over', async () => {
  await delayRequests(database.pool, accountId, 60 * minute)
  await delayRequests(database.pool, accountId, minute)
  const permit = await claim()
  expect(permit).toMatchObject({ go: false, cause: 'SPACING' })
  expect(wait(permit.go ? null : permit.until)).toBeGreaterThan(59 * minute)
})

it('does not block the creation of a run that uses the account', async () => {
  await database.prisma.$transaction(async (transaction) => {
    const run = { id: randomUUID(), ownerId: userId, targetListId: randomUUID(), accountId, mutation: 'importSalesNav' }
    const kind = { kind: 'SALES_NAV', dataType: 'PEOPLE', skipExistingCustomers: true, reserved: 0 } as const
    await transaction.importRun.createMany({ data: { ...run, ...kind } })
    expect(await claim()).toEqual({ go: true })
  })
})

it('records a disconnection only over less severe states', async () => {
  await markDisconnected(database.pool, accountId)
  expect(await account()).toMatchObject({ status: 'CREDENTIALS' })
  await change({ status: 'STOPPED' })
  await markDisconnected(database.pool, accountId)
  expect(await account()).toMatchObject({ status: 'STOPPED' })
})
