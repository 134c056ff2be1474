import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { lockOwner, transaction } from '../../src/db/client.ts'
import { InvalidInputError } from '../../src/errors.ts'
import { createList } from '../../src/lists/create.ts'
import { deleteList } from '../../src/lists/delete.ts'
import { ListAccessError } from '../../src/lists/errors.ts'
import { listName } from '../../src/lists/name.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { addCompany, addPeople, createFilledList } from '../support/leads.ts'
import { createOperator, dig, type Operator } from '../support/operation.ts'

let database: Database
let operator: Operator
let other: Operator

beforeAll(async () => {
  database = await createDatabase()
  operator = await createOperator(database)
  other = await createOperator(database)
})

describe('lists', () => {
  it("lists returns the viewer's lists, newest first", async () => {
    const viewer = await createOperator(database)
    await createList(database.pool, viewer.userId, 'Older')
    await createList(database.pool, viewer.userId, 'Newer')
    await createList(database.pool, other.userId, 'Not yours')
    expect(await viewer.data('{ lists { totalCount nodes { name enrichmentStatus rows { totalCount } } } }')).toEqual({
      lists: {
        totalCount: 2,
        nodes: [
          { name: 'Newer', enrichmentStatus: 'IDLE', rows: { totalCount: 0 } },
          { name: 'Older', enrichmentStatus: 'IDLE', rows: { totalCount: 0 } },
        ],
      },
    })
  })

  it('list finds a list by its id, ignoring case', async () => {
    const id = await createList(database.pool, operator.userId, listName('  Found  '))
    const query = 'query ($id: ID!) { list(id: $id) { id name createdAt } }'
    const list = { id, name: 'Found', createdAt: expect.stringMatching(/^\d{4}-.*Z$/) }
    expect(await operator.data(query, { id })).toEqual({ list })
    expect(await operator.data(query, { id: id.toUpperCase() })).toEqual({ list })
  })

  it('stats counts the leads of each list, in one statement for all lists', async () => {
    const viewer = await createOperator(database)
    const filled = await createFilledList(database, viewer.userId, 'Filled', 3)
    await addPeople(database, viewer.userId, filled, [{ email: 'a@b.example' }])
    await database.prisma.companyRow.updateMany({ where: { listId: filled }, data: { enrichedAt: new Date() } })
    await addCompany(database, viewer.userId, filled, { name: 'Other' })
    await createList(database.pool, viewer.userId, 'Empty')
    const query = '{ lists { nodes { name stats { people companies withEmail withCompany enriched } } } }'
    const none = { people: 0, companies: 0, withEmail: 0, withCompany: 0, enriched: 0 }
    expect(await viewer.data(query)).toEqual({
      lists: {
        nodes: [
          { name: 'Empty', stats: none },
          { name: 'Filled', stats: { people: 4, companies: 2, withEmail: 1, withCompany: 3, enriched: 1 } },
        ],
      },
    })
    const statements = await viewer.statements(() => viewer.data(query))
    expect(statements.filter((text) => text.includes('FROM list_rows'))).toHaveLength(1)
  })

  it("list returns null for an absent, a malformed and another user's id", async () => {
    const foreign = await createList(database.pool, other.userId, 'Foreign')
    for (const id of [randomUUID(), foreign, '', '1', 'null', `${randomUUID()} `, "' OR true --", '\0']) {
      expect(await operator.data('query ($id: ID!) { list(id: $id) { id } }', { id })).toEqual({ list: null })
    }
  })
})

describe('a name', () => {
  it.each(['', '  \n', '\0', 'x'.repeat(201)])('%j is not a valid list name', (name) => {
    expect(() => listName(name)).toThrow(InvalidInputError)
  })
})

