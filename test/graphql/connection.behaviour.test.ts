import { execute, parse } from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { executeWithItems } from '../../src/graphql/page-items.ts'
import { schema } from '../../src/graphql/schema.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { addPeople, createFilledList } from '../support/leads.ts'
import { createOperator, dig, type Operator } from '../support/operation.ts'

let database: Database
let operator: Operator

beforeAll(async () => {
  database = await createDatabase()
  operator = await createOperator(database)
})

const rows = `query ($id: ID!, $first: Int, $after: String, $filter: RowFilter) {
  list(id: $id) { rows(first: $first, after: $after, filter: $filter) {
    totalCount
    edges { cursor node { fullName } }
    nodes { fullName }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  } }
}`

describe('a connection', () => {
  it('endCursor leads through all pages without gaps or repetitions', async () => {
    const id = await createFilledList(database, operator.userId, 'Walk', 7)
    const seen: unknown[] = []
    const pages: unknown[] = []
    let after: unknown = null
    do {
      const { list } = await operator.data(rows, { id, first: 3, after })
      const [nodes, pageInfo] = [dig(list, 'rows.nodes'), dig(list, 'rows.pageInfo')]
      seen.push(...(Array.isArray(nodes) ? nodes : []))
      pages.push(pageInfo)
      expect(dig(list, 'rows.totalCount')).toBe(7)
      after = dig(pageInfo, 'hasNextPage') ? dig(pageInfo, 'endCursor') : null
    } while (after !== null)

    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => ({ fullName: `Person ${number}` })))
    expect(pages).toEqual([
      expect.objectContaining({ hasNextPage: true, hasPreviousPage: false }),
      expect.objectContaining({ hasNextPage: true, hasPreviousPage: true }),
      expect.objectContaining({ hasNextPage: false, hasPreviousPage: true }),
    ])
  })

  it('the cursor of an edge continues after it', async () => {
    const id = await createFilledList(database, operator.userId, 'Edges', 3)
    const { list } = await operator.data(rows, { id })
    expect(dig(list, 'rows.pageInfo.startCursor')).toBe(dig(list, 'rows.edges.0.cursor'))
    expect(dig(list, 'rows.pageInfo.endCursor')).toBe(dig(list, 'rows.edges.2.cursor'))
    const next = await operator.data(rows, { id, after: dig(list, 'rows.edges.0.cursor') })
    expect(dig(next, 'list.rows.nodes')).toEqual([{ fullName: 'Person 2' }, { fullName: 'Person 3' }])
  })

  it('a page continues after a deleted row and includes new rows', async () => {
    const id = await createFilledList(database, operator.userId, 'Moving', 3)
    const { list } = await operator.data(rows, { id, first: 2 })
    await database.prisma.listRow.deleteMany({ where: { listId: id, fullName: 'Person 2' } })
    await addPeople(database, operator.userId, id, [{ fullName: 'Late' }])
    const next = await operator.data(rows, { id, after: dig(list, 'rows.pageInfo.endCursor') })
    expect(dig(next, 'list.rows.nodes')).toEqual([{ fullName: 'Person 3' }, { fullName: 'Late' }])
  })

  it('a page of size 0 ends where it begins', async () => {
    const id = await createFilledList(database, operator.userId, 'Size 0', 3)
    const { list } = await operator.data(rows, { id, first: 1 })
    const after = dig(list, 'rows.pageInfo.endCursor')
    const none = await operator.data(rows, { id, first: 0, after })
    expect(dig(none, 'list.rows')).toMatchObject({ edges: [], pageInfo: { hasNextPage: true, endCursor: after } })
    const atStart = await operator.data(rows, { id, first: 0 })
    expect(dig(atStart, 'list.rows.pageInfo')).toMatchObject({ hasNextPage: true, endCursor: null })
    const end = await operator.data(rows, {
      id,
      first: 0,
      after: dig(await operator.data(rows, { id }), 'list.rows.pageInfo.endCursor'),
    })
    expect(dig(end, 'list.rows.pageInfo')).toMatchObject({ hasNextPage: false, endCursor: null })
  })

  it('a connection without items, or with a page size of 0, returns an empty page', async () => {
    const id = await createFilledList(database, operator.userId, 'Empty page', 1)
    const empty = { edges: [], nodes: [], pageInfo: expect.objectContaining({ startCursor: null, endCursor: null }) }
    expect(await operator.data(rows, { id, filter: { search: 'nobody' } })).toMatchObject({
      list: { rows: { totalCount: 0, ...empty } },
    })
    expect(await operator.data(rows, { id, first: 0 })).toMatchObject({
      list: { rows: { totalCount: 1, ...empty, pageInfo: { hasNextPage: true } } },
    })
  })

  it('a page holds 100 items by default and 500 at most', async () => {
    const id = await createFilledList(database, operator.userId, 'Big', 501)
    const byDefault = await operator.data(rows, { id })
    expect(dig(byDefault, 'list.rows.nodes')).toHaveLength(100)
    const most = await operator.data(rows, { id, first: 500 })
    expect(dig(most, 'list.rows.nodes')).toHaveLength(500)
    expect(dig(most, 'list.rows.pageInfo.hasNextPage')).toBe(true)
  })

  it.each([501, -1])('rejects a page size of %i', async (first) => {
    const id = await createFilledList(database, operator.userId, 'Refused', 1)
    const { errors } = await operator.run(rows, { id, first })
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.message).toContain('500')
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
  })

  it.each(['', 'x', 'AAAA', '0'.repeat(24), 'AAAAAAAAAAAAAAAAAAAAAAAA', "'; DROP TABLE lists; --"])(
    'rejects %j as a cursor',
    async (after) => {
      const id = await createFilledList(database, operator.userId, 'Cursor', 1)
      const { errors } = await operator.run(rows, { id, after })
      expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
    },
  )

  it('rejects a cursor of another list, search or connection', async () => {
    const id = await createFilledList(database, operator.userId, 'Mine', 2)
    const otherId = await createFilledList(database, operator.userId, 'Other', 2)
    const { list } = await operator.data(rows, { id, first: 1 })
    const after = dig(list, 'rows.pageInfo.endCursor')
    const foreign = [
      operator.run(rows, { id: otherId, after }),
      operator.run(rows, { id, after, filter: { search: 'Person' } }),
      operator.run('query ($after: String) { lists(after: $after) { totalCount } }', { after }),
    ]
    for (const { errors } of await Promise.all(foreign)) {
      expect(errors?.[0]?.message).toContain('another connection')
      expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
    }
  })

  it('counts and reads rows only when they are selected', async () => {
    const id = await createFilledList(database, operator.userId, 'Lazy', 2)
    const ask = (selection: string) =>
      operator.statements(() => operator.data(`query ($id: ID!) { list(id: $id) { rows { ${selection} } } }`, { id }))
    const counting = (statements: string[]) => statements.filter((statement) => statement.includes('count('))

    const counted = await ask('totalCount')
    expect(counting(counted)).toHaveLength(1)
    const read = await ask('nodes { id } edges { cursor } pageInfo { hasNextPage }')
    expect(counting(read)).toEqual([])
    expect(counted).toHaveLength(2)
    expect(read).toHaveLength(2)
  })

  it('returns the same field with different arguments under its aliases', async () => {
    const id = await createFilledList(database, operator.userId, 'Aliases', 3)
    const answer = await operator.data(
      `query ($id: ID!) { list(id: $id) {
        one: rows(first: 1) { nodes { fullName } }
        found: rows(filter: { search: "person 3" }) { totalCount nodes { id fullName company { name } } }
      } }`,
      { id },
    )
    expect(answer).toMatchObject({
      list: {
        one: { nodes: [{ fullName: 'Person 1' }] },
        found: { totalCount: 1, nodes: [{ fullName: 'Person 3', company: { name: 'Company of Aliases' } }] },
      },
    })
  })
})

