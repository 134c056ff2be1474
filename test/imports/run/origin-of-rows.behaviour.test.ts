import { expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'

const app = await startTestApp({ pageSize: 2 })

const origin = { runId: true, rowNumber: true, updatedAt: true, editedAt: true } as const

function peopleOf(listId: string) {
  return app.prisma.listRow.findMany({
    where: { listId },
    select: { fullName: true, ...origin },
    orderBy: { id: 'asc' },
  })
}

function companiesOf(listId: string) {
  return app.prisma.companyRow.findMany({
    where: { listId },
    select: { name: true, ...origin },
    orderBy: { id: 'asc' },
  })
}

it('rows know the run and the source row that added them, and when an import last changed them', async () => {
  const importer = await createImporter(app)
  const first = await importer.importCsv(
    [
      'fullName,email,title,companyName,companyDomain,company.industry',
      'Ann,ann@acme.com,,Acme,acme.com,',
      'Bob,bob@acme.com,Boss,Acme,acme.com,',
      'Cid,cid@globex.com,,Globex,globex.com,Anvils',
      'Dan,dan@solo.com,,,,',
      '',
    ].join('\n'),
  )
  const { listId, runId } = first
  const unchanged = { runId, updatedAt: null, editedAt: null }
  expect(await peopleOf(listId)).toEqual([
    { fullName: 'Ann', ...unchanged, rowNumber: 1 },
    { fullName: 'Bob', ...unchanged, rowNumber: 2 },
    { fullName: 'Cid', ...unchanged, rowNumber: 3 },
    { fullName: 'Dan', ...unchanged, rowNumber: 4 },
  ])
  expect(await companiesOf(listId)).toEqual([
    { name: 'Acme', ...unchanged, rowNumber: 1 },
    { name: 'Globex', ...unchanged, rowNumber: 3 },
  ])

  const second = await importer.importCsv(
    [
      'fullName,email,title,companyName,companyDomain,company.industry',
      'Ann,ann@acme.com,Engineer,Acme,acme.com,Rockets',
      'Bob,bob@acme.com,Other,Acme,acme.com,',
      'Eve,eve@initech.com,,Initech,initech.com,',
      'Dan,dan@solo.com,,Solo,solo.com,',
      '',
    ].join('\n'),
    { listId },
  )
  expect(second.counts).toMatchObject({ imported: 1, merged: 3, updated: 2 })
  const changed = { ...unchanged, updatedAt: expect.any(Date) }
  expect(await peopleOf(listId)).toEqual([
    { fullName: 'Ann', ...changed, rowNumber: 1 },
    { fullName: 'Bob', ...unchanged, rowNumber: 2 },
    { fullName: 'Cid', ...unchanged, rowNumber: 3 },
    { fullName: 'Dan', ...changed, rowNumber: 4 },
    { fullName: 'Eve', ...unchanged, runId: second.runId, rowNumber: 3 },
  ])
  expect(await companiesOf(listId)).toEqual([
    { name: 'Acme', ...changed, rowNumber: 1 },
    { name: 'Globex', ...unchanged, rowNumber: 3 },
    { name: 'Initech', ...unchanged, runId: second.runId, rowNumber: 3 },
    { name: 'Solo', ...unchanged, runId: second.runId, rowNumber: 4 },
  ])
})

it('imported companies know their source row', async () => {
  const importer = await createImporter(app)
  const { listId, runId } = await importer.importCsv('name,domain\nAcme,acme.com\nAcme,acme.com\nGlobex,globex.com\n', {
    dataType: 'COMPANIES',
  })
  const row = { runId, updatedAt: null, editedAt: null }
  expect(await companiesOf(listId)).toEqual([
    { name: 'Acme', ...row, rowNumber: 1 },
    { name: 'Globex', ...row, rowNumber: 3 },
  ])
})
