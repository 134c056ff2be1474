import { expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'

const app = await startTestApp()

interface Found {
  outcomes: { nodes: { rowNumber: number; alsoMatches: { fullName: string }[] }[] }
  list: { possibleDuplicates: { totalCount: number; nodes: { a: Named; b: Named; reason: string }[] } }
}
type Named = { fullName: string } | null

const query = `query ($runId: ID!) {
  importRun(id: $runId) {
    outcomes { nodes { rowNumber alsoMatches { fullName } } }
    list { possibleDuplicates { totalCount nodes { a { fullName } b { fullName } reason } } }
  }
}`

const header = 'fullName,email,linkedinUrl,companyName'

it('a row that connects two rows of the list joins one and names both', async () => {
  const importer = await createImporter(app)
  const file = [
    header,
    'Ada Byron,ada@acme.com,,',
    'A. Byron,,linkedin.com/in/ada,',
    'Ada B.,ada@acme.com,linkedin.com/in/ada,',
    'Ada B.,ada@acme.com,linkedin.com/in/ada,',
    '',
  ].join('\n')
  const { runId, counts } = await importer.importCsv(file)
  expect(counts).toMatchObject({ imported: 2, merged: 2, alsoMatches: 2 })
  const { importRun } = await importer.query<{ importRun: Found }>(query, { runId })
  expect(importRun.outcomes.nodes).toEqual([
    { rowNumber: 3, alsoMatches: [{ fullName: 'Ada Byron' }] },
    { rowNumber: 4, alsoMatches: [{ fullName: 'Ada Byron' }] },
  ])
  expect(importRun.list.possibleDuplicates).toEqual({
    totalCount: 1,
    nodes: [{ a: { fullName: 'Ada Byron' }, b: { fullName: 'A. Byron' }, reason: 'SAME_EMAIL' }],
  })
})

it('a person of the same name and company who is known to be someone else is not a possible duplicate', async () => {
  const importer = await createImporter(app)
  const file = [
    header,
    'Ada Byron,ada@acme.com,,Acme',
    'Ada Byron,byron@acme.com,,Acme',
    'Ada Byron,ada@acme.com,,Acme',
    '',
  ].join('\n')
  const { counts } = await importer.importCsv(file)
  expect(counts).toMatchObject({ imported: 2, merged: 1, alsoMatches: 0 })
})

it('a private address is kept in addition to a work address, and vetoes, in either order', async () => {
  const importer = await createImporter(app)
  const work = 'Ada Byron,ada@acme.com,,Acme'
  const own = 'Ada Byron,ada@gmail.com,,Acme'
  for (const rows of [
    [work, own, own],
    [own, work, own],
  ]) {
    const { counts, rows: people } = await importer.importCsv([header, ...rows, ''].join('\n'), {
      skipExistingCustomers: false,
    })
    expect(counts).toMatchObject({ imported: 1, merged: 2 })
    expect([people[0]?.['email'], people[0]?.['custom']]).toEqual(
      rows[0] === work
        ? ['ada@acme.com', { 'Other emails': 'ada@gmail.com' }]
        : ['ada@gmail.com', { 'Other emails': 'ada@acme.com' }],
    )
  }
  const third = [header, work, own, 'Ada Byron,byron@gmx.net,,Acme', 'Ada Byron,byron@acme.com,,Acme', ''].join('\n')
  const { counts } = await importer.importCsv(third, { skipExistingCustomers: false })
  expect(counts).toMatchObject({ imported: 2, merged: 2 })
})

it('a work address links to the company of its domain, makes none and stores no domain', async () => {
  const importer = await createImporter(app)
  const file = [
    'fullName,email,companyName,companyDomain',
    'Ada Byron,,Acme,acme.com',
    'Sam Ford,sam@acme.com,,',
    'Tim Berg,tim@umbra.com,,',
    '',
  ].join('\n')
  const { counts, rows } = await importer.importCsv(file)
  expect(counts).toMatchObject({ imported: 3, companiesCreated: 1, companiesLinked: 2 })
  expect(rows.map(({ company, companyDomain }) => [company ?? null, companyDomain ?? null])).toEqual([
    [{ name: 'Acme', domain: 'acme.com' }, 'acme.com'],
    [{ name: 'Acme', domain: 'acme.com' }, null],
    [null, null],
  ])
})