describe('completing items at once', () => {
  const everything = `query ($id: ID!) { list(id: $id) {
    rows(first: 2) { totalCount pageInfo { endCursor } edges { cursor node { ...Row } } nodes { __typename ... on Node { id } } }
    companies { nodes { id name technologies specialties employeeCount custom { name value } addedAt enrichedAt source } }
  } }
  fragment Row on ListRow {
    id name: fullName email source addedAt updatedAt editedAt custom { name value } company { id domain technologies }
  }`
  const ofSeveral = '{ lists { nodes { name rows(first: 1) { nodes { fullName company { name } } } } } }'

  it.each([everything, ofSeveral])('returns what graphql-js returns', async (source) => {
    const reader = await createOperator(database)
    const id = await createFilledList(database, reader.userId, 'Employed', 1)
    await addPeople(database, reader.userId, id, [{ firstName: 'Ann', custom: { Size: 'L', Age: '40' } }, {}])
    await createFilledList(database, reader.userId, 'Other', 1)
    const context = () => ({ ...database, viewer: { userId: reader.userId, tokenId: 0, scopes: ['READ'] } })
    const args = { schema, document: parse(source), variableValues: { id } }
    const expected = await execute({ ...args, contextValue: context() })
    const { data, errors } = await executeWithItems({ ...args, contextValue: context() })
    expect(JSON.stringify({ errors, data })).toBe(JSON.stringify({ errors: undefined, data: expected.data }))
    const node = dig(data, 'list.rows.edges.0.node') ?? dig(data, 'lists.nodes.0.rows.nodes.0')
    // graphql-js gives its objects no prototype.
    expect(Object.getPrototypeOf(node)).toBe(Object.prototype)
  })
})

