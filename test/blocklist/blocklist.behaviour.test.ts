import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { blockCompanies } from '../../src/blocklist/block.ts'
import { findBlocked } from '../../src/blocklist/blocked.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { createOperator, dig } from '../support/operation.ts'

let database: Database

beforeAll(async () => {
  database = await createDatabase()
})

const block = `mutation ($entries: [BlockCompanyEntryInput!]!) { blockCompanies(input: { entries: $entries }) {
  __typename
  ... on BlockCompaniesPayload { outcomes { created error blockedCompany { id domain name reason } } }
  ... on Error { message code }
  ... on InvalidInputError { field }
} }`

describe('blockCompanies', () => {
  it('blockCompanies returns an outcome for each entry, in order', async () => {
    const operator = await createOperator(database)
    const answer = await operator.data(block, {
      entries: [
        { name: 'Zeta GmbH', reason: 'customer' },
        { domain: 'https://www.acme.example/about', name: 'Acme' },
        { domain: 'gmail.com' },
        { name: ' ' },
        { domain: 'not a domain', name: 'Beta' },
      ],
    })
    const went = (blockedCompany: Record<string, unknown>) => ({
      created: true,
      error: null,
      blockedCompany: { id: expect.any(String), domain: null, name: null, reason: null, ...blockedCompany },
    })
    const refused = (error: unknown) => ({ created: false, error, blockedCompany: null })
    expect(dig(answer, 'blockCompanies.outcomes')).toEqual([
      went({ name: 'Zeta GmbH', reason: 'customer' }),
      went({ domain: 'https://www.acme.example/about', name: 'Acme' }),
      refused(expect.stringContaining('mail providers')),
      refused('Give a domain or a name.'),
      went({ name: 'Beta' }),
    ])
    expect(await operator.data('{ blockedCompanies { totalCount nodes { name } } }')).toMatchObject({
      blockedCompanies: { totalCount: 3 },
    })
  })

  it('blockCompanies updates an existing entry with the same registrable domain or normalised name', async () => {
    const operator = await createOperator(database)
    const first = await operator.data(block, {
      entries: [{ domain: 'acme.example', reason: 'customer' }, { name: 'Zeta GmbH' }],
    })
    const again = await operator.data(block, {
      entries: [
        { domain: 'shop.ACME.example', name: 'Acme' },
        { name: 'zeta', reason: 'partner' },
      ],
    })
    const [ids, idsAgain] = [first, again].map((answer) =>
      [0, 1].map((index) => dig(answer, `blockCompanies.outcomes.${index}.blockedCompany.id`)),
    )
    expect(idsAgain).toEqual(ids)
    expect(dig(again, 'blockCompanies.outcomes')).toMatchObject([
      { created: false, blockedCompany: { domain: 'shop.ACME.example', name: 'Acme', reason: 'customer' } },
      { created: false, blockedCompany: { name: 'zeta', reason: 'partner' } },
    ])
  })

  it('blockCompanies keeps an entry by name separate from one by domain with the same name', async () => {
    const operator = await createOperator(database)
    await operator.data(block, { entries: [{ name: 'Acme' }, { domain: 'acme.example', name: 'Acme' }] })
    expect(await operator.data('{ blockedCompanies { totalCount } }')).toEqual({ blockedCompanies: { totalCount: 2 } })
  })

  it('blockCompanies merges duplicates in one call into one entry', async () => {
    const operator = await createOperator(database)
    const answer = await operator.data(block, {
      entries: [
        { domain: 'acme.example', name: 'Acme' },
        { domain: 'www.acme.example', reason: 'again' },
      ],
    })
    const outcomes = dig(answer, 'blockCompanies.outcomes')
    expect(outcomes).toMatchObject([{ created: true }, { created: false }])
    expect(dig(outcomes, '1.blockedCompany')).toEqual(dig(outcomes, '0.blockedCompany'))
    expect(dig(outcomes, '0.blockedCompany')).toMatchObject({ name: 'Acme', reason: 'again' })
  })

  it('blockCompanies removes NUL characters and rejects texts that are too long', async () => {
    const operator = await createOperator(database)
    const answer = await operator.data(block, { entries: [{ name: 'Nu\0l' }, { name: 'x'.repeat(501) }] })
    expect(dig(answer, 'blockCompanies.outcomes')).toMatchObject([
      { blockedCompany: { name: 'Nul' }, error: null },
      { blockedCompany: null, error: '`name` is too long: use at most 500 characters.' },
    ])
  })

  it('blockCompanies accepts 1,000 entries and rejects more', async () => {
    const operator = await createOperator(database)
    const entries = Array.from({ length: 1_001 }, (_, index) => ({ name: `Company ${index}` }))
    expect(await operator.data(block, { entries })).toMatchObject({
      blockCompanies: { __typename: 'InvalidInputError', code: 'INVALID_INPUT', field: 'entries' },
    })
    const answer = await operator.data(block, { entries: entries.slice(1) })
    expect(dig(answer, 'blockCompanies.outcomes')).toHaveLength(1_000)
    expect(await database.prisma.blockedCompany.count({ where: { ownerId: operator.userId } })).toBe(1_000)
  })

  it('blockCompanies accepts an empty list', async () => {
    const operator = await createOperator(database)
    expect(await operator.data(block, { entries: [] })).toMatchObject({ blockCompanies: { outcomes: [] } })
  })

  it('concurrent calls with the same companies do not deadlock', async () => {
    const { userId } = await createOperator(database)
    const names = Array.from({ length: 300 }, (_, index) => ({ name: `Shared ${index}` }))
    const calls = Array.from({ length: 8 }, (_, call) => (call % 2 ? names : names.toReversed()))
    const results = await Promise.all(calls.map((entries) => blockCompanies(database.pool, userId, entries)))
    expect(results.flat().filter(({ created }) => created)).toHaveLength(300)
    expect(await database.prisma.blockedCompany.count({ where: { ownerId: userId } })).toBe(300)
  })
})

