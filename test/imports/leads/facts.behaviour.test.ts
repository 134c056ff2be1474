import { expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'

const app = await startTestApp()

it('keeps facts about an unidentified company with the person', async () => {
  const importer = await createImporter(app)
  const imported = await importer.importCsv(
    `fullName,email,company.industry,company.employeeCount,company.name
Ann Archer,ann@a.example,Software,51-200,
Bob Brook,bob@b.example,Retail,12,Alder
`,
  )
  expect(imported.rows).toMatchObject([
    { fullName: 'Ann Archer', custom: { 'company.industry': 'Software', 'company.employeeCount': '51-200' } },
    { fullName: 'Bob Brook', company: { name: 'Alder' } },
  ])
  expect(imported.rows[1]).not.toHaveProperty('custom')
  expect(imported.companies).toMatchObject([{ name: 'Alder', industry: 'Retail', employeeCount: 12 }])
})

it('takes sizes that a spreadsheet turned into dates for ranges', async () => {
  const importer = await createImporter(app)
  const csv = 'name,employeeRange\nA,2-Oct\nB,10-Feb\nC,Nov-50\nD,51-200\nE,Oct\n'
  const { companies } = await importer.importCsv(csv, { dataType: 'COMPANIES' })
  expect(companies.map(({ employeeRange }) => employeeRange)).toEqual(['2-10', '2-10', '11-50', '51-200', 'Oct'])
})
