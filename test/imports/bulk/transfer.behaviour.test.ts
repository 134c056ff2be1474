import { describe, expect, it } from 'vitest'
import { indexSearch } from '../../../src/lists/index-search.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { idsIn, mutate } from '../../support/edits.ts'
import { createImporter, type Importer } from '../../support/imports.ts'
import { countWaiting, creditsOf, holdPages, isOver, readRun } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

const app = await startTestApp({ pageSize: 2 })

const people = `fullName,email,title,phone,companyName,companyDomain,company.industry,Region
Ann,ann@acme.example,Boss,,Acme,acme.example,Rockets,EU
Bob,bob@acme.example,,,Acme,acme.example,,EU
Cid,cid@globex.example,,,Globex,globex.example,,US
Dan,dan@solo.example,,,,,,
Eve,,,12345678,,,,US
`
const there = `fullName,email,title,companyName,companyDomain
Bob B,bob@acme.example,Engineer,Acme,acme.example
Zoe,zoe@zoo.example,,,
`
const regions = { personMapping: { custom: [{ column: 'Region', name: 'Region' }] } }

async function setUp(on: TestApp = app) {
  const importer = await createImporter(on)
  const header = (people.split('\n')[0] ?? '').split(',').filter((name) => !name.includes('.') && name !== 'Region')
  const personMapping = { ...Object.fromEntries(header.map((name) => [name, name])), ...regions.personMapping }
  const from = await importer.importCsv(people, { input: { personMapping } })
  const to = await importer.importCsv(there, { skipExistingCustomers: false })
  return { importer, from, to, ids: await idsIn(importer, from.listId) }
}

interface Started {
  runId: string
}

async function transfer(importer: Importer, name: 'copyLeads' | 'moveLeads', input: Record<string, unknown>) {
  const started = await mutate<Started>(importer, name, input, 'runId run { kind status counts { total } }')
  if (started.runId === undefined) throw new Error(JSON.stringify(started))
  await waitFor(async () => isOver(await readRun(importer, started.runId)))
  const { importRun } = await importer.query<{ importRun: Record<string, unknown> }>(
    `query ($id: ID!) { importRun(id: $id) {
      kind status list { id } creditsSpent
      counts { total processed imported merged updated moved copied deleted companiesCreated }
      outcomes { nodes { verdict reasonCode cells row { fullName } } }
    } }`,
    { id: started.runId },
  )
  return { runId: started.runId, ...importRun }
}

const numberOf = (id: string) => Number(id.replace('row_', ''))

async function rowsOf({ query }: Importer, listId: string) {
  const { list } = await query<{ list: { rows: { nodes: Record<string, unknown>[] } } }>(
    `query ($id: ID!) { list(id: $id) { rows(first: 500) { nodes {
      id fullName email title phone custom { name value } company { name industry } run { id kind } editedAt
    } } } }`,
    { id: listId },
  )
  return list.rows.nodes
}

describe('moveLeads', () => {
  it('moves people by ids: rows keep id and run, matches are merged, companies are found or created', async () => {
    const { importer, from, to, ids } = await setUp()
    const { balance } = await creditsOf(app.pool, importer.userId)
    const rowIds = [ids['Ann'], ids['Bob'], ids['Cid'], ids['Dan']]
    const run = await transfer(importer, 'moveLeads', { fromListId: from.listId, toListId: to.listId, rowIds })
    expect(run).toMatchObject({
      ...{ kind: 'BULK', status: 'COMPLETED', list: { id: to.listId }, creditsSpent: 0 },
      counts: { total: 4, processed: 4, imported: 0, merged: 1, updated: 1, moved: 3, copied: 0, companiesCreated: 1 },
      outcomes: {
        nodes: [
          {
            ...{ verdict: 'MERGED', reasonCode: 'SAME_EMAIL', row: { fullName: 'Bob B' } },
            cells: [ids['Bob'], 'Bob', 'bob@acme.example'],
          },
        ],
      },
    })
    expect((await rowsOf(importer, from.listId)).map(({ fullName }) => fullName)).toEqual(['Eve'])
    const rows = await rowsOf(importer, to.listId)
    const added = { run: { id: from.runId, kind: 'CSV' }, editedAt: expect.any(String) }
    expect(rows.toSorted((a, b) => (String(a['fullName']) < String(b['fullName']) ? -1 : 1))).toMatchObject([
      { id: ids['Ann'], fullName: 'Ann', title: 'Boss', company: { name: 'Acme', industry: 'Rockets' }, ...added },
      { fullName: 'Bob B', title: 'Engineer', custom: [{ name: 'Region', value: 'EU' }], editedAt: null },
      { id: ids['Cid'], fullName: 'Cid', company: { name: 'Globex' }, ...added },
      { id: ids['Dan'], fullName: 'Dan', company: null, ...added },
      { fullName: 'Zoe' },
    ])
    expect(await creditsOf(app.pool, importer.userId)).toEqual({ balance, reserved: 0 })
    const again = await importer.importCsv(people, { listId: to.listId })
    expect(again.counts).toMatchObject({ merged: 4, imported: 1 })
  })

  it('moves whom a filter selects', async () => {
    const { importer, from, to } = await setUp()
    const filter = { custom: [{ name: 'Region', value: { equals: 'us' } }] }
    const run = await transfer(importer, 'moveLeads', { fromListId: from.listId, toListId: to.listId, filter })
    expect(run).toMatchObject({ status: 'COMPLETED', counts: { total: 2, processed: 2, moved: 2 } })
    expect((await rowsOf(importer, from.listId)).map(({ fullName }) => fullName)).toEqual(['Ann', 'Bob', 'Dan'])
  })
})