describe('renameList', () => {
  const rename = `mutation ($listId: ID!, $name: String!) { renameList(input: { listId: $listId, name: $name }) {
    __typename
    ... on RenameListPayload { list { name rows { totalCount } } }
    ... on Error { message code }
    ... on InvalidInputError { field }
  } }`

  it('renameList trims the new name', async () => {
    const listId = await createFilledList(database, operator.userId, 'Before', 2)
    const { updatedAt } = await database.prisma.list.findFirstOrThrow({ where: { id: listId } })
    expect(await operator.data(rename, { listId, name: ' After ' })).toEqual({
      renameList: { __typename: 'RenameListPayload', list: { name: 'After', rows: { totalCount: 2 } } },
    })
    const after = await database.prisma.list.findFirstOrThrow({ where: { id: listId } })
    expect(after.updatedAt.getTime()).toBeGreaterThanOrEqual(updatedAt.getTime())
    expect(after.name).toBe('After')
  })

  it.each(['', ' \t', 'x'.repeat(201)])('renameList rejects the name %j', async (name) => {
    const listId = await createList(database.pool, operator.userId, 'Kept')
    expect(await operator.data(rename, { listId, name })).toMatchObject({
      renameList: { __typename: 'InvalidInputError', field: 'name', code: 'INVALID_INPUT' },
    })
    expect(await database.prisma.list.findFirstOrThrow({ where: { id: listId } })).toMatchObject({ name: 'Kept' })
  })

  it("renameList returns the same error for an absent, another user's and a malformed id", async () => {
    const foreign = await createList(database.pool, other.userId, 'Foreign')
    const answers = await Promise.all(
      [foreign, randomUUID(), 'nonsense'].map((listId) => operator.data(rename, { listId, name: 'Taken' })),
    )
    expect(answers[0]).toMatchObject({ renameList: { __typename: 'ListAccessError', code: 'LIST_ACCESS' } })
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    expect(await database.prisma.list.findFirstOrThrow({ where: { id: foreign } })).toMatchObject({ name: 'Foreign' })
  })
})

