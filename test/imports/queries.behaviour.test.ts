import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { transaction } from '../../src/db/client.ts'
import type { ImportStatus, Verdict } from '../../src/db/generated/enums.ts'
import { deleteList } from '../../src/lists/delete.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { addCompany, addPeople, createFilledList } from '../support/leads.ts'
import { createOperator, dig, type Operator } from '../support/operation.ts'

let database: Database
let operator: Operator

beforeAll(async () => {
  database = await createDatabase()
  operator = await createOperator(database)
})

const verdicts = ['MERGED', 'CROSS_LIST', 'BLOCKED', 'INVALID'] as const satisfies Verdict[]

/** A run as an import would leave it, each outcome with all that it can refer to. */
async function addRun(
  ownerId: number,
  { status = 'COMPLETED', outcomes = 0 }: { status?: ImportStatus; outcomes?: number } = {},
): Promise<{ id: string; listId: string }> {
  const { prisma } = database
  const id = randomUUID()
  const listId = await createFilledList(database, ownerId, `List of ${id}`, 1)
  const blocked = { id: randomUUID(), ownerId, name: `Blocked by ${id}`, nameKey: `blocked by ${id}` }
  await prisma.blockedCompany.create({ data: blocked })
  const companyIds = await Promise.all(
    Array.from({ length: outcomes }, (_, at) => addCompany(database, ownerId, listId, { name: `Company ${at + 1}` })),
  )
  const people = companyIds.map((companyId, at) => ({ fullName: `Known ${at + 1}`, companyId }))
  const rowIds = await addPeople(database, ownerId, listId, people)
  const runId = id
  await prisma.companyRow.updateMany({ where: { ownerId, listId }, data: { runId } })
  await prisma.listRow.updateMany({ where: { ownerId, listId }, data: { runId } })
  const isOver = ['COMPLETED', 'FAILED', 'CANCELLED'].includes(status)
  await prisma.importRun.createMany({
    data: {
      ...{ id, ownerId, listId, targetListId: listId, kind: 'CSV', dataType: 'PEOPLE', status, reserved: 0 },
      ...{ skipExistingCustomers: true, mutation: 'createListWithImport', total: outcomes, merged: outcomes },
      finishedAt: isOver ? new Date() : null,
    },
  })
  await prisma.importOutcome.createMany({
    data: rowIds.map((rowId, at) => ({
      ...{
        ownerId,
        runId: id,
        rowNumber: at + 1,
        reasonCode: 'SAME_NAME',
        reason: 'Known.',
        cells: [`${at + 1}`],
        rowId,
        listId,
      },
      ...{ verdict: verdicts[at % verdicts.length] ?? 'MERGED', companyId: companyIds[at] ?? null },
      blockedCompanyId: blocked.id,
    })),
  })
  return { id, listId }
}

const nodesAt = (data: unknown, path: string): unknown[] => {
  const nodes = dig(data, path)
  return Array.isArray(nodes) ? nodes : []
}

