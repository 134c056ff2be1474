import { beforeAll, describe, expect, it } from 'vitest'
import { createList } from '../../src/lists/create.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { createFilledList } from '../support/leads.ts'
import { createOperator, dig, type Operator } from '../support/operation.ts'

let database: Database
let operator: Operator
let listId: string

beforeAll(async () => {
  database = await createDatabase()
  operator = await createOperator(database)
  listId = await createList(database.pool, operator.userId, 'Sorted')
  const own = { ownerId: operator.userId, listId, source: 'CSV' as const }
  await database.prisma.listRow.createMany({
    data: [
      { title: 'b', nameKey: 'cora', companyName: 'Zeta', country: 'US' },
      { title: 'A', companyName: 'acme', country: 'france' },
      { nameKey: 'ada', country: 'US' },
      { title: 'a', nameKey: 'bea', companyName: 'Acme', country: 'US' },
      { title: 'C', nameKey: 'ada' },
    ].map((row, at) => ({ ...own, ...row, held: 0, headline: `${at + 1}` })),
  })
  await database.prisma.companyRow.createMany({
    data: [
      { nameKey: 'b', domain: 'z.example', employeeCount: 10 },
      { nameKey: 'a', industry: 'Wine', employeeCount: 9 },
      { domain: 'Y.example', industry: 'beer', country: 'US' },
    ].map((row, at) => ({ ...own, ...row, importedAsLead: false, description: `${at + 1}` })),
  })
})

/** Reads all pages of two in both directions, and returns the numbers of the items in order. */
async function walk(field: 'rows' | 'companies', order: string, direction: string): Promise<string> {
  const label = field === 'rows' ? 'headline' : 'description'
  const read = async (args: string) => {
    const sorted = `orderBy: { field: ${order}, direction: ${direction} }`
    const { list } = await operator.data(
      `query ($id: ID!) { list(id: $id) { page: ${field}(${args} ${sorted}) {
        nodes { ${label} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      } } }`,
      { id: listId },
    )
    const nodes = dig(list, 'page.nodes')
    const labels = Array.isArray(nodes) ? nodes.map((node) => String(dig(node, label))) : []
    return { labels, pageInfo: dig(list, 'page.pageInfo') }
  }
  const forwards: string[] = []
  for (let after = ''; ; ) {
    const { labels, pageInfo } = await read(`first: 2 ${after}`)
    forwards.push(...labels)
    if (!dig(pageInfo, 'hasNextPage')) break
    after = `after: "${dig(pageInfo, 'endCursor')}"`
  }
  const backwards: string[] = []
  for (let before = ''; ; ) {
    const { labels, pageInfo } = await read(`last: 2 ${before}`)
    backwards.unshift(...labels)
    if (!dig(pageInfo, 'hasPreviousPage')) break
    before = `before: "${dig(pageInfo, 'startCursor')}"`
  }
  expect(backwards).toEqual(forwards)
  for (const [at, label] of forwards.entries()) {
    expect((await read(`first: 1 offset: ${at}`)).labels).toEqual([label])
  }
  return forwards.join('')
}

describe('an order', () => {
  it.each([
    ['rows', 'ADDED', '12345', '54321'],
    ['rows', 'NAME', '35412', '14532'],
    ['rows', 'TITLE', '24153', '51423'],
    ['rows', 'COMPANY', '24135', '14253'],
    ['rows', 'COUNTRY', '21345', '43125'],
    ['companies', 'ADDED', '123', '321'],
    ['companies', 'NAME', '213', '123'],
    ['companies', 'DOMAIN', '312', '132'],
    ['companies', 'INDUSTRY', '321', '231'],
    ['companies', 'COUNTRY', '312', '321'],
    ['companies', 'EMPLOYEES', '213', '123'],
  ] as const)('%s by %s, without a value last', async (field, order, ascending, descending) => {
    expect(await walk(field, order, 'ASC')).toBe(ascending)
    expect(await walk(field, order, 'DESC')).toBe(descending)
  })

  it('continues after a row that was deleted, and among rows that begin with the same text', async () => {
    const id = await createFilledList(database, operator.userId, 'Long', 4)
    await database.prisma.listRow.updateMany({ where: { listId: id }, data: { title: `'"ä${'x'.repeat(300)}` } })
    const read = async (args: string) => {
      const { list } = await operator.data(
        `query ($id: ID!) { list(id: $id) { rows(${args} orderBy: { field: TITLE }) {
          nodes { fullName } pageInfo { endCursor }
        } } }`,
        { id },
      )
      return dig(list, 'rows')
    }
    const cursor = String(dig(await read('first: 2'), 'pageInfo.endCursor'))
    expect(cursor.length).toBeLessThan(300)
    await database.prisma.listRow.deleteMany({ where: { listId: id, fullName: 'Person 2' } })
    const rest = [{ fullName: 'Person 3' }, { fullName: 'Person 4' }]
    expect(await read(`after: "${cursor}"`)).toMatchObject({ nodes: rest })
  })

  it.each([
    ['another order', 'orderBy: { field: COMPANY }'],
    ['another direction', 'orderBy: { field: TITLE, direction: DESC }'],
    ['no order', ''],
  ])('rejects a cursor of %s', async (_title, sorted) => {
    const query = (args: string) =>
      `query ($id: ID!) { list(id: $id) { rows(first: 1 ${args}) { pageInfo { endCursor } } } }`
    const { list } = await operator.data(query('orderBy: { field: TITLE }'), { id: listId })
    const after = dig(list, 'rows.pageInfo.endCursor')
    const { errors } = await operator.run(query(`after: "${after}" ${sorted}`), { id: listId })
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
  })

  it.each(['00', '01ff', '0100', '02', ''])('rejects a cursor that ends with the bytes %s', async (end) => {
    const query = `query ($id: ID!, $after: String) { list(id: $id) { rows(after: $after, first: 1, orderBy: { field: TITLE }) {
      pageInfo { endCursor }
    } } }`
    const { list } = await operator.data(query, { id: listId })
    const bytes = Buffer.from(String(dig(list, 'rows.pageInfo.endCursor')), 'base64url').subarray(0, 18)
    const after = Buffer.concat([bytes, Buffer.from(end, 'hex'), Buffer.from(end === '00' ? 'x' : '')]).toString(
      'base64url',
    )
    const { errors } = await operator.run(query, { id: listId, after })
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
  })
})

