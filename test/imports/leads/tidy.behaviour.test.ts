import { expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'

const app = await startTestApp()

it('takes an e-mail address in every form for the same', async () => {
  const importer = await createImporter(app)
  const imported = await importer.importCsv(
    `fullName,email
Ann,ann@a.example
Ann,Ann Archer <ann@a.example>
,Bob Brook <bob@b.example>
,cid@c.example; cid@home.example
,dee@d.example ::: dee@home.example
Eve,eve@e.example
Eve,<eve@e.example>
Eve,'eve@e.example'
Eve,mailto:eve@e.example?subject=x
Eve,Eve|eve@e.example
Eve,eve@e.example.
`,
  )
  expect(imported.counts).toMatchObject({ imported: 5, merged: 6, invalid: 0 })
  expect(imported.rows.map(({ email }) => email)).toEqual(
    ['ann@a', 'bob@b', 'cid@c', 'dee@d', 'eve@e'].map((start) => `${start}.example`),
  )
  expect(imported.outcomes[0]?.cells).toEqual(['Ann', 'Ann Archer <ann@a.example>'])
})

it('decodes HTML entities and removes invisible characters', async () => {
  const importer = await createImporter(app)
  const imported = await importer.importCsv(
    `fullName,companyName,email
Ann Archer,AT&amp;T,
Ann Archer,AT&T,
Bob O&#39;Brook,Br&ouml;tz,
Bob O'Brook,Brötz,
Cid,,cid@c.example
Cid,,\u200bcid@c.example
Cid,,cid@c.example\u200b
Cid,,cid\u00ad@c.example
Cid,,\u202acid@c.example\u202c
`,
  )
  expect(imported.counts).toMatchObject({ imported: 3, merged: 6, companiesCreated: 2 })
  expect(imported.rows).toMatchObject([
    { fullName: 'Ann Archer', companyName: 'AT&T' },
    { fullName: "Bob O'Brook", companyName: 'Brötz' },
    { fullName: 'Cid', email: 'cid@c.example' },
  ])
})

it('reads placeholders as empty', async () => {
  const importer = await createImporter(app)
  const imported = await importer.importCsv(
    `firstName,lastName,email,companyName,city,country
John,Smith,,#N/A,Leeds,NA
John,Smith,,#N/A,York,NA
Mary,Jones,none@none.com,NaN,NULL,n/a
Tom,Null,none@none.com,n/a,undefined,
Eve,Elm,eve@e.example,-,Hull,
-,n/a,not found,,,
`,
  )
  expect(imported.counts).toMatchObject({ imported: 5, merged: 0, invalid: 1, companiesCreated: 0 })
  expect(imported.rows).toEqual([
    { firstName: 'John', lastName: 'Smith', fullName: 'John Smith', city: 'Leeds', country: 'NA' },
    { firstName: 'John', lastName: 'Smith', fullName: 'John Smith', city: 'York', country: 'NA' },
    { firstName: 'Mary', lastName: 'Jones', fullName: 'Mary Jones' },
    { firstName: 'Tom', lastName: 'Null', fullName: 'Tom Null' },
    { firstName: 'Eve', lastName: 'Elm', fullName: 'Eve Elm', email: 'eve@e.example', city: 'Hull' },
  ])
})
