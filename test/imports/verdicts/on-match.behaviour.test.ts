import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter, type Imported, type Importer, type ImportOptions, importInput } from '../../support/imports.ts'
import { skipEnrichment } from '../../support/skip-enrichment.ts'

// Pages of two rows, so that most of what must be seen has been stored before.
const app = await startTestApp({ pageSize: 2 })
await skipEnrichment(app)

type Row = Record<string, string>

/** Returns a CSV with the columns that the rows have. */
function file(...rows: Row[]): string {
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = rows.map((row) => header.map((column) => `"${row[column] ?? ''}"`).join(','))
  return `${header.join(',')}\n${lines.join('\n')}\n`
}

const overwrite = { values: 'OVERWRITE' }
const reasons = ({ outcomes }: Imported) =>
  outcomes.map(({ rowNumber, verdict, reasonCode }) => [rowNumber, verdict, reasonCode])

/** Imports rows into a new list, then others into it with the given input. */
async function importTwice(before: Row[], after: Row[], input: Row | object, options: ImportOptions = {}) {
  const importer = await createImporter(app)
  const { listId } = await importer.importCsv(file(...before), options)
  const imported = await importer.importCsv(file(...after), { ...options, listId, input: { ...input } })
  return { importer, ...imported }
}

async function rowIdsOf({ query }: Importer, listId: string): Promise<string[]> {
  const { list } = await query<{ list: { rows: { nodes: { id: string }[] }; companies: { nodes: { id: string }[] } } }>(
    'query ($id: ID!) { list(id: $id) { rows { nodes { id } } companies { nodes { id } } } }',
    { id: listId },
  )
  return [...list.rows.nodes, ...list.companies.nodes].map(({ id }) => id)
}

const ann = {
  fullName: 'Ann Lee',
  email: 'ann@a.example',
  title: 'CEO',
  companyName: 'Acme',
  companyDomain: 'acme.com',
}