describe('blockedCompanies', () => {
  it("blockedCompanies returns the viewer's entries, newest first", async () => {
    const [operator, other] = [await createOperator(database), await createOperator(database)]
    await operator.data(block, { entries: [{ name: 'Older' }] })
    await operator.data(block, { entries: [{ name: 'Newer' }] })
    await other.data(block, { entries: [{ name: 'Theirs' }] })
    expect(await operator.data('{ blockedCompanies { totalCount nodes { name } } }')).toEqual({
      blockedCompanies: { totalCount: 2, nodes: [{ name: 'Newer' }, { name: 'Older' }] },
    })
  })
})

describe('unblockCompany', () => {
  const unblock = `mutation ($id: ID!) { unblockCompany(input: { id: $id }) {
    ... on UnblockCompanyPayload { id } ... on BlockedCompanyNotFoundError { code }
  } }`

  it('unblockCompany removes an entry', async () => {
    const operator = await createOperator(database)
    const id = dig(
      await operator.data(block, { entries: [{ name: 'Acme' }] }),
      'blockCompanies.outcomes.0.blockedCompany.id',
    )
    expect(await operator.data(unblock, { id })).toEqual({ unblockCompany: { id } })
    expect(await operator.data('{ blockedCompanies { totalCount } }')).toEqual({ blockedCompanies: { totalCount: 0 } })
    expect(await operator.data(unblock, { id })).toEqual({ unblockCompany: { code: 'BLOCKED_COMPANY_NOT_FOUND' } })
  })

  it("unblockCompany rejects an absent, a malformed and another user's id alike", async () => {
    const [operator, other] = [await createOperator(database), await createOperator(database)]
    const foreign = dig(
      await other.data(block, { entries: [{ name: 'Theirs' }] }),
      'blockCompanies.outcomes.0.blockedCompany.id',
    )
    for (const id of [foreign, randomUUID(), 'nonsense', '']) {
      expect(await operator.data(unblock, { id })).toEqual({ unblockCompany: { code: 'BLOCKED_COMPANY_NOT_FOUND' } })
    }
    expect(await database.prisma.blockedCompany.count({ where: { ownerId: other.userId } })).toBe(1)
  })
})

describe('findBlocked', () => {
  it("findBlocked returns the owner's entries with one of the keys, by domain and by name", async () => {
    const [owner, other] = [await createOperator(database), await createOperator(database)]
    await blockCompanies(database.pool, owner.userId, [
      { domain: 'acme.example', name: 'Acme' },
      { name: 'Beta' },
      { domain: 'gamma.example' },
    ])
    await blockCompanies(database.pool, other.userId, [{ name: 'Acme' }])
    const find = async (domains: string[], names: string[]) => {
      const found = await findBlocked(database.pool, owner.userId, { domains, names })
      return found.map(({ domainKey, nameKey }) => domainKey ?? nameKey).toSorted()
    }
    expect(await find(['acme.example', 'unknown.example'], [])).toEqual(['acme.example'])
    expect(await find([], ['acme', 'beta', 'unknown'])).toEqual(['acme.example', 'beta'])
    expect(await find(['acme.example', 'gamma.example'], ['acme'])).toEqual(['acme.example', 'gamma.example'])
    expect(await find([], [])).toEqual([])
  })
})
