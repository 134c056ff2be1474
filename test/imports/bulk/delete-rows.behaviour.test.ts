import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { idsIn, mutate } from '../../support/edits.ts'
import { createImporter, type Importer } from '../../support/imports.ts'
import { creditsOf, isOver, readRun } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

const app = await startTestApp({ pageSize: 500 })

const people = `fullName,email,companyName,companyDomain,companyLinkedinUrl
Ann,ann@acme.example,Acme,acme.example,linkedin.com/company/acme
Bob,bob@acme.example,Acme,acme.example,
Cid,cid@globex.example,Globex,globex.example,
`

async function setUp() {
  const importer = await createImporter(app)
  const { listId } = await importer.importCsv(people)
  return { importer, listId, ids: await idsIn(importer, listId) }
}

async function statsOf({ query }: Importer, listId: string): Promise<unknown> {
  const { list } = await query<{ list: { stats: unknown } }>(
    'query ($id: ID!) { list(id: $id) { stats { people companies withCompany } } }',
    { id: listId },
  )
  return list.stats
}

describe('deleteLeads', () => {
  it('deletes the rows, keeps their companies and the credits, and counts only with dryRun', async () => {
    const { importer, listId, ids } = await setUp()
    const rowIds = [ids['Ann'], ids['Cid'], ids['Cid']]
    expect(await mutate(importer, 'deleteLeads', { listId, rowIds, dryRun: true }, 'deleted')).toMatchObject({
      deleted: 2,
    })
    expect(await statsOf(importer, listId)).toEqual({ people: 3, companies: 2, withCompany: 3 })
    expect(await mutate(importer, 'deleteLeads', { listId, rowIds }, 'deleted')).toMatchObject({ deleted: 2 })
    expect(await statsOf(importer, listId)).toEqual({ people: 1, companies: 2, withCompany: 1 })
    expect(await creditsOf(app.pool, importer.userId)).toEqual({ balance: 997, reserved: 0 })
    expect(await mutate(importer, 'deleteLeads', { listId, rowIds }, 'deleted')).toMatchObject({
      ...{ __typename: 'RowNotFoundError', code: 'ROW_NOT_FOUND' },
    })
  })

  it('a deleted person can be imported again', async () => {
    const { importer, listId, ids } = await setUp()
    await mutate(importer, 'deleteLeads', { listId, rowIds: [ids['Ann']] }, 'deleted')
    expect((await importer.importCsv(people, { listId })).counts).toMatchObject({ imported: 1, merged: 2 })
  })

  it('deletes nothing if a row is in another list, and refuses no ids or more than 1,000', async () => {
    const { importer, listId, ids } = await setUp()
    const other = await importer.importCsv('fullName\nEve\n')
    const { Eve = '' } = await idsIn(importer, other.listId)
    const refused = async (rowIds: unknown) => await mutate(importer, 'deleteLeads', { listId, rowIds }, 'deleted')
    expect(await refused([ids['Ann'], Eve])).toMatchObject({ __typename: 'RowNotFoundError' })
    expect(await refused(['row_9223372036854775807'])).toMatchObject({ __typename: 'RowNotFoundError' })
    expect(await refused([])).toMatchObject({ __typename: 'InvalidInputError' })
    expect(await refused(Array(1_001).fill(Eve))).toMatchObject({ __typename: 'InvalidInputError' })
    expect(await statsOf(importer, listId)).toEqual({ people: 3, companies: 2, withCompany: 3 })
  })

  it('deletes more than 1,000 rows in a run', async () => {
    const importer = await createImporter(app, 2_000)
    const csv = [
      'fullName,email',
      ...Array.from({ length: 1_005 }, (_, at) => `Person ${at},p${at}@x.example`),
      '',
    ].join('\n')
    const { listId } = await importer.importCsv(csv)
    const input = { listId, filter: { email: { contains: '@x.example' } } }
    expect(await mutate(importer, 'deleteLeads', { ...input, dryRun: true }, 'deleted runId')).toMatchObject({
      ...{ deleted: 1_005, runId: null },
    })
    const { runId, deleted } = await mutate<{ runId: string; deleted: number }>(
      importer,
      'deleteLeads',
      input,
      'deleted runId',
    )
    expect(deleted).toBe(0)
    await waitFor(async () => isOver(await readRun(importer, runId)))
    const { importRun } = await importer.query(
      'query ($id: ID!) { importRun(id: $id) { counts { total deleted processed } } }',
      { id: runId },
    )
    expect(importRun).toEqual({ counts: { total: 1_005, deleted: 1_005, processed: 1_005 } })
    expect(await statsOf(importer, listId)).toEqual({ people: 0, companies: 0, withCompany: 0 })
  })

  it('spares who is changed after the call, or moved into the list', async () => {
    const api = await startTestApp({ role: 'api' })
    const work = () => startTestApp({ role: 'worker', databaseUrl: api.config.databaseUrl })
    const worker = await work()
    const importer = await createImporter(api, 2_000)
    const other = await importer.importCsv('fullName,email\nOld,old@y.example\n')
    const rows = Array.from({ length: 1_005 }, (_, at) => `Person ${at},p${at}@x.example`)
    const { listId } = await importer.importCsv(['fullName,email', ...rows, ''].join('\n'))
    await worker.stop()
    const { runId } = await mutate<{ runId: string }>(importer, 'deleteLeads', { listId, filter: {} }, 'runId')
    const person = await api.prisma.listRow.findFirstOrThrow({ where: { listId, fullName: 'Person 7' } })
    await mutate(importer, 'updateLead', { rowId: `row_${person.id}`, set: { title: 'Boss' } }, 'row { id }')
    // As the page of a move does that comes first.
    const moved = { listId, editedAt: new Date(), companyId: null }
    await api.prisma.listRow.updateMany({ where: { listId: other.listId }, data: moved })
    await work()
    await waitFor(async () => isOver(await readRun(importer, runId)))
    const left = await api.prisma.listRow.findMany({ where: { listId }, orderBy: { id: 'asc' } })
    expect(left.map(({ fullName }) => fullName)).toEqual(['Old', 'Person 7'])
    expect(await readRun(importer, runId)).toMatchObject({ status: 'COMPLETED', counts: { total: 1_004 } })
  })

  it('deletes whom a filter selects, at once if they are few', async () => {
    const { importer, listId } = await setUp()
    const input = { listId, filter: { domain: { equals: 'acme.example' } } }
    expect(await mutate(importer, 'deleteLeads', input, 'deleted runId')).toMatchObject({ deleted: 2, runId: null })
    expect(await statsOf(importer, listId)).toEqual({ people: 1, companies: 2, withCompany: 1 })
    const unknown = { listId, filter: { custom: [{ name: 'Nothing' }] } }
    expect(await mutate(importer, 'deleteLeads', unknown, 'deleted')).toMatchObject({ code: 'INVALID_INPUT' })
    expect(await mutate(importer, 'deleteLeads', { listId }, 'deleted')).toMatchObject({ code: 'INVALID_INPUT' })
  })
})