describe('OVERWRITE', () => {
  it('a row replaces the values that differ, and blanks none', async () => {
    const { rows, counts } = await importTwice([{ ...ann, phone: '1' }], [{ ...ann, title: 'CTO', phone: '' }, ann], {
      onMatch: overwrite,
    })
    expect(rows).toMatchObject([{ title: 'CEO', phone: '1' }])
    expect(counts).toMatchObject({ merged: 2, updated: 2 })
  })

  it('a row with the same values updates nothing', async () => {
    const { counts } = await importTwice([ann], [ann, ann], { onMatch: overwrite })
    expect(counts).toMatchObject({ merged: 2, updated: 0 })
  })

  it.each<[string, Row, Row]>([
    [
      'an e-mail address',
      { linkedinUrl: '/in/ann', email: 'ann@a.example' },
      { linkedinUrl: '/in/ann', email: 'see CRM' },
    ],
    [
      'a personal address',
      { linkedinUrl: '/in/ann', email: 'ann@a.example' },
      { linkedinUrl: '/in/ann', email: 'info@a.example' },
    ],
    [
      'a profile',
      { email: 'ann@a.example', linkedinUrl: '/in/ann' },
      { email: 'ann@a.example', linkedinUrl: 'linkedin.com/feed' },
    ],
    ['a name', { email: 'ann@a.example', fullName: 'Ann' }, { email: 'ann@a.example', fullName: '???' }],
    [
      'a company’s domain',
      { email: 'ann@a.example', companyDomain: 'acme.com' },
      { email: 'ann@a.example', companyDomain: 'linktr.ee/a' },
    ],
  ])('a value that identifies no one does not replace %s', async (_what, before, after) => {
    const { rows, counts } = await importTwice([before], [after], { onMatch: overwrite })
    expect(rows).toMatchObject([before])
    expect(counts).toMatchObject({ merged: 1, updated: 0 })
  })

  it('a row takes no key of another row, and a key that it frees is free for later ones', async () => {
    const { rows, outcomes } = await importTwice(
      [
        { email: 'ann@a.example', linkedinUrl: '/in/ann', phone: '' },
        { email: 'bob@a.example', linkedinUrl: '/in/bob', phone: '' },
      ],
      [
        { email: 'bob@a.example', linkedinUrl: '/in/ann', phone: '1' },
        { email: 'ann@new.example', linkedinUrl: '/in/ann', phone: '' },
        { email: 'ann@a.example', linkedinUrl: '', phone: '3' },
      ],
      { onMatch: overwrite },
    )
    expect(rows).toMatchObject([
      { email: 'ann@new.example', linkedinUrl: '/in/ann', phone: '1' },
      { email: 'bob@a.example', linkedinUrl: '/in/bob' },
      { email: 'ann@a.example', phone: '3' },
    ])
    expect(outcomes.map(({ rowNumber }) => rowNumber)).toEqual([1, 2])
  })

  it('an exception for a field differs from the others', async () => {
    const [before, after] = [
      { ...ann, phone: '1', note: 'a', tag: 'x' },
      { ...ann, title: 'CTO', phone: '2', note: 'b', tag: 'y' },
    ]
    const custom = ['note', 'tag'].map((name) => ({ column: name, name }))
    const importer = await createImporter(app)
    const withCustom = (csv: string) => ({ personMapping: { ...importInput(csv).personMapping, custom } })
    const { listId } = await importer.importCsv(file(before), { input: withCustom(file(before)) })
    const fields = ['title', 'custom.tag'].map((field) => ({ field, values: 'OVERWRITE' }))
    const input = { ...withCustom(file(after)), onMatch: { fields } }
    const { rows } = await importer.importCsv(file(after), { listId, input })
    expect(rows).toMatchObject([{ title: 'CTO', phone: '1', custom: { note: 'a', tag: 'y' } }])
  })

  it('a replaced company links the person anew', async () => {
    const { rows, counts, companies } = await importTwice(
      [ann],
      [{ email: ann.email, companyName: 'Globex', companyDomain: 'globex.com' }],
      { onMatch: overwrite },
    )
    expect(rows).toMatchObject([{ companyName: 'Globex', companyDomain: 'globex.com', company: { name: 'Globex' } }])
    expect(companies).toMatchObject([{ name: 'Acme' }, { name: 'Globex' }])
    expect(counts).toMatchObject({ updated: 1, companiesCreated: 1, companiesLinked: 1 })
  })

  it('companies pass their domains on within one page', async () => {
    const dataType = 'COMPANIES'
    const importer = await createImporter(app)
    const { listId } = await importer.importCsv(file({ name: 'A', domain: 'a.com' }, { name: 'B', domain: 'b.com' }), {
      dataType,
    })
    const [a = '', b = ''] = await rowIdsOf(importer, listId)
    const { companies, counts } = await importer.importCsv(
      file(
        { rowId: b, name: 'B', domain: 'c.com' },
        { rowId: a, name: 'A', domain: 'b.com' },
        { rowId: '', name: 'N', domain: 'a.com' },
      ),
      { dataType, listId, input: { onMatch: overwrite } },
    )
    expect(counts).toMatchObject({ imported: 1, merged: 2, updated: 2 })
    expect(companies).toMatchObject([
      { name: 'A', domain: 'b.com' },
      { name: 'B', domain: 'c.com' },
      { name: 'N', domain: 'a.com' },
    ])
  })

  it('a company’s values are replaced too, also those of the company of a person', async () => {
    const row = { email: 'ann@a.example', companyName: 'Acme', 'company.industry': 'Steel', 'company.phone': '1' }
    const { companies } = await importTwice([row], [{ ...row, 'company.industry': 'Anvils', 'company.phone': '2' }], {
      onMatch: { fields: [{ field: 'industry', values: 'OVERWRITE' }] },
    })
    expect(companies).toMatchObject([{ industry: 'Anvils', phone: '1' }])
  })

  it('an exception for a field of the company is none for that of the person', async () => {
    const row = { email: 'ann@a.example', companyName: 'Acme', phone: '1', 'company.phone': '1' }
    const other = { ...row, phone: '2', 'company.phone': '2' }
    for (const [field, person, company] of [
      ['company.phone', '1', '2'],
      ['phone', '2', '1'],
    ]) {
      const { rows, companies } = await importTwice([row], [other], {
        onMatch: { fields: [{ field, values: 'OVERWRITE' }] },
      })
      expect([rows[0]?.['phone'], companies[0]?.['phone']], field).toEqual([person, company])
    }
  })

  it('a field of the company may be named with `company.` where the person has none of that name', async () => {
    const row = { email: 'ann@a.example', companyName: 'Acme', 'company.industry': 'Steel' }
    const { companies } = await importTwice([row], [{ ...row, 'company.industry': 'Anvils' }], {
      onMatch: { fields: [{ field: 'company.industry', values: 'OVERWRITE' }] },
    })
    expect(companies).toMatchObject([{ industry: 'Anvils' }])
  })

  it('an exception for one custom field goes before that for all', async () => {
    const row = { email: 'ann@a.example', note: 'a', tag: 'x' }
    const custom = ['note', 'tag'].map((name) => ({ column: name, name }))
    const input = { personMapping: { email: 'email', custom } }
    const importer = await createImporter(app)
    const { listId } = await importer.importCsv(file(row), { input })
    const fields = [
      { field: 'custom', values: 'OVERWRITE' },
      { field: 'custom.tag', values: 'FILL_EMPTY' },
    ]
    const { rows } = await importer.importCsv(file({ ...row, note: 'b', tag: 'y' }), {
      listId,
      input: { ...input, onMatch: { fields } },
    })
    expect(rows).toMatchObject([{ custom: { note: 'b', tag: 'x' } }])
  })
})

