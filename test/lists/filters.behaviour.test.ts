import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { companyIds, rowIds } from '../../src/db/ids.ts'
import { createList } from '../../src/lists/create.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { createOperator, dig, type Operator } from '../support/operation.ts'

let database: Database
let operator: Operator
let listId: string
const ids: Record<'rows' | 'companies', string[]> = { rows: [], companies: [] }
const runId = randomUUID()

beforeAll(async () => {
  database = await createDatabase()
  operator = await createOperator(database)
  listId = await createList(database.pool, operator.userId, 'Filtered')
  const [csv, salesNav] = [{ source: 'CSV' as const }, { source: 'SALES_NAV' as const }]
  const own = { ownerId: operator.userId, listId, held: 0 }
  await database.prisma.listRow.createMany({
    data: [
      { ...own, ...csv, fullName: 'Ada', title: 'CTO', email: 'ada@acme.example', country: 'US', runId },
      { ...own, ...salesNav, firstName: 'Bea', lastName: 'Byron', country: 'Australia', phone: '+1 2' },
      { ...own, ...csv, fullName: 'Cora 100%', companyName: 'Acme', companyDomain: 'acme.example' },
      { ...own, ...csv, email: 'd@x.example', salesNavUrl: 'https://www.linkedin.com/sales/lead/1' },
      { ...own, ...csv, fullName: 'Eve', city: 'Bonn', custom: { Score: 'A1', 'a"b': '' } },
    ].map((row, at) => ({ ...row, addedAt: new Date(Date.UTC(2026, 0, at + 1)) })),
  })
  const company = { ownerId: operator.userId, listId, importedAsLead: false }
  await database.prisma.companyRow.createMany({
    data: [
      { ...company, ...csv, name: 'Acme', domain: 'acme.example', industry: 'Anvils', runId },
      { ...company, ...salesNav, name: 'Globex', country: 'US', city: 'Reno', enrichedAt: new Date() },
      { ...company, ...csv, linkedinUrl: 'https://www.linkedin.com/company/x', custom: { Score: 'B' } },
    ].map((row, at) => ({ ...row, addedAt: new Date(Date.UTC(2026, 0, at + 1)) })),
  })
  const stored = { where: { listId }, orderBy: { id: 'asc' }, select: { id: true } } as const
  ids.rows = (await database.prisma.listRow.findMany(stored)).map(({ id }) => rowIds.encode(id))
  ids.companies = (await database.prisma.companyRow.findMany(stored)).map(({ id }) => companyIds.encode(id))
})

/** Returns the numbers of the items that the filter selects, as they were added. */
async function select(field: 'rows' | 'companies', filter: object): Promise<number[]> {
  const type = field === 'rows' ? 'RowFilter' : 'CompanyFilter'
  const query = `query ($listId: ID!, $filter: ${type}) {
    list(id: $listId) { ${field}(filter: $filter) { totalCount nodes { addedAt } } }
  }`
  const answer = dig(await operator.data(query, { listId, filter }), `list.${field}`)
  const nodes = dig(answer, 'nodes')
  const found = Array.isArray(nodes) ? nodes.map((node) => new Date(String(dig(node, 'addedAt'))).getUTCDate()) : []
  expect(dig(answer, 'totalCount')).toBe(found.length)
  return found
}