describe('rows', () => {
  it('rows return every field of a person and the linked company', async () => {
    const listId = await createList(database.pool, operator.userId, 'Rows')
    const companyId = await addCompany(database, operator.userId, listId, {
      name: 'Analytical Engines',
      domain: 'engines.example',
      technologies: ['Brass', 'Cards'],
    })
    const [id] = await addPeople(database, operator.userId, listId, [
      { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@engines.example', custom: { Notes: 'first' }, companyId },
    ])
    expect(
      await operator.data(
        `query ($listId: ID!) { list(id: $listId) { rows { nodes {
          id firstName lastName fullName email phone title headline seniority department linkedinUrl salesNavUrl
          location city state country companyName companyDomain companyLinkedinUrl custom { name value } source addedAt
          company { id name domain technologies custom { name value } source enrichedAt employeeCount }
        } } } }`,
        { listId },
      ),
    ).toMatchObject({
      list: {
        rows: {
          nodes: [
            {
              id: `row_${id}`,
              firstName: 'Ada',
              fullName: 'Ada Lovelace',
              phone: null,
              custom: [{ name: 'Notes', value: 'first' }],
              source: 'CSV',
              addedAt: expect.stringMatching(/Z$/),
              company: {
                id: `co_${companyId}`,
                name: 'Analytical Engines',
                technologies: ['Brass', 'Cards'],
                custom: [],
                enrichedAt: null,
                employeeCount: null,
              },
            },
          ],
        },
      },
    })
  })

  it.each([
    [{ fullName: 'A. King', firstName: 'Ada', lastName: 'Lovelace' }, 'A. King'],
    [{ firstName: 'Ada', lastName: 'Lovelace' }, 'Ada Lovelace'],
    [{ lastName: 'Lovelace' }, 'Lovelace'],
    [{ email: 'ada@example.com' }, null],
  ])('%j has the full name %j', async (person, fullName) => {
    const listId = await createList(database.pool, operator.userId, 'Names')
    await addPeople(database, operator.userId, listId, [person])
    const answer = await operator.data('query ($listId: ID!) { list(id: $listId) { rows { nodes { fullName } } } }', {
      listId,
    })
    expect(dig(answer, 'list.rows.nodes')).toEqual([{ fullName }])
  })

  it('rows are searched by name, e-mail, company and title, ignoring case', async () => {
    const listId = await createList(database.pool, operator.userId, 'Search')
    await addPeople(database, operator.userId, listId, [
      { firstName: 'Ada', lastName: 'Lovelace', email: 'countess@example.com', title: '100% mathematician' },
      { fullName: 'Zoë Änderson', companyName: 'Back\\slash_Inc', title: 'Engineer' },
    ])
    const search = async (text: string) => {
      const query =
        'query ($listId: ID!, $text: String) { list(id: $listId) { rows(filter: { search: $text }) { totalCount nodes { fullName } } } }'
      const answer = await operator.data(query, { listId, text })
      const nodes = dig(answer, 'list.rows.nodes')
      expect(dig(answer, 'list.rows.totalCount')).toBe(Array.isArray(nodes) ? nodes.length : undefined)
      return JSON.stringify(nodes)
    }
    const [ada, zoe] = ['[{"fullName":"Ada Lovelace"}]', '[{"fullName":"Zoë Änderson"}]']
    for (const text of ['ADA', 'a love', 'countess@', '0% m', '%', ' Lovelace ']) {
      expect(await search(text), text).toBe(ada)
    }
    for (const text of ['zoË', 'änder', 'k\\slash_i', '_', '\\', 'engineer']) {
      expect(await search(text), text).toBe(zoe)
    }
    for (const text of ['ada%lace', 'a_a', 'nobody', "'"]) {
      expect(await search(text), text).toBe('[]')
    }
    for (const text of ['', '  ', '\0']) {
      expect(JSON.parse(await search(text)), text).toHaveLength(2)
    }
  })
})

describe('companies', () => {
  it('companies are searched by name and domain', async () => {
    const listId = await createList(database.pool, operator.userId, 'Companies')
    await addCompany(database, operator.userId, listId, { name: 'Acme', domain: 'acme.example' })
    await addCompany(database, operator.userId, listId, { name: 'Globex' })
    const query =
      'query ($listId: ID!, $text: String) { list(id: $listId) { companies(filter: { search: $text }) { totalCount nodes { name domain } } } }'
    expect(await operator.data(query, { listId, text: 'ACME.ex' })).toEqual({
      list: { companies: { totalCount: 1, nodes: [{ name: 'Acme', domain: 'acme.example' }] } },
    })
    expect(await operator.data(query, { listId, text: 'lob' })).toMatchObject({
      list: { companies: { totalCount: 1 } },
    })
    expect(await operator.data(query, { listId })).toMatchObject({ list: { companies: { totalCount: 2 } } })
  })
})

describe('deleteList', () => {
  const remove = (ownerId: number, listId: string) =>
    transaction(database.pool, async (client) => {
      await lockOwner(client, ownerId)
      await deleteList(client, ownerId, listId)
    })

  it('deleteList deletes the list with its people and companies, and nothing else', async () => {
    const gone = await createFilledList(database, operator.userId, 'Gone', 3)
    const kept = await createFilledList(database, operator.userId, 'Kept', 2)
    await remove(operator.userId, gone)
    const { prisma } = database
    expect(await prisma.list.count({ where: { id: gone } })).toBe(0)
    expect(await prisma.listRow.count({ where: { listId: gone } })).toBe(0)
    expect(await prisma.companyRow.count({ where: { listId: gone } })).toBe(0)
    expect(await prisma.listRow.count({ where: { listId: kept } })).toBe(2)
    expect(await prisma.companyRow.count({ where: { listId: kept } })).toBe(1)
  })

  it("deleteList rejects an absent, malformed or another user's id, and deletes nothing", async () => {
    const foreign = await createFilledList(database, other.userId, 'Foreign', 2)
    for (const id of [foreign, randomUUID(), 'nonsense']) {
      await expect(remove(operator.userId, id)).rejects.toThrow(ListAccessError)
    }
    expect(await database.prisma.listRow.count({ where: { listId: foreign } })).toBe(2)
  })
})