describe('rows', () => {
  it('CREATE_ONLY leaves matched rows as they are', async () => {
    const { rows, counts, companies } = await importTwice([{ email: ann.email }], [ann, { email: 'bob@a.example' }], {
      onMatch: { rows: 'CREATE_ONLY', values: 'OVERWRITE' },
    })
    expect(rows).toMatchObject([{ email: ann.email }, { email: 'bob@a.example' }])
    expect(rows[0]).not.toHaveProperty('title')
    expect(companies).toEqual([])
    expect(counts).toMatchObject({ imported: 1, merged: 1, updated: 0 })
  })

  it('CREATE_ONLY leaves companies as they are too, those that match and those of new people', async () => {
    const acme = { name: 'Acme', domain: 'acme.com', industry: '' }
    const dataType = 'COMPANIES'
    const input = { onMatch: { rows: 'CREATE_ONLY' } }
    const imported = await importTwice([acme], [{ ...acme, industry: 'Steel' }], input, { dataType })
    expect(imported.counts).toMatchObject({ merged: 1, updated: 0 })
    expect(imported.companies[0]).not.toHaveProperty('industry')
    const bob = { email: 'bob@acme.com', companyDomain: 'acme.com', 'company.industry': 'Steel' }
    const { companies, counts } = await importTwice([ann], [bob], input)
    expect(counts).toMatchObject({ imported: 1, companiesCreated: 0, companiesLinked: 1 })
    expect(companies[0]).not.toHaveProperty('industry')
  })

  it('UPDATE_ONLY gives NO_MATCH to the others, before CROSS_LIST, and needs no credit', async () => {
    const importer = await createImporter(app, 2)
    const { listId } = await importer.importCsv(file({ email: ann.email }))
    await importer.importCsv(file({ email: 'cy@a.example' }))
    const input = { onMatch: { rows: 'UPDATE_ONLY' } }
    const imported = await importer.importCsv(file(ann, { email: 'bob@a.example' }, { email: 'cy@a.example' }), {
      listId,
      input,
    })
    expect(imported).toMatchObject({ status: 'COMPLETED', wasCapped: false, rows: [{ title: 'CEO' }] })
    expect(imported.counts).toMatchObject({
      total: 3,
      processed: 3,
      merged: 1,
      updated: 1,
      noMatch: 2,
      crossListSkipped: 0,
    })
    expect(reasons(imported)).toEqual([
      [1, 'MERGED', 'SAME_EMAIL'],
      [2, 'NO_MATCH', 'NO_MATCH'],
      [3, 'NO_MATCH', 'NO_MATCH'],
    ])
    const { viewer } = await importer.query('{ viewer { credits { available } creditLedger { nodes { kind } } } }')
    expect(viewer).toMatchObject({ credits: { available: 0 } })
  })

  it('a new list refuses UPDATE_ONLY', async () => {
    const importer = await createImporter(app)
    await expect(importer.importCsv(file(ann), { input: { onMatch: { rows: 'UPDATE_ONLY' } } })).rejects.toThrow(
      'A new list has no rows to update.',
    )
  })
})

