import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { InsufficientCreditsError } from '../../src/credits/errors.ts'
import {
  availableCredits,
  captureCredits,
  grantCredits,
  releaseCredits,
  reserveCredits,
} from '../../src/credits/ledger.ts'
import { transaction } from '../../src/db/client.ts'
import { InvalidInputError } from '../../src/errors.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { createOperator } from '../support/operation.ts'
import { runs } from '../support/property-runs.ts'

let database: Database

beforeAll(async () => {
  database = await createDatabase()
})

async function createUserWith(credits: number): Promise<number> {
  return (await createOperator(database, credits)).userId
}

async function createRun(ownerId: number): Promise<string> {
  const id = randomUUID()
  await database.prisma.importRun.createMany({
    data: {
      id,
      ownerId,
      targetListId: randomUUID(),
      kind: 'SALES_NAV',
      dataType: 'PEOPLE',
      skipExistingCustomers: true,
      reserved: 0,
      mutation: 'importSalesNav',
    },
  })
  return id
}

/** The account, and the sums of its ledger. */
async function books(userId: number) {
  const account = await database.prisma.creditAccount.findUniqueOrThrow({ where: { userId } })
  const { _sum } = await database.prisma.creditEntry.aggregate({
    where: { userId },
    _sum: { amount: true, reservedAmount: true },
  })
  return {
    account: { balance: account.balance, reserved: account.reserved },
    ledger: { balance: _sum.amount ?? 0, reserved: _sum.reservedAmount ?? 0 },
  }
}

describe('the credit ledger', () => {
  it('the ledger reserves the requested credits, or as many as are available', async () => {
    const userId = await createUserWith(10)
    const runId = await createRun(userId)
    const reserve = (upTo: number) =>
      transaction(database.pool, (client) => reserveCredits(client, userId, { upTo, runId }))

    expect(await reserve(4)).toEqual({ reserved: 4, available: 10 })
    expect(await reserve(100)).toEqual({ reserved: 6, available: 6 })
    await expect(reserve(1)).rejects.toThrow(new InsufficientCreditsError(1, 0))
    await expect(reserve(1)).rejects.toThrow(/^Insufficient credits/)
    expect(await availableCredits(database.pool, userId)).toBe(0)
  })

  it('the ledger rejects a reservation for a user who never had credits', async () => {
    const userId = await createUserWith(0)
    const runId = await createRun(userId)
    await expect(
      transaction(database.pool, (client) => reserveCredits(client, userId, { upTo: 5, runId })),
    ).rejects.toMatchObject({ code: 'INSUFFICIENT_CREDITS', required: 1, available: 0 })
  })

  it('the ledger spends captured credits and returns released ones', async () => {
    const userId = await createUserWith(10)
    const runId = await createRun(userId)
    await transaction(database.pool, (client) => reserveCredits(client, userId, { upTo: 8, runId }))
    await captureCredits(database.pool, userId, { runId, page: 1, quantity: 3 })
    await releaseCredits(database.pool, userId, { runId, quantity: 5 })

    expect(await books(userId)).toEqual({
      account: { balance: 7, reserved: 0 },
      ledger: { balance: 7, reserved: 0 },
    })
  })

  it('the ledger adds no entry for zero credits', async () => {
    const userId = await createUserWith(10)
    const runId = await createRun(userId)
    await captureCredits(database.pool, userId, { runId, page: 1, quantity: 0 })
    await releaseCredits(database.pool, userId, { runId, quantity: 0 })
    expect(await database.prisma.creditEntry.count({ where: { runId } })).toBe(0)
  })

  it('the ledger captures a page of a run only once', async () => {
    const userId = await createUserWith(10)
    const runId = await createRun(userId)
    await transaction(database.pool, (client) => reserveCredits(client, userId, { upTo: 8, runId }))
    await captureCredits(database.pool, userId, { runId, page: 1, quantity: 3 })
    await expect(captureCredits(database.pool, userId, { runId, page: 1, quantity: 3 })).rejects.toThrow(
      /one_capture_per_page/,
    )
    expect((await books(userId)).account).toEqual({ balance: 7, reserved: 5 })
  })

  it.each([0, -1, 1.5, Number.NaN, 2_147_483_648])('the ledger rejects a grant of %s credits', async (amount) => {
    const userId = await createUserWith(1)
    await expect(grantCredits(database.pool, userId, amount)).rejects.toThrow(InvalidInputError)
    expect((await books(userId)).account.balance).toBe(1)
  })

  it('concurrent runs never reserve more than the balance', async () => {
    const userId = await createUserWith(25)
    const runs = await Promise.all(Array.from({ length: 10 }, () => createRun(userId)))
    const results = await Promise.allSettled(
      runs.map((runId) => transaction(database.pool, (client) => reserveCredits(client, userId, { upTo: 10, runId }))),
    )
    const reserved = results.map((result) => (result.status === 'fulfilled' ? result.value.reserved : 0))
    expect(reserved.toSorted((a, b) => b - a)).toEqual([10, 10, 5, 0, 0, 0, 0, 0, 0, 0])
    expect((await books(userId)).account).toEqual({ balance: 25, reserved: 25 })
  })

  it('the entries add up to the account after any sequence of changes', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('grant' as const), amount: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ kind: fc.constant('reserve' as const), amount: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ kind: fc.constant('capture' as const), amount: fc.integer({ min: 0, max: 40 }) }),
      fc.record({ kind: fc.constant('release' as const), amount: fc.integer({ min: 0, max: 40 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const userId = await createUserWith(20)
        const runId = await createRun(userId)
        let page = 0
        const apply = {
          grant: (amount: number) => grantCredits(database.pool, userId, amount),
          reserve: (amount: number) =>
            transaction(database.pool, (client) => reserveCredits(client, userId, { upTo: amount, runId })),
          capture: (quantity: number) => captureCredits(database.pool, userId, { runId, page: ++page, quantity }),
          release: (quantity: number) => releaseCredits(database.pool, userId, { runId, quantity }),
        }
        for (const { kind, amount } of steps) {
          // A step that the account cannot afford is rejected as a whole; the ledger must not show a part of it.
          await Promise.allSettled([apply[kind](amount)])
          const { account, ledger } = await books(userId)
          expect(ledger).toEqual(account)
          expect(account.reserved).toBeGreaterThanOrEqual(0)
          expect(account.balance).toBeGreaterThanOrEqual(account.reserved)
        }
      }),
      runs(25, 8),
    )
  })
})

describe('the database', () => {
  it('the database rejects a balance below the reservation or below zero', async () => {
    const userId = await createUserWith(10)
    const runId = await createRun(userId)
    await transaction(database.pool, (client) => reserveCredits(client, userId, { upTo: 8, runId }))
    const set = (text: string) => database.pool.query(`UPDATE credit_accounts SET ${text} WHERE user_id = $1`, [userId])

    await expect(set('balance = 7')).rejects.toThrow(/reserved_within_balance/)
    await expect(set('balance = -1, reserved = 0')).rejects.toThrow(/balance_not_negative/)
    await expect(set('reserved = -1')).rejects.toThrow(/reserved_within_balance/)
  })

  it('the database rejects changing or deleting an entry', async () => {
    const userId = await createUserWith(10)
    const update = database.pool.query('UPDATE credit_entries SET amount = 1000 WHERE user_id = $1', [userId])
    await expect(update).rejects.toThrow('append-only')
    const remove = database.pool.query('DELETE FROM credit_entries WHERE user_id = $1', [userId])
    await expect(remove).rejects.toThrow('append-only')
  })
})