describe('a filter of people', () => {
  it.each<[object, number[]]>([
    [{}, [1, 2, 3, 4, 5]],
    [{ name: { contains: 'a b' } }, [2]],
    [{ name: { equals: ' bea byron ' } }, [2]],
    [{ name: { contains: '0%' } }, [3]],
    [{ name: { contains: '' } }, [1, 2, 3, 5]],
    [{ name: { contains: 'a', equals: 'ada' } }, [1]],
    [{ title: { equals: 'cto' } }, [1]],
    [{ title: { equals: 'ct' } }, []],
    [{ company: { contains: 'ACM' } }, [3]],
    [{ domain: { equals: 'acme.example' } }, [3]],
    [{ email: { contains: '@acme' } }, [1]],
    [{ city: { equals: 'BONN' } }, [5]],
    [{ country: { equals: 'us' } }, [1]],
    [{ country: { contains: 'us' } }, [1, 2]],
    [{ hasEmail: true }, [1, 4]],
    [{ hasEmail: false }, [2, 3, 5]],
    [{ hasPhone: true }, [2]],
    [{ hasLinkedin: true }, [4]],
    [{ hasLinkedin: false }, [1, 2, 3, 5]],
    [{ sources: ['SALES_NAV'] }, [2]],
    [{ sources: [] }, []],
    [{ runId }, [1]],
    [{ runId: runId.toUpperCase() }, [1]],
    [{ runId: randomUUID() }, []],
    [{ runId: 'nonsense' }, []],
    [{ addedFrom: '2026-01-04T00:00:00.000Z' }, [4, 5]],
    [{ addedFrom: '2026-01-02T00:00:00.000Z', addedBefore: '2026-01-04T00:00:00.000Z' }, [2, 3]],
    [{ custom: [{ name: 'Score' }] }, [5]],
    [{ custom: [{ name: 'Score', value: { equals: 'a1' } }] }, [5]],
    [{ custom: [{ name: 'Score', value: { contains: '2' } }] }, []],
    [{ custom: [{ name: 'Score' }, { name: 'a"b' }] }, [5]],
    [{ custom: [] }, [1, 2, 3, 4, 5]],
    [{ search: 'bea byron' }, [2]],
    [{ search: 'acme', hasEmail: true }, [1]],
    [{ search: ' ', name: null, hasEmail: null, sources: null, custom: null }, [1, 2, 3, 4, 5]],
  ])('%j', async (filter, expected) => {
    expect(await select('rows', filter)).toEqual(expected)
  })
})

describe('a filter of companies', () => {
  it.each<[object, number[]]>([
    [{}, [1, 2, 3]],
    [{ search: 'acme.ex' }, [1]],
    [{ name: { equals: 'acme' } }, [1]],
    [{ domain: { contains: 'example' } }, [1]],
    [{ industry: { contains: 'anvil' } }, [1]],
    [{ city: { equals: 'reno' } }, [2]],
    [{ country: { equals: 'us' } }, [2]],
    [{ hasDomain: false }, [2, 3]],
    [{ hasLinkedin: true }, [3]],
    [{ isEnriched: true }, [2]],
    [{ isEnriched: false }, [1, 3]],
    [{ sources: ['CSV'] }, [1, 3]],
    [{ runId }, [1]],
    [{ addedFrom: '2026-01-02T00:00:00.000Z', addedBefore: '2026-01-03T00:00:00.000Z' }, [2]],
    [{ custom: [{ name: 'Score', value: { equals: 'b' } }] }, [3]],
  ])('%j', async (filter, expected) => {
    expect(await select('companies', filter)).toEqual(expected)
  })
})

it('a filter selects the rows that it names by their ids, and no others', async () => {
  const { rows, companies } = ids
  expect(await select('rows', { ids: [rows[3], rows[0], rows[3], companies[0], '1', 'row_0'] })).toEqual([1, 4])
  expect(await select('rows', { ids: rows, hasEmail: true })).toEqual([1, 4])
  expect(await select('rows', { ids: rows, search: 'acme' })).toEqual([1, 3])
  expect(await select('rows', { ids: [] })).toEqual([])
  expect(await select('rows', { ids: null })).toEqual([1, 2, 3, 4, 5])
  expect(await select('companies', { ids: [companies[1], rows[0]] })).toEqual([2])
})

it('a filter selects no rows of other lists or of other users by their ids', async () => {
  const other = await createList(database.pool, operator.userId, 'Other')
  const leads = (who: Operator) =>
    who.data('query ($ids: [ID!]) { leads(filter: { ids: $ids }) { totalCount } }', { ids: ids.rows })
  const query = 'query ($listId: ID!, $ids: [ID!]) { list(id: $listId) { rows(filter: { ids: $ids }) { totalCount } } }'
  const inOther = await operator.data(query, { listId: other, ids: ids.rows })
  expect(dig(inOther, 'list.rows.totalCount')).toBe(0)
  expect(await leads(await createOperator(database))).toEqual({ leads: { totalCount: 0 } })
})

const long = 'x'.repeat(1_001)

it.each<object>([
  { search: long },
  { name: { equals: long } },
  { custom: [{ name: 'Score', value: { contains: long } }] },
  { custom: Array.from({ length: 21 }, () => ({ name: 'Score' })) },
  { ids: Array.from({ length: 1_001 }, (_, at) => rowIds.encode(at + 1)) },
])('a filter that would keep the database busy is refused: %#', async (filter) => {
  const query =
    'query ($listId: ID!, $filter: RowFilter) { list(id: $listId) { rows(filter: $filter) { totalCount } } }'
  const { errors } = await operator.run(query, { listId, filter })
  expect(errors?.[0]?.originalError).toMatchObject({ code: 'INVALID_INPUT', field: 'filter' })
})