describe('the number of statements', () => {
  const overview = `{ lists { totalCount nodes {
    name
    rows(first: 5) { totalCount nodes { fullName company { name } } }
    companies { totalCount nodes { name technologies } }
  } } }`

  it('the number of statements is the same for one list and for twenty', async () => {
    const [few, many] = [await createOperator(database), await createOperator(database)]
    await createFilledList(database, few.userId, 'Only', 8)
    for (let number = 1; number <= 20; number++) {
      await createFilledList(database, many.userId, `List ${number}`, 8)
    }
    const forOne = await few.statements(() => few.data(overview))
    const forMany = await many.statements(() => many.data(overview))
    expect(forMany).toHaveLength(forOne.length)
    expect(forOne.length).toBeLessThanOrEqual(10)

    const { lists } = await many.data(overview)
    expect(dig(lists, 'nodes.0')).toEqual({
      name: 'List 20',
      rows: {
        totalCount: 8,
        nodes: [1, 2, 3, 4, 5].map((number) => ({
          fullName: `Person ${number}`,
          company: { name: 'Company of List 20' },
        })),
      },
      companies: { totalCount: 1, nodes: [{ name: 'Company of List 20', technologies: [] }] },
    })
  })

  it('the number of statements is the same for one row and for a hundred, including companies', async () => {
    const one = await createFilledList(database, operator.userId, 'One row', 1)
    const hundred = await createFilledList(database, operator.userId, 'Hundred rows', 100)
    const query = 'query ($id: ID!) { list(id: $id) { rows { nodes { email company { name } } } } }'
    const forOne = await operator.statements(() => operator.data(query, { id: one }))
    const forHundred = await operator.statements(() => operator.data(query, { id: hundred }))
    expect(forHundred).toHaveLength(forOne.length)
    expect(forHundred.filter((statement) => statement.includes('"company_rows"'))).toHaveLength(1)
  })

  it('unselected parts of a connection are not read', async () => {
    const id = await createFilledList(database, operator.userId, 'Narrow', 1)
    const sent = await operator.statements(() =>
      operator.data('query ($id: ID!) { list(id: $id) { rows { nodes { title } } } }', { id }),
    )
    const rowsRead = sent.filter((statement) => statement.includes('"list_rows"'))
    expect(rowsRead).toHaveLength(1)
    expect(rowsRead[0]).toContain('"title"')
    expect(rowsRead[0]).not.toContain('"custom"')
  })
})