describe('matchBy', () => {
  it.each<[string[], boolean]>([
    [['EMAIL'], true],
    [['LINKEDIN'], false],
    [['NAME'], true],
    [['NAME_AND_COMPANY'], true],
    [['NAME_AND_LOCATION'], false],
  ])('%j decides what matches', async (matchBy, matches) => {
    const { counts } = await importTwice([ann], [{ ...ann, location: 'Oslo' }], { matchBy })
    expect(counts).toMatchObject(matches ? { merged: 1, imported: 0 } : { merged: 0, imported: 1 })
  })

  it('a tier that is left out still vetoes', async () => {
    const other = { ...ann, email: 'ann.lee@acme.com' }
    const { counts } = await importTwice([ann], [other], { matchBy: ['NAME_AND_COMPANY'] })
    expect(counts).toMatchObject({ merged: 0, imported: 1 })
  })

  it.each<[string[], string | undefined]>([
    [['EMAIL'], 'SAME_EMAIL'],
    [['LINKEDIN', 'NAME_AND_COMPANY'], 'SAME_NAME_AND_COMPANY'],
    [['LINKEDIN'], undefined],
  ])('%j decides what is in another list', async (matchBy, reason) => {
    const importer = await createImporter(app)
    await importer.importCsv(file(ann))
    const { outcomes } = await importer.importCsv(file({ ...ann, linkedinUrl: '/in/ann' }), { input: { matchBy } })
    expect(outcomes.map(({ verdict, reasonCode }) => [verdict, reasonCode])).toEqual(
      reason === undefined ? [] : [['CROSS_LIST', reason]],
    )
  })

  it('a new person keeps the values that identify another row as custom fields', async () => {
    const { rows, counts } = await importTwice(
      [{ fullName: 'Ann Lee', email: 'ann@a.example', linkedinUrl: 'linkedin.com/in/ann' }],
      [{ fullName: 'Bo Lee', email: 'ann@a.example', linkedinUrl: 'linkedin.com/in/ann' }],
      { matchBy: ['NAME'] },
    )
    expect(counts).toMatchObject({ imported: 1 })
    expect(rows[1]).toEqual({
      fullName: 'Bo Lee',
      custom: { 'Other emails': 'ann@a.example', 'Other LinkedIn URLs': 'linkedin.com/in/ann' },
    })
  })

  it('a new company keeps the domain of another row as a custom field', async () => {
    const { companies } = await importTwice(
      [{ name: 'Acme', domain: 'acme.com', website: '' }],
      [{ name: 'Globex', domain: 'acme.com', website: 'www.acme.com' }],
      { matchBy: ['NAME'] },
      { dataType: 'COMPANIES' },
    )
    expect(companies).toMatchObject([
      { name: 'Acme', domain: 'acme.com' },
      { name: 'Globex', custom: { 'Other domains': 'acme.com, www.acme.com' } },
    ])
    expect(companies[1]).not.toHaveProperty('domain')
  })

  it.each<[Record<string, unknown>, ImportOptions, string]>([
    [{ matchBy: [] }, {}, '`matchBy` is empty'],
    [{ matchBy: ['DOMAIN'] }, {}, 'PEOPLE can’t be matched by DOMAIN'],
    [{ matchBy: ['EMAIL'] }, { dataType: 'COMPANIES' }, 'COMPANIES can’t be matched by EMAIL'],
    [{ onMatch: { fields: [{ field: 'titel', values: 'OVERWRITE' }] } }, {}, 'There is no field "titel"'],
    [{ onMatch: { fields: [1, 2].map(() => ({ field: 'title', values: 'OVERWRITE' })) } }, {}, 'only once'],
  ])('%j is refused', async (input, options, message) => {
    const importer = await createImporter(app)
    await expect(importer.importCsv(file({ name: 'A', fullName: 'A' }), { ...options, input })).rejects.toThrow(message)
  })
})