describe('lists', () => {
  it('are filtered and sorted by name', async () => {
    const viewer = await createOperator(database)
    for (const name of ['b', 'A', 'Ab']) await createList(database.pool, viewer.userId, name)
    const read = async (args: string) => {
      const nodes = dig(await viewer.data(`{ lists${args} { totalCount nodes { name } } }`), 'lists.nodes')
      return Array.isArray(nodes) ? nodes.map((node) => dig(node, 'name')).join(' ') : ''
    }
    expect(await read('')).toBe('Ab A b')
    expect(await read('(orderBy: { field: CREATED })')).toBe('b A Ab')
    expect(await read('(orderBy: { field: NAME })')).toBe('A Ab b')
    expect(await read('(orderBy: { field: NAME, direction: DESC })')).toBe('b Ab A')
    expect(await read('(filter: { name: { contains: "B" } })')).toBe('Ab b')
    expect(await read('(filter: { name: { equals: "B" } }, orderBy: { field: NAME })')).toBe('b')
    expect(await read('(filter: {})')).toBe('Ab A b')
  })
})

describe('leads', () => {
  it('reads the people of all lists of the viewer', async () => {
    const [viewer, other] = [await createOperator(database), await createOperator(database)]
    const first = await createFilledList(database, viewer.userId, 'First', 2)
    await createFilledList(database, other.userId, 'Theirs', 2)
    await createFilledList(database, viewer.userId, 'Second', 1)
    await database.prisma.listRow.updateMany({ where: { listId: first, fullName: 'Person 2' }, data: { title: 'CTO' } })
    const read = async (args: string) =>
      dig(await viewer.data(`{ leads${args} { totalCount nodes { fullName title } } }`), 'leads')
    const [one, two] = [
      { fullName: 'Person 1', title: null },
      { fullName: 'Person 2', title: 'CTO' },
    ]
    expect(await read('')).toEqual({ totalCount: 3, nodes: [one, two, one] })
    expect(await read('(filter: { title: { equals: "cto" } })')).toEqual({ totalCount: 1, nodes: [two] })
    expect(await read('(first: 1, orderBy: { field: TITLE })')).toEqual({ totalCount: 3, nodes: [two] })
    expect(await read('(last: 1)')).toEqual({ totalCount: 3, nodes: [one] })
  })

  it('reads them and their companies in as many statements as for one', async () => {
    const [few, many] = [await createOperator(database), await createOperator(database)]
    await createFilledList(database, few.userId, 'Only', 1)
    for (let number = 1; number <= 5; number++) await createFilledList(database, many.userId, `List ${number}`, 20)
    const query = `{ leads(filter: { custom: [] }, orderBy: { field: NAME }) {
      totalCount nodes { fullName company { name } }
    } }`
    const forFew = await few.statements(() => few.data(query))
    expect(await many.statements(() => many.data(query))).toHaveLength(forFew.length)
  })
})

describe('a filter by a custom field', () => {
  it.each([
    ['rows(filter: { custom: [{ name: "Score" }, { name: "Nope" }] }) { totalCount }'],
    ['rows(filter: { custom: [{ name: "Nope" }] }) { nodes { id } }'],
    ['companies(filter: { custom: [{ name: "Nope" }] }) { nodes { id } }'],
  ])('rejects one that no row of the list has: %s', async (field) => {
    const id = await createFilledList(database, operator.userId, 'Custom', 1)
    const other = await createFilledList(database, operator.userId, 'Other', 1)
    await database.prisma.listRow.updateMany({ where: { listId: id }, data: { custom: { Score: '1' } } })
    await database.prisma.listRow.updateMany({ where: { listId: other }, data: { custom: { Nope: '1' } } })
    const { errors } = await operator.run(`query ($id: ID!) { list(id: $id) { ${field} } }`, { id })
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
    expect(errors?.[0]?.message).toContain('“Nope”')
    const found = 'leads(filter: { custom: [{ name: "Score" }, { name: "Nope" }] }) { totalCount }'
    expect(await operator.data(`{ ${found} }`)).toEqual({ leads: { totalCount: 0 } })
  })
})