describe('copyLeads', () => {
  it('copies a whole list: copies get new ids, and the run that made them', async () => {
    const { importer, from, to, ids } = await setUp()
    await app.prisma.companyRow.updateMany({
      where: { listId: from.listId, name: 'Globex' },
      data: { enrichedAt: new Date(), headquarters: 'Springfield' },
    })
    const before = await rowsOf(importer, from.listId)
    const run = await transfer(importer, 'copyLeads', { fromListId: from.listId, toListId: to.listId, filter: {} })
    expect(run).toMatchObject({
      counts: { total: 5, processed: 5, merged: 1, copied: 4, moved: 0, companiesCreated: 1 },
    })
    expect(await rowsOf(importer, from.listId)).toEqual(before)
    const rows = await rowsOf(importer, to.listId)
    expect(rows.map(({ fullName }) => fullName)).toEqual(['Bob B', 'Zoe', 'Ann', 'Cid', 'Dan', 'Eve'])
    expect(rows.some(({ id }) => id === ids['Ann'])).toBe(false)
    expect(rows[2]).toMatchObject({ run: { id: run.runId, kind: 'BULK' }, editedAt: null, title: 'Boss' })
    const globex = await app.prisma.companyRow.findFirst({ where: { listId: to.listId, name: 'Globex' } })
    expect(globex).toMatchObject({ headquarters: 'Springfield', enrichedAt: expect.any(Date) })
    const again = await transfer(importer, 'copyLeads', { fromListId: from.listId, toListId: to.listId, filter: {} })
    expect(again).toMatchObject({ counts: { merged: 5, copied: 0 } })
  })

  it('enriches the companies of the list that it copies into', async () => {
    const { importer, from } = await setUp()
    const { listId } = await importer.importCsv('email\nx@x.example\n', { skipExistingCustomers: false })
    const runs = async () => (await app.prisma.enrichment.findFirst({ where: { listId } }))?.requested ?? 0
    const before = await runs()
    await transfer(importer, 'copyLeads', { fromListId: from.listId, toListId: listId, filter: {} })
    expect(await runs()).toBe(before + 1)
  })
})