describe('deleteCompanies', () => {
  it('unlinks the people who work there, and takes the company out of the enrichment', async () => {
    const { importer, listId, ids } = await setUp()
    await importer.query('mutation ($id: ID!) { enrichList(input: { listId: $id }) { __typename } }', { id: listId })
    const companyIds = [ids['Acme']]
    const input = { listId, companyIds }
    expect(await mutate(importer, 'deleteCompanies', { ...input, dryRun: true }, 'deleted')).toMatchObject({
      deleted: 1,
    })
    expect(await mutate(importer, 'deleteCompanies', input, 'deleted')).toMatchObject({ deleted: 1 })
    expect(await statsOf(importer, listId)).toEqual({ people: 3, companies: 1, withCompany: 1 })
    const { total, items } = await app.prisma.enrichment.findFirstOrThrow({
      where: { listId },
      include: { items: true },
    })
    expect(items.length).toBeLessThanOrEqual(1)
    expect(total).toBe(items.length)
  })
})

describe('blockCompanies', () => {
  it('blocks the company of a person or of a company row', async () => {
    const { importer, listId, ids } = await setUp()
    const outcome = 'outcomes { created error blockedCompany { domain name reason } }'
    const entries = [
      { rowId: ids['Ann'], reason: 'Customer' },
      { companyId: ids['Globex'] },
      { rowId: ids['Ann'], domain: 'x.example' },
      { rowId: 'row_999999999' },
    ]
    expect(await mutate(importer, 'blockCompanies', { entries }, outcome)).toMatchObject({
      outcomes: [
        { created: true, error: null, blockedCompany: { domain: 'acme.example', name: 'Acme', reason: 'Customer' } },
        { created: true, error: null, blockedCompany: { domain: 'globex.example', name: 'Globex' } },
        { blockedCompany: null, error: expect.stringContaining('Give either') },
        { blockedCompany: null, error: expect.stringContaining('no such row') },
      ],
    })
    const again = await importer.importCsv('fullName,email\nDan,dan@acme.example\n', { listId })
    expect(again.counts).toMatchObject({ blocked: 1 })
  })
})
