import { describe, expect, it } from 'vitest'
import { recoverUndos, undoTask } from '../../../src/imports/undo/undo-task.ts'
import { createLog } from '../../../src/log.ts'
import { startTestApp } from '../../support/app.ts'
import { idsIn, mutate } from '../../support/edits.ts'
import { bearer, graphql } from '../../support/graphql.ts'
import { createImporter, type Importer } from '../../support/imports.ts'
import { creditsOf, isOver, people as manyPeople, readRun, startImport } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

const app = await startTestApp()
const inPages = await startTestApp({ pageSize: 2 })

const people = `fullName,email,title,companyName,companyDomain
Ann,ann@acme.example,,Acme,acme.example
Bob,bob@acme.example,,Acme,acme.example
Cid,cid@globex.example,,Globex,globex.example
Dan,dan@solo.example,,Solo,solo.example
Eve,eve@free.example,,,
`

interface Undone {
  removed: number
  companiesRemoved: number
  refunded: number
  valuesKept: number
  kept: {
    totalCount: number
    nodes: { row: { fullName: string } | null; company: { name: string } | null; reason: string }[]
  }
  run: { undoneAt: string | null; creditsSpent: number }
}

const selection = `removed companiesRemoved refunded valuesKept run { undoneAt creditsSpent }
  kept { totalCount nodes { row { fullName } company { name } reason } }`

function undo(importer: Importer, runId: string, dryRun = false) {
  return mutate<Undone>(importer, 'undoImport', { runId, dryRun }, selection)
}

async function namesIn(importer: Importer, listId: string): Promise<string[]> {
  return Object.keys(await idsIn(importer, listId)).toSorted()
}

/** Forgets what the sandbox has enriched. */
async function forgetEnrichment(listId: string): Promise<void> {
  await waitFor(async () => (await app.prisma.enrichment.findFirst({ where: { listId } }))?.status !== 'ENRICHING')
  await app.prisma.companyRow.updateMany({ where: { listId }, data: { enrichedAt: null } })
}

