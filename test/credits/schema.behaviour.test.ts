import { beforeAll, describe, expect, it } from 'vitest'
import { grantCredits } from '../../src/credits/ledger.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { createOperator, dig } from '../support/operation.ts'

let database: Database

beforeAll(async () => {
  database = await createDatabase()
})

describe('credits', () => {
  it('viewer returns the user and their credits', async () => {
    const operator = await createOperator(database, 30)
    expect(await operator.data('{ viewer { id email credits { balance reserved available } } }')).toEqual({
      viewer: {
        id: `usr_${operator.userId}`,
        email: expect.stringContaining('@example.com'),
        credits: { balance: 30, reserved: 0, available: 30 },
      },
    })
  })

  it('viewer returns zero credits for a user without an account', async () => {
    const operator = await createOperator(database)
    await database.prisma.creditAccount.deleteMany({ where: { userId: operator.userId } })
    expect(
      await operator.data('{ viewer { credits { available } creditLedger { totalCount nodes { id } } } }'),
    ).toEqual({
      viewer: { credits: { available: 0 }, creditLedger: { totalCount: 0, nodes: [] } },
    })
  })

  it("creditLedger returns the viewer's entries in pages, newest first", async () => {
    const [operator, other] = [await createOperator(database), await createOperator(database, 7)]
    for (const amount of [1, 2, 3]) {
      await grantCredits(database.pool, operator.userId, amount, `grant ${amount}`)
    }
    const page = `query ($after: String) { viewer { creditLedger(first: 2, after: $after) {
      totalCount nodes { id kind amount reservedAmount quantity note run { id } } pageInfo { hasNextPage endCursor }
    } } }`
    const grant = (amount: number) => ({
      id: expect.stringMatching(/^ce_[1-9][0-9]*$/),
      kind: 'GRANT',
      amount,
      reservedAmount: 0,
      quantity: amount,
      note: `grant ${amount}`,
      run: null,
    })
    const first = await operator.data(page)
    expect(first).toMatchObject({
      viewer: { creditLedger: { totalCount: 3, nodes: [grant(3), grant(2)], pageInfo: { hasNextPage: true } } },
    })
    const after = dig(first, 'viewer.creditLedger.pageInfo.endCursor')
    expect(await operator.data(page, { after })).toMatchObject({
      viewer: { creditLedger: { totalCount: 3, nodes: [grant(1)], pageInfo: { hasNextPage: false } } },
    })
    const { errors } = await other.run(page, { after })
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
  })

  it('creditPreview returns the cost of an action and whether credits cover it', async () => {
    const operator = await createOperator(database, 30)
    const preview =
      'query ($count: Int!) { creditPreview(action: IMPORT_LEAD, count: $count) { costPerUnit totalCredits sufficient available } }'
    expect(await operator.data('{ creditCosts { action credits } }')).toEqual({
      creditCosts: [{ action: 'IMPORT_LEAD', credits: 1 }],
    })
    expect(await operator.data(preview, { count: 30 })).toEqual({
      creditPreview: { costPerUnit: 1, totalCredits: 30, sufficient: true, available: 30 },
    })
    expect(await operator.data(preview, { count: 31 })).toMatchObject({ creditPreview: { sufficient: false } })
    const { errors } = await operator.run(preview, { count: -1 })
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
  })

  it('creditUsage returns the credits spent on each day less those refunded, without those of other users', async () => {
    const [operator, other] = [await createOperator(database, 30), await createOperator(database, 30)]
    const spend = (userId: number, quantity: number, at: string) =>
      database.prisma.creditEntry.createMany({
        data: {
          userId,
          kind: 'CAPTURE',
          amount: -quantity,
          reservedAmount: -quantity,
          quantity,
          createdAt: new Date(at),
        },
      })
    await spend(operator.userId, 3, '2026-03-01T00:00:00Z')
    await spend(operator.userId, 4, '2026-03-01T23:59:59Z')
    await spend(operator.userId, 5, '2026-03-04T12:00:00Z')
    await spend(operator.userId, 6, '2026-03-05T00:00:00Z')
    await spend(other.userId, 7, '2026-03-04T12:00:00Z')
    const refund = async (quantity: number, at: string) =>
      await database.prisma.creditEntry.createMany({
        data: {
          userId: operator.userId,
          kind: 'REFUND',
          amount: quantity,
          reservedAmount: 0,
          quantity,
          createdAt: new Date(at),
        },
      })
    await refund(2, '2026-03-01T12:00:00Z')
    await refund(1, '2026-03-02T12:00:00Z')
    const usage = 'query ($from: DateTime!, $to: DateTime) { creditUsage(from: $from, to: $to) { date credits } }'
    const from = '2026-03-01T00:00:00.000Z'
    expect(await operator.data(usage, { from, to: '2026-03-05T00:00:00.000Z' })).toEqual({
      creditUsage: [
        { date: '2026-03-01', credits: 5 },
        { date: '2026-03-02', credits: -1 },
        { date: '2026-03-04', credits: 5 },
      ],
    })
    expect(dig(await operator.data(usage, { from }), 'creditUsage.3')).toEqual({ date: '2026-03-05', credits: 6 })
    const { errors } = await operator.run(usage, { from, to: '2026-02-01T00:00:00.000Z' })
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
  })
})