describe('the number of statements is the same for 2 and for 20 parents', () => {
  let few: Operator
  let many: Operator
  beforeAll(async () => {
    few = await createOperator(database)
    many = await createOperator(database)
    for (let run = 0; run < 2; run++) await addRun(few.userId, { outcomes: 2 })
    for (let run = 0; run < 20; run++) await addRun(many.userId, { outcomes: 8 })
  })

  it.each([
    [
      'runs with their lists',
      4,
      '{ importRuns { totalCount nodes { id status counts { processed } list { name } } } }',
    ],
    [
      'runs with their outcomes',
      6,
      '{ importRuns { nodes { columns outcomeReasons { code count } outcomes { totalCount nodes { rowNumber cells } } } } }',
    ],
    [
      'runs whose outcomes show row, company, list and block list entry',
      10,
      `{ importRuns { nodes { outcomes { nodes {
        row { fullName company { name } } company { name } list { name rows { totalCount } } blockedCompany { name }
      } } } } }`,
    ],
    [
      'lists with their runs and what those say',
      // Filtered outcomes are read within two transactions with a timeout: three statements each.
      18,
      `{ lists { totalCount nodes { name importRuns { totalCount nodes {
        id list { name } outcomes(verdicts: [MERGED]) { totalCount nodes { verdict row { fullName } company { name } } }
      } } } } }`,
    ],
    [
      'lists with their people, companies and the runs that added them',
      10,
      '{ lists { nodes { rows { nodes { fullName updatedAt run { kind } company { name run { kind } } } } companies { nodes { run { kind } } } } } }',
    ],
    [
      'people and companies with the rows that were merged into them',
      // Two connections that are read within transactions with a timeout: three statements each, for nodes and for counts.
      24,
      `{ lists { nodes { rows { nodes { mergedRows { totalCount nodes { rowNumber run { kind } } } } }
        companies { nodes { mergedRows { totalCount nodes { rowNumber run { kind } } } } } } } }`,
    ],
    [
      'runs with their lists, and the runs of those',
      7,
      '{ importRuns { nodes { list { name importRuns { totalCount nodes { id list { name } } } } } } }',
    ],
  ])('the number of statements is the same for 2 and 20 parents of %s', async (_what, most, query) => {
    const forFew = await few.statements(() => few.data(query))
    const forMany = await many.statements(() => many.data(query))
    expect(forMany).toHaveLength(forFew.length)
    expect(forFew.length).toBeLessThanOrEqual(most)
    expect(JSON.stringify(await many.data(query))).not.toContain(':null')
  })

  it('the number of statements is the same for 2 and 20 outcomes, whatever they refer to', async () => {
    const query = `query ($id: ID!) { importRun(id: $id) { outcomes(first: 500) { nodes {
      rowNumber row { fullName } company { name } list { name } blockedCompany { name }
    } } } }`
    const { id: short } = await addRun(operator.userId, { outcomes: 2 })
    const { id: long } = await addRun(operator.userId, { outcomes: 150 })
    const forShort = await operator.statements(() => operator.data(query, { id: short }))
    const forLong = await operator.statements(() => operator.data(query, { id: long }))
    expect(forLong).toHaveLength(forShort.length)
    const nodes = nodesAt(await operator.data(query, { id: long }), 'importRun.outcomes.nodes')
    expect(nodes).toHaveLength(150)
    expect(nodes[149]).toEqual({
      rowNumber: 150,
      row: { fullName: 'Known 150' },
      company: { name: 'Company 150' },
      list: { name: `List of ${long}` },
      blockedCompany: { name: `Blocked by ${long}` },
    })
  })
})

describe('what an outcome refers to', () => {
  it('a deleted object that an outcome refers to is null, and the outcome stays', async () => {
    const { id, listId } = await addRun(operator.userId, { outcomes: 1 })
    await transaction(database.pool, (client) => deleteList(client, operator.userId, listId))
    await database.prisma.blockedCompany.deleteMany({ where: { name: `Blocked by ${id}` } })
    const query = `query ($id: ID!) { importRun(id: $id) { list { name } outcomes { nodes {
      cells row { fullName } company { name } list { name } blockedCompany { name }
    } } } }`
    expect(await operator.data(query, { id })).toEqual({
      importRun: {
        list: null,
        outcomes: { nodes: [{ cells: ['1'], row: null, company: null, list: null, blockedCompany: null }] },
      },
    })
  })
})

/** Reads a connection page by page, and answers its nodes with how many there are said to be. */
async function walk(
  viewer: Operator,
  query: string,
  path: string,
  variables: object,
): Promise<{ pages: number; nodes: unknown[]; totals: Set<unknown> }> {
  const nodes: unknown[] = []
  const totals = new Set<unknown>()
  let after: unknown = null
  let pages = 0
  do {
    const connection = dig(await viewer.data(query, { ...variables, after }), path)
    nodes.push(...nodesAt(connection, 'nodes'))
    totals.add(dig(connection, 'totalCount'))
    pages += 1
    after = dig(connection, 'pageInfo.hasNextPage') ? dig(connection, 'pageInfo.endCursor') : null
  } while (after !== null)
  return { pages, nodes, totals }
}

const page = 'totalCount pageInfo { hasNextPage endCursor }'