describe('undoImport', () => {
  it('removes what the run added and refunds it; a second call answers the same', async () => {
    const importer = await createImporter(app)
    const { listId, runId } = await importer.importCsv(people)
    await forgetEnrichment(listId)
    const expected = { removed: 5, companiesRemoved: 3, refunded: 5, valuesKept: 0, kept: { totalCount: 0, nodes: [] } }
    expect(await undo(importer, runId, true)).toMatchObject({ ...expected, run: { undoneAt: null, creditsSpent: 5 } })
    expect(await namesIn(importer, listId)).toHaveLength(8)
    const undone = await undo(importer, runId)
    expect(undone).toMatchObject({ ...expected, run: { undoneAt: expect.any(String), creditsSpent: 0 } })
    expect(await namesIn(importer, listId)).toEqual([])
    expect(await creditsOf(app.pool, importer.userId)).toEqual({ balance: 1_000, reserved: 0 })
    expect(await undo(importer, runId)).toEqual(undone)
    expect(await undo(importer, runId, true)).toEqual(undone)
    const { viewer } = await importer.query<{ viewer: unknown }>(
      '{ viewer { creditLedger(first: 1) { nodes { kind amount quantity run { id } } } } }',
    )
    expect(viewer).toEqual({
      creditLedger: { nodes: [{ kind: 'REFUND', amount: 5, quantity: 5, run: { id: runId } }] },
    })
    const again = await importer.importCsv(people, { listId })
    expect(again.counts).toMatchObject({ imported: 5, merged: 0 })
  })

  it('keeps what someone has changed, moved or merged into since, and the companies that are in use', async () => {
    const importer = await createImporter(app)
    const earlier = await importer.importCsv('fullName,email\nEve,eve@free.example\n')
    const { listId } = earlier
    const first = await importer.importCsv(people.replace('Eve,eve@free.example,,', 'Eve,eve@free.example,Boss,'), {
      listId,
    })
    expect(first.counts).toMatchObject({ imported: 4, merged: 1, updated: 1 })
    await forgetEnrichment(listId)
    const ids = await idsIn(importer, listId)
    await mutate(importer, 'updateLead', { rowId: ids['Ann'], set: { title: 'Chief' } }, 'row { id }')
    const other = await importer.importCsv('fullName\nZoe\n')
    const input = { fromListId: listId, toListId: other.listId, rowIds: [ids['Cid']] }
    const { runId: moving } = await mutate<{ runId: string }>(importer, 'moveLeads', input, 'runId')
    await waitFor(async () => isOver(await readRun(importer, moving)))
    const later = await importer.importCsv('fullName,email\nDan,dan@solo.example\n', { listId })
    expect(later.counts).toMatchObject({ merged: 1 })

    const expected = {
      ...{ removed: 1, companiesRemoved: 1, refunded: 1, valuesKept: 1 },
      kept: {
        totalCount: 5,
        nodes: [
          { row: { fullName: 'Ann' }, company: null, reason: 'CHANGED' },
          { row: { fullName: 'Cid' }, company: null, reason: 'MOVED' },
          { row: { fullName: 'Dan' }, company: null, reason: 'MERGED_INTO' },
          { row: null, company: { name: 'Acme' }, reason: 'IN_USE' },
          { row: null, company: { name: 'Solo' }, reason: 'IN_USE' },
        ],
      },
    }
    expect(await undo(importer, first.runId, true)).toMatchObject(expected)
    expect(await undo(importer, first.runId)).toMatchObject(expected)
    expect(await namesIn(importer, listId)).toEqual(['Acme', 'Ann', 'Dan', 'Eve', 'Solo'])
    const rows = await importer.query('query ($id: ID!) { listRow(id: $id) { title } }', { id: ids['Eve'] })
    expect(rows).toEqual({ listRow: { title: 'Boss' } })
    expect(await creditsOf(app.pool, importer.userId)).toEqual({ balance: 995, reserved: 0 })
  })

  it('an undone run keeps nothing of an earlier one', async () => {
    const importer = await createImporter(app)
    const first = await importer.importCsv('fullName,email\nAnn,ann@x.example\n')
    const second = await importer.importCsv('fullName,email\nAnn,ann@x.example\nBob,bob@x.example\n', {
      listId: first.listId,
    })
    expect(await undo(importer, first.runId, true)).toMatchObject({
      removed: 0,
      kept: { nodes: [{ reason: 'MERGED_INTO' }] },
    })
    expect(await undo(importer, second.runId)).toMatchObject({ removed: 1, kept: { totalCount: 0 } })
    expect(await undo(importer, first.runId)).toMatchObject({ removed: 1, kept: { totalCount: 0 } })
  })

  it('takes imported companies back, and refunds them', async () => {
    const importer = await createImporter(app)
    const csv = 'name,domain\nAcme,acme.example\nGlobex,globex.example\n'
    const { listId, runId } = await importer.importCsv(csv, { dataType: 'COMPANIES' })
    await forgetEnrichment(listId)
    await importer.importCsv('fullName,email,companyName\nGus,gus@globex.example,Globex\n', { listId })
    await forgetEnrichment(listId)
    expect(await undo(importer, runId)).toMatchObject({
      ...{ removed: 1, companiesRemoved: 0, refunded: 1 },
      kept: { nodes: [{ row: null, company: { name: 'Globex' }, reason: 'IN_USE' }] },
    })
  })

  it('does not refund leads that were exported, enriched or deleted, nor after the time', async () => {
    const importer = await createImporter(app)
    const exported = await importer.importCsv(people)
    const file = await fetch(`${app.origin}/lists/${exported.listId}/export.csv`, { headers: bearer(importer.token) })
    expect((await file.text()).split('\r\n')).toHaveLength(7)
    expect(await undo(importer, exported.runId)).toMatchObject({ removed: 5, refunded: 0 })

    const enriched = await importer.importCsv(people)
    await forgetEnrichment(enriched.listId)
    await app.prisma.companyRow.updateMany({
      where: { listId: enriched.listId, name: 'Acme' },
      data: { enrichedAt: new Date() },
    })
    const ids = await idsIn(importer, enriched.listId)
    await mutate(importer, 'deleteLeads', { listId: enriched.listId, rowIds: [ids['Cid']] }, 'deleted')
    expect(await undo(importer, enriched.runId)).toMatchObject({ removed: 4, refunded: 2 })

    const old = await importer.importCsv(people)
    await forgetEnrichment(old.listId)
    const dayAgo = new Date(Date.now() - 24 * 3_600_000)
    await app.prisma.importRun.updateMany({ where: { id: old.runId }, data: { finishedAt: dayAgo } })
    expect(await undo(importer, old.runId)).toMatchObject({ removed: 5, refunded: 0 })
  })

  it('does not refund leads that were copied, whose copies stay', async () => {
    const importer = await createImporter(app)
    const { listId, runId } = await importer.importCsv('fullName,email\nAnn,ann@x.example\n')
    const other = await importer.importCsv('fullName\nZoe\n')
    const input = { fromListId: listId, toListId: other.listId, filter: {} }
    const { runId: copying } = await mutate<{ runId: string }>(importer, 'copyLeads', input, 'runId')
    await waitFor(async () => isOver(await readRun(importer, copying)))
    expect(await undo(importer, runId, true)).toMatchObject({ removed: 1, refunded: 0 })
    expect(await undo(importer, runId)).toMatchObject({ removed: 1, refunded: 0 })
    expect(await namesIn(importer, other.listId)).toEqual(['Ann', 'Zoe'])
    expect(await creditsOf(app.pool, importer.userId)).toEqual({ balance: 998, reserved: 0 })
  })

  it('undoes a large run in pages in the background, with one refund for each page', async () => {
    const importer = await createImporter(inPages)
    const rows = Array.from({ length: 7 }, (_, at) => `Person ${at},p${at}@x.example`)
    const { listId, runId } = await importer.importCsv(['fullName,email', ...rows, ''].join('\n'))
    const ids = await idsIn(importer, listId)
    await mutate(importer, 'updateLead', { rowId: ids['Person 6'], set: { title: 'Chief' } }, 'row { id }')
    expect((await undo(importer, runId)).run.undoneAt).toBeNull()
    await waitFor(async () => (await undo(importer, runId)).run.undoneAt !== null)
    expect(await undo(importer, runId)).toMatchObject({
      ...{ removed: 6, refunded: 6 },
      kept: { nodes: [{ row: { fullName: 'Person 6' }, reason: 'CHANGED' }] },
    })
    const refunds = await inPages.prisma.creditEntry.findMany({
      where: { runId, kind: 'REFUND' },
      orderBy: { id: 'asc' },
    })
    expect(refunds.map(({ amount, page }) => [page, amount])).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ])
  })

  it('several jobs at once remove and refund each row once', async () => {
    const importer = await createImporter(inPages)
    const rows = Array.from({ length: 9 }, (_, at) => `Person ${at},p${at}@y.example`)
    const { runId } = await importer.importCsv(['fullName,email', ...rows, ''].join('\n'))
    await undo(importer, runId)
    const log = createLog({ logLevel: 'silent', logFormat: 'json' })
    const job = { signal: new AbortController().signal, log, priority: 0 }
    const work = () => undoTask(inPages)({ ownerId: importer.userId, runId }, job)
    await Promise.all([work(), work(), work()])
    expect(await undo(importer, runId)).toMatchObject({
      removed: 9,
      refunded: 9,
      run: { undoneAt: expect.any(String) },
    })
    expect(await creditsOf(inPages.pool, importer.userId)).toEqual({ balance: 1_000, reserved: 0 })
  })

  it('an undo that has lost its job gets another one', async () => {
    const importer = await createImporter(inPages)
    const { runId } = await importer.importCsv('fullName\nAnn\n')
    await undo(importer, runId)
    await inPages.prisma.importRun.updateMany({ where: { id: runId }, data: { undoneAt: null } })
    expect(await recoverUndos(inPages.pool)).toEqual([runId])
    expect(await recoverUndos(inPages.pool)).not.toContain(runId)
    await waitFor(async () => (await undo(importer, runId)).run.undoneAt !== null)
    expect(await undo(importer, runId)).toMatchObject({ removed: 1, refunded: 1 })
  })

  it('lets jobs that wait run before its next pages', async () => {
    const before = await startTestApp({ pageSize: 2 })
    const [importer, { token }] = [await createImporter(before), await createImporter(before)]
    const { runId } = await importer.importCsv(manyPeople(11))
    await before.stop()
    const idle = await startTestApp({ role: 'api', pageSize: 2, databaseUrl: before.config.databaseUrl })
    const owner = { ...importer, query: graphql(idle.url, importer.token) }
    await undo(owner, runId)
    await idle.pool.query('DELETE FROM graphile_worker._private_jobs WHERE task_id IS NOT NULL')
    const log = createLog({ logLevel: 'silent', logFormat: 'json' })
    const job = { signal: new AbortController().signal, log, priority: 0 }
    const slice = () => undoTask(idle, 0)({ ownerId: importer.userId, runId }, job)
    await startImport({ query: graphql(idle.url, token) }, manyPeople(3))
    await slice()
    const { rows } = await idle.pool.query('SELECT task_identifier AS task FROM graphile_worker.jobs ORDER BY run_at')
    expect(rows).toEqual([{ task: 'import' }, { task: 'undo-import' }])
    expect(await undo(owner, runId)).toMatchObject({ removed: 6, run: { undoneAt: null } })
    await idle.pool.query('DELETE FROM graphile_worker._private_jobs WHERE task_id IS NOT NULL')
    await slice()
    expect(await undo(owner, runId)).toMatchObject({ removed: 9, run: { undoneAt: expect.any(String) } })
  })

  it('pages through what it has kept', async () => {
    const importer = await createImporter(app)
    const { listId, runId } = await importer.importCsv(people)
    await app.prisma.listRow.updateMany({ where: { listId }, data: { editedAt: new Date() } })
    await undo(importer, runId)
    const page = async (args: string) => {
      const { kept } = await mutate<{
        kept: { nodes: { row: { fullName: string } | null }[]; pageInfo: { endCursor: string } }
      }>(
        importer,
        'undoImport',
        { runId },
        `kept(${args}) { nodes { row { fullName } } pageInfo { endCursor hasNextPage } }`,
      )
      return { names: kept.nodes.map(({ row }) => row?.fullName), end: kept.pageInfo.endCursor }
    }
    const first = await page('first: 2')
    expect(first.names).toEqual(['Ann', 'Bob'])
    expect((await page(`first: 2, after: "${first.end}"`)).names).toEqual(['Cid', 'Dan'])
  })

  it('refuses a run that has not ended, a bulk change, and one whose list is gone', async () => {
    const importer = await createImporter(app)
    const api = await startTestApp({ role: 'api' })
    const waiting = await createImporter(api)
    const { runId: queued } = await startImport(waiting, people)
    expect(await undo(waiting, queued)).toMatchObject({ __typename: 'RunNotUndoableError', code: 'RUN_NOT_UNDOABLE' })

    const { listId, runId } = await importer.importCsv(people)
    const other = await importer.importCsv('fullName\nZoe\n')
    const input = { fromListId: other.listId, toListId: listId, filter: {} }
    const { runId: bulk } = await mutate<{ runId: string }>(importer, 'moveLeads', input, 'runId')
    await waitFor(async () => isOver(await readRun(importer, bulk)))
    expect(await undo(importer, bulk)).toMatchObject({
      code: 'RUN_NOT_UNDOABLE',
      message: expect.stringContaining('moveLeads'),
    })

    await mutate(importer, 'deleteList', { listId }, 'listId')
    expect(await undo(importer, runId)).toMatchObject({
      code: 'RUN_NOT_UNDOABLE',
      message: expect.stringContaining('list'),
    })
  })
})