describe('bulk changes', () => {
  it.each(['copyLeads', 'moveLeads'] as const)(
    '%s by a filter leaves who is edited or arrives after the call',
    async (name) => {
      const { importer, from, to, ids } = await setUp()
      const { listId: third } = await importer.importCsv('fullName,email\nYan,yan@y.example\n')
      const { Yan = '' } = await idsIn(importer, third)
      // An older row, which is moved into the list after the call.
      await app.pool.query('UPDATE list_rows SET id = $2 WHERE id = $1', [
        numberOf(Yan),
        numberOf(ids['Ann'] ?? '') - 1,
      ])
      const release = await holdPages(app.pool, importer.userId)
      const input = { fromListId: from.listId, toListId: to.listId, filter: {} }
      const { runId } = await mutate<Started>(importer, name, input, 'runId')
      await waitFor(async () => (await countWaiting(app.pool, importer.userId)) > 0)
      await app.pool.query('UPDATE list_rows SET list_id = $1, edited_at = now() WHERE list_id = $2', [
        from.listId,
        third,
      ])
      await app.pool.query("UPDATE list_rows SET title = 'New', edited_at = now() WHERE id = $1", [
        numberOf(ids['Cid'] ?? ''),
      ])
      await release()
      await waitFor(async () => isOver(await readRun(importer, runId)))
      const names = (await rowsOf(importer, to.listId)).map(({ fullName }) => fullName).toSorted()
      expect(names).toEqual(['Ann', 'Bob B', 'Dan', 'Eve', 'Zoe'])
      expect((await readRun(importer, runId)).counts).toMatchObject({ total: 4, processed: 4 })
    },
  )

  it('can be cancelled: what was moved stays moved', async () => {
    const { importer, from, to } = await setUp()
    // Its job would wait for the pages, too.
    await indexSearch(app.pool, new AbortController().signal)
    const release = await holdPages(app.pool, importer.userId)
    const { runId } = await mutate<Started>(
      importer,
      'moveLeads',
      { fromListId: from.listId, toListId: to.listId, filter: {} },
      'runId',
    )
    await waitFor(async () => (await countWaiting(app.pool, importer.userId)) === 1)
    const cancelled = mutate(importer, 'cancelImport', { runId }, 'run { status }')
    // After the page that is being written.
    await waitFor(async () => (await countWaiting(app.pool, importer.userId)) === 2)
    await release()
    expect(await cancelled).toMatchObject({ run: { status: 'CANCELLED' } })
    expect(await readRun(importer, runId)).toMatchObject({ counts: { processed: 2 } })
    expect(await rowsOf(importer, from.listId)).toHaveLength(3)
  })

  it('a change that keeps failing does not speak of an import', async () => {
    const { importer, from, to } = await setUp()
    await app.pool.query(`ALTER TABLE list_rows ADD CONSTRAINT full_list CHECK (list_id <> '${to.listId}') NOT VALID`)
    const release = await holdPages(app.pool, importer.userId)
    const input = { fromListId: from.listId, toListId: to.listId, filter: {} }
    const { runId } = await mutate<Started>(importer, 'moveLeads', input, 'runId')
    await waitFor(async () => (await countWaiting(app.pool, importer.userId)) > 0)
    await app.prisma.importRun.updateMany({ where: { id: runId }, data: { failures: 4 } })
    await release()
    await waitFor(async () => isOver(await readRun(importer, runId)))
    const run = await app.prisma.importRun.findFirstOrThrow({ where: { id: runId } })
    expect(run).toMatchObject({ status: 'FAILED', errorCode: 'IMPORT_FAILED' })
    expect(run.errorMessage).toMatch(/^The change failed/)
    expect(run.errorMessage).not.toMatch(/import|credits/i)
  })

  it.each(['copyLeads', 'moveLeads'] as const)('%s refuses what it cannot do', async (name) => {
    const { importer, from, to, ids } = await setUp()
    const lists = { fromListId: from.listId, toListId: to.listId }
    const other = await idsIn(importer, to.listId)
    for (const [input, answer] of [
      [
        { ...lists, toListId: from.listId, filter: {} },
        { code: 'INVALID_INPUT', message: /same/ },
      ],
      [lists, { code: 'INVALID_INPUT', message: /exactly one/ }],
      [
        { ...lists, filter: {}, rowIds: [ids['Ann']] },
        { code: 'INVALID_INPUT', message: /exactly one/ },
      ],
      [
        { ...lists, rowIds: [] },
        { code: 'INVALID_INPUT', message: /1 to 1,000/ },
      ],
      [
        { ...lists, rowIds: Array(1_001).fill(ids['Ann']) },
        { code: 'INVALID_INPUT', message: /1 to 1,000/ },
      ],
      [{ ...lists, rowIds: [ids['Ann'], other['Zoe']] }, { code: 'ROW_NOT_FOUND' }],
      [
        { ...lists, filter: { custom: [{ name: 'Regoin' }] } },
        { code: 'INVALID_INPUT', message: /Regoin/ },
      ],
      [
        { ...lists, filter: { name: { equals: 'No one' } } },
        { code: 'INVALID_INPUT', message: /selects no one/ },
      ],
    ] as const) {
      const { message, code } = await mutate(importer, name, input, 'runId')
      expect(code).toBe(answer.code)
      if ('message' in answer) expect(message).toMatch(answer.message)
    }
    expect(await app.prisma.importRun.count({ where: { ownerId: importer.userId, kind: 'BULK' } })).toBe(0)
  })
})