describe('importRuns', () => {
  const query = `query ($status: [ImportStatus!], $first: Int, $after: String) {
    importRuns(filter: { statuses: $status }, first: $first, after: $after) { nodes { id } ${page} }
  }`
  let viewer: Operator
  /** Newest first. */
  let runs: { id: string; status: ImportStatus }[]
  beforeAll(async () => {
    viewer = await createOperator(database)
    runs = []
    const statuses = ['COMPLETED', 'QUEUED', 'COMPLETED', 'CANCELLED', 'COMPLETED', 'FAILED', 'COMPLETED'] as const
    for (const status of statuses) runs.unshift({ id: (await addRun(viewer.userId, { status })).id, status })
    await addRun(operator.userId)
  })

  it.each<[status: ImportStatus[] | null, first: number, pages: number]>([
    [null, 3, 3],
    [['COMPLETED'], 2, 2],
    [['COMPLETED', 'FAILED', 'QUEUED'], 2, 3],
    [['PAUSED'], 2, 1],
    [[], 2, 1],
  ])('importRuns of status %j returns each run of the viewer once, newest first', async (status, first, pages) => {
    const meant = runs.filter((run) => status === null || status.includes(run.status)).map(({ id }) => ({ id }))
    expect(await walk(viewer, query, 'importRuns', { status, first })).toEqual({
      pages,
      nodes: meant,
      totals: new Set([meant.length]),
    })
  })

  it('importRuns continues after the same run when newer ones were added', async () => {
    const before = await viewer.data(query, { first: 3 })
    const { id } = await addRun(viewer.userId)
    const next = await viewer.data(query, { first: 3, after: dig(before, 'importRuns.pageInfo.endCursor') })
    expect(nodesAt(next, 'importRuns.nodes')).toEqual(runs.slice(3, 6).map((run) => ({ id: run.id })))
    await database.prisma.importRun.deleteMany({ where: { id } })
  })

  it('importRuns rejects the cursor of another status and of another user', async () => {
    const answer = await viewer.data(query, { first: 1, status: ['COMPLETED'] })
    const after = dig(answer, 'importRuns.pageInfo.endCursor')
    const refused = [
      viewer.run(query, { after }),
      viewer.run(query, { after, status: ['COMPLETED', 'FAILED'] }),
      operator.run(query, { after, status: ['COMPLETED'] }),
    ]
    for (const { errors } of await Promise.all(refused)) {
      expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT' }])
    }
  })
})

describe('outcomes', () => {
  const query = `query ($id: ID!, $verdicts: [Verdict!], $first: Int, $after: String) {
    importRun(id: $id) { outcomes(verdicts: $verdicts, first: $first, after: $after) { nodes { rowNumber verdict } ${page} } }
  }`
  let id: string
  beforeAll(async () => {
    id = (await addRun(operator.userId, { outcomes: 11 })).id
  })

  it.each<[wanted: Verdict[] | null, first: number, pages: number]>([
    [null, 4, 3],
    [['MERGED'], 1, 3],
    [['BLOCKED', 'CROSS_LIST'], 2, 3],
    [['UNAFFORDABLE', 'IMPORTED'], 2, 1],
    [[], 2, 1],
  ])('outcomes of verdict %j returns each once, in file order', async (wanted, first, pages) => {
    const all = Array.from({ length: 11 }, (_, at) => ({ rowNumber: at + 1, verdict: verdicts[at % 4] ?? 'MERGED' }))
    const meant = all.filter(({ verdict }) => wanted === null || wanted.includes(verdict))
    expect(await walk(operator, query, 'importRun.outcomes', { id, verdicts: wanted, first })).toEqual({
      pages,
      nodes: meant,
      totals: new Set([meant.length]),
    })
  })

  it('outcomes rejects the cursor of another filter and of another run', async () => {
    const { id: other } = await addRun(operator.userId, { outcomes: 2 })
    const answer = await operator.data(query, { id, first: 1, verdicts: ['MERGED'] })
    const after = dig(answer, 'importRun.outcomes.pageInfo.endCursor')
    const refused = [
      operator.run(query, { id, after }),
      operator.run(query, { id, after, verdicts: ['BLOCKED'] }),
      operator.run(query, { id: other, after, verdicts: ['MERGED'] }),
    ]
    for (const { errors } of await Promise.all(refused)) {
      expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT' }])
    }
  })
})