describe('ids of rows', () => {
  it('an id identifies a row of the list before everything else, and past vetoes', async () => {
    const importer = await createImporter(app)
    const { listId } = await importer.importCsv(file(ann, { email: 'bob@a.example' }))
    const [first] = await rowIdsOf(importer, listId)
    const imported = await importer.importCsv(
      file({ rowId: first ?? '', email: 'bob@a.example', phone: '1' }, { rowId: first ?? '', email: '', phone: '2' }),
      { listId },
    )
    expect(reasons(imported)).toEqual([
      [1, 'MERGED', 'SAME_ROW_ID'],
      [2, 'MERGED', 'SAME_ROW_ID'],
    ])
    expect(imported.rows).toMatchObject([{ email: ann.email, phone: '1' }, { email: 'bob@a.example' }])
  })

  it('an id of another list is INVALID; an empty or unknown one falls through', async () => {
    const importer = await createImporter(app)
    const { listId } = await importer.importCsv(file({ email: 'ann@a.example' }))
    const other = await importer.importCsv(file({ email: 'zoe@a.example' }))
    const stranger = await createImporter(app)
    const foreign = await stranger.importCsv(file({ email: 'x@a.example' }))
    const [ofOther] = await rowIdsOf(importer, other.listId)
    const [ofStranger] = await rowIdsOf(stranger, foreign.listId)
    const ids = [ofOther, ofStranger, 'row_9999999', '17', ' ']
    const imported = await importer.importCsv(
      file(...ids.map((rowId) => ({ rowId: rowId ?? '', email: 'ann@a.example' }))),
      { listId },
    )
    expect(reasons(imported)).toEqual([
      [1, 'INVALID', 'ROW_OF_OTHER_LIST'],
      ...[2, 3, 4, 5].map((row) => [row, 'MERGED', 'SAME_EMAIL']),
    ])
  })

  it('ids alone update rows, of people and of companies', async () => {
    const importer = await createImporter(app)
    const people = await importer.importCsv(file({ email: 'ann@a.example' }))
    const [id = ''] = await rowIdsOf(importer, people.listId)
    const personMapping = { rowId: 'rowId', title: 'title' }
    const updated = await importer.importCsv(file({ rowId: id, title: 'CEO' }, { rowId: 'row_99999', title: 'CEO' }), {
      listId: people.listId,
      input: { personMapping },
    })
    expect(updated.rows).toMatchObject([{ title: 'CEO' }])
    expect(reasons(updated)).toEqual([
      [1, 'MERGED', 'SAME_ROW_ID'],
      [2, 'INVALID', 'NOTHING_IDENTIFIES'],
    ])
    const dataType = 'COMPANIES'
    const companies = await importer.importCsv(file({ name: 'Acme' }), { dataType })
    const [companyId = ''] = await rowIdsOf(importer, companies.listId)
    const renamed = await importer.importCsv(file({ rowId: companyId, name: 'Globex', industry: 'Steel' }), {
      dataType,
      listId: companies.listId,
      input: { onMatch: overwrite },
    })
    expect(renamed.companies).toMatchObject([{ name: 'Globex', industry: 'Steel' }])
  })

  it('an id does not make up for a row that is malformed', async () => {
    const importer = await createImporter(app)
    const { listId } = await importer.importCsv(file({ email: 'ann@a.example' }))
    const [id] = await rowIdsOf(importer, listId)
    const imported = await importer.importCsv(`rowId,email,title\n${id},,CEO,more\n`, { listId })
    expect(reasons(imported)).toEqual([[1, 'INVALID', 'SURPLUS_CELLS']])
  })

  it('without ROW_ID, and in a new list, ids are ignored', async () => {
    const importer = await createImporter(app)
    const { listId } = await importer.importCsv(file(ann))
    const [id = ''] = await rowIdsOf(importer, listId)
    const row = file({ rowId: id, email: 'bob@a.example' })
    const narrowed = await importer.importCsv(row, { listId, input: { matchBy: ['EMAIL'] } })
    expect(narrowed.counts).toMatchObject({ imported: 1 })
    const skipExistingCustomers = false
    expect((await importer.importCsv(row, { skipExistingCustomers })).counts).toMatchObject({ imported: 1 })
    const asked = await importer.importCsv(row, { skipExistingCustomers, input: { matchBy: ['ROW_ID', 'EMAIL'] } })
    expect(reasons(asked)).toEqual([[1, 'INVALID', 'ROW_OF_OTHER_LIST']])
  })
})

it('a key with other options is a conflict; the defaults are the same as none', async () => {
  const importer = await createImporter(app)
  const key = { idempotencyKey: 'a' }
  const { runId } = await importer.importCsv(file(ann), { input: key })
  const defaults = { onMatch: { values: 'FILL_EMPTY', rows: 'CREATE_AND_UPDATE', fields: [] } }
  expect((await importer.importCsv(file(ann), { input: { ...key, ...defaults } })).runId).toBe(runId)
  for (const input of [{ onMatch: overwrite }, { matchBy: ['EMAIL'] }]) {
    await expect(importer.importCsv(file(ann), { input: { ...key, ...input } })).rejects.toThrow('idempotency key')
  }
})
