import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { matchingIds } from '../../src/db/text-search.ts'
import { indexSearch } from '../../src/lists/index-search.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { addPeople, createFilledList } from '../support/leads.ts'
import { createOperator, dig, type Operator } from '../support/operation.ts'

let database: Database
let operator: Operator

beforeAll(async () => {
  database = await createDatabase()
  operator = await createOperator(database)
})

const indexed = () => indexSearch(database.pool, new AbortController().signal, 3)

async function find(id: string, search: string): Promise<unknown> {
  const { list } = await operator.data(
    'query ($id: ID!, $search: String) { list(id: $id) { rows(filter: { search: $search }) { totalCount nodes { fullName } } } }',
    { id, search },
  )
  const nodes = dig(list, 'rows.nodes')
  const names = Array.isArray(nodes) ? nodes.map((node) => dig(node, 'fullName')) : []
  expect(dig(list, 'rows.totalCount')).toBe(names.length)
  return names
}

describe('a search', () => {
  it.each([
    ['part of a word', 'ielińs'],
    ['capitals with accents', 'ZIELIŃSKA'],
    ['two words', 'anna z'],
    ['two letters', 'zi'],
    ['an e-mail address', 'anna.z@firm.example'],
    ['a pattern', 'an%_a'],
    ['Cyrillic', 'КОВАЛ'],
    ['what none has', 'nobody at all'],
  ])('by %s finds the same people before and after they are indexed', async (_, search) => {
    const id = await createFilledList(database, operator.userId, 'Search', 4)
    await addPeople(database, operator.userId, id, [
      { fullName: 'Anna Zielińska', email: 'anna.z@firm.example' },
      { fullName: 'an%_a' },
      { fullName: 'Олена Коваленко', title: 'Anna’s boss' },
    ])
    const before = await find(id, search)
    await indexed()
    expect(await find(id, search)).toEqual(before)
  })

  it('finds people that are added, changed or deleted after the others were indexed', async () => {
    const id = await createFilledList(database, operator.userId, 'Changing', 4)
    await addPeople(database, operator.userId, id, [{ fullName: 'Quentin Ashworth' }, { fullName: 'Xenia Ashworth' }])
    await indexed()
    await addPeople(database, operator.userId, id, [{ fullName: 'Yusuf Ashworth' }])
    expect(await find(id, 'ashworth')).toEqual(['Quentin Ashworth', 'Xenia Ashworth', 'Yusuf Ashworth'])
    const where = { listId: id, fullName: 'Quentin Ashworth' }
    await database.prisma.listRow.updateMany({ where, data: { fullName: 'Quentin Brennan' } })
    await database.prisma.listRow.deleteMany({ where: { listId: id, fullName: 'Xenia Ashworth' } })
    expect(await find(id, 'ashworth')).toEqual(['Yusuf Ashworth'])
    expect(await find(id, 'brennan')).toEqual(['Quentin Brennan'])
    const { rows } = await database.pool.query(`SELECT FROM search_people WHERE text LIKE '%xenia%'`)
    expect(rows).toEqual([])
  })

  it('leaves out the people of other lists, and of other users', async () => {
    const other = await createOperator(database)
    const [mine, second, foreign] = [
      await createFilledList(database, operator.userId, 'Mine', 1),
      await createFilledList(database, operator.userId, 'Second', 1),
      await createFilledList(database, other.userId, 'Foreign', 1),
    ]
    for (const [owner, id] of [
      [operator.userId, mine],
      [operator.userId, second],
      [other.userId, foreign],
    ] as const) {
      await addPeople(database, owner, id, [{ fullName: `Thorvaldsen of ${id}` }])
    }
    await indexed()
    expect(await find(mine, 'thorvaldsen')).toEqual([`Thorvaldsen of ${mine}`])
    const { leads } = await operator.data('{ leads(filter: { search: "thorvaldsen" }) { nodes { fullName } } }')
    expect(dig(leads, 'nodes')).toEqual([mine, second].map((id) => ({ fullName: `Thorvaldsen of ${id}` })))
  })

  it('finds companies by their domain once they are indexed', async () => {
    const id = await createFilledList(database, operator.userId, 'Employer', 1)
    await database.prisma.companyRow.updateMany({ where: { listId: id }, data: { domain: 'rookhope.example' } })
    await indexed()
    const query = `query ($id: ID!) { list(id: $id) { companies(filter: { search: "ROOKHOPE" }) { totalCount nodes { name } } } }`
    const { list } = await operator.data(query, { id })
    expect(dig(list, 'companies')).toEqual({ totalCount: 1, nodes: [{ name: 'Company of Employer' }] })
  })
})

describe('the plan of a search among 30,000 people', () => {
  let big: string

  beforeAll(async () => {
    big = randomUUID()
    await database.pool.query(`INSERT INTO lists (id, owner_id, name) VALUES ($1, $2, 'Big')`, [big, operator.userId])
    await database.pool.query(
      `INSERT INTO list_rows (owner_id, list_id, source, full_name, email, title, held)
       SELECT $2, $1, 'CSV', 'Person ' || md5(n::text), n || '@firm' || n % 500 || '.example', 'Head of Sales', 0 FROM generate_series(1, 30000) n`,
      [big, operator.userId],
    )
    await indexSearch(database.pool, new AbortController().signal)
  })

  it.each(['29999@firm', 'nobody at all'])('reads %j from the trigram index', async (search) => {
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${matchingIds('people')} LIMIT 2001`
        .replace('$1', String(operator.userId))
        .replace('$2', `'%${search}%'`),
    )
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('search_people_text')
  })

  it('reads a page of a rare word by the ids of its rows, and one of a common word in order', async () => {
    const read = (search: string) => operator.statements(() => find(big, search))
    const isById = (statement: string) => statement.includes('UNION ALL')
    expect((await read('29999@firm')).filter(isById)).toHaveLength(2)
    expect(
      (
        await operator.statements(() =>
          operator.data(
            'query ($id: ID!) { list(id: $id) { rows(first: 1, filter: { search: "sales" }) { nodes { id } } } }',
            { id: big },
          ),
        )
      ).filter(isById),
    ).toEqual([])
  })
})
