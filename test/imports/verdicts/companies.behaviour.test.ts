import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter, type Imported, type ImportOptions } from '../../support/imports.ts'
import { skipEnrichment } from '../../support/skip-enrichment.ts'

// Pages of two rows, so that most of what must be seen has been stored before.
const app = await startTestApp({ pageSize: 2 })
await skipEnrichment(app)

const companies = { dataType: 'COMPANIES' } as const
const reasons = ({ outcomes }: Imported) =>
  outcomes.map(({ rowNumber, verdict, reasonCode }) => [rowNumber, verdict, reasonCode])

async function importOnce(csv: string, options: ImportOptions = companies): Promise<Imported> {
  return await (await createImporter(app)).importCsv(csv, options)
}

/** What a row says, `company.` columns of the company mapping; its own columns and values alone. */
const file = (...rows: Record<string, string>[]) => {
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = rows.map((row) => header.map((column) => `"${row[column] ?? ''}"`).join(','))
  return `${header.join(',')}\n${lines.join('\n')}\n`
}

describe('a company', () => {
  it('a company is imported with all its fields for one credit', async () => {
    const row = {
      name: 'Acme Inc.',
      domain: 'acme.com',
      website: 'https://shop.acme.com/de',
      linkedinUrl: 'https://www.linkedin.com/company/acme',
      industry: 'Anvils',
      employeeCount: '1,234',
      employeeRange: '1001-5000',
      revenue: '$5M',
      founded: '1949',
      description: 'All of it',
      phone: '+1 555',
      location: 'Fairfield, NJ',
      city: 'Fairfield',
      state: 'NJ',
      country: 'US',
      funding: 'Series A',
      technologies: 'Rockets; Springs',
    }
    const importer = await createImporter(app, 5)
    const imported = await importer.importCsv(file(row), companies)
    expect(imported.companies).toEqual([
      { ...row, employeeCount: 1234, founded: 1949, technologies: ['Rockets', 'Springs'] },
    ])
    expect(imported).toMatchObject({ status: 'COMPLETED', wasCapped: false, rows: [], outcomes: [] })
    expect(imported.counts).toMatchObject({ total: 1, imported: 1, companiesCreated: 0, companiesLinked: 0 })
    const { viewer } = await importer.query<{ viewer: unknown }>('{ viewer { credits { balance reserved } } }')
    expect(viewer).toEqual({ credits: { balance: 4, reserved: 0 } })
  })

  it.each([
    ['employeeCount', '10.500', { employeeCount: 10_500 }],
    ['employeeCount', '1 234 567', { employeeCount: 1_234_567 }],
    ['employeeCount', "12'345", { employeeCount: 12_345 }],
    ['employeeCount', '250.0', { employeeCount: 250 }],
    ['employeeCount', '0', { employeeCount: 0 }],
    ['employeeCount', '51-200', { employeeRange: '51-200' }],
    ['employeeCount', '10,000+', { employeeRange: '10,000+' }],
    ['employeeCount', '99999999999', { employeeRange: '99999999999' }],
    ['founded', 'since 05/1998', { founded: 1998 }],
    ['founded', '2004-02-29', { founded: 2004 }],
    ['founded', '2004.0', { founded: 2004 }],
    ['founded', 'long ago', { custom: { founded: 'long ago' } }],
    ['founded', '19999', { custom: { founded: '19999' } }],
    ['technologies', 'A, B|C;;D ,', { technologies: ['A', 'B', 'C', 'D'] }],
    ['technologies', ' , ', {}],
    [
      'domain',
      'https://www.Acme.co.uk/about?x=1',
      { domain: 'acme.co.uk', website: 'https://www.Acme.co.uk/about?x=1' },
    ],
    ['domain', 'jane@mail.acme.com', { domain: 'acme.com' }],
    ['domain', 'gmail.com', { domain: 'gmail.com' }],
    ['website', 'www.acme.com/about', { domain: 'acme.com', website: 'www.acme.com/about' }],
    ['website', 'www.facebook.com/acme', { website: 'www.facebook.com/acme' }],
  ])('a company whose %s is %j is stored as %j', async (field, value, kept) => {
    const imported = await importOnce(file({ name: 'Acme', [field]: value }))
    expect(imported.companies).toEqual([{ name: 'Acme', ...kept }])
  })

  it.each([
    ['nothing but a place', { name: '', city: 'Berlin' }],
    ['a name of punctuation', { name: ' -- ' }],
    ['the host of a mail provider', { name: '', domain: 'gmail.com' }],
    ['the host of a network', { name: '', website: 'https://www.facebook.com/acme' }],
    ['the host of a link collection', { name: '', website: 'https://linktr.ee/acme' }],
    ['a profile of a person', { name: '', linkedinUrl: 'https://www.linkedin.com/in/jane' }],
  ])('a company with %s is INVALID', async (_what, row) => {
    const imported = await importOnce(file(row))
    expect(reasons(imported)).toEqual([[1, 'INVALID', 'NOTHING_IDENTIFIES']])
    expect(imported.companies).toEqual([])
  })

  it('a company is BLOCKED by its domain, its website, or its name if it has no domain', async () => {
    const importer = await createImporter(app)
    await importer.query(
      'mutation { blockCompanies(input: { entries: [{ domain: "acme.com", name: "Acme" }, { name: "Globex" }] }) { __typename } }',
    )
    const rows = [
      { name: 'Other', domain: 'shop.acme.com' },
      { name: 'Other', domain: 'other.com', website: 'https://acme.com/' },
      { name: 'ACME, Inc.' },
      { name: 'Acme', domain: 'acme.io' },
      { name: 'Globex GmbH', domain: 'globex.com' },
    ]
    const imported = await importer.importCsv(file(...rows), companies)
    expect(reasons(imported)).toEqual([
      [1, 'BLOCKED', 'BLOCKED_DOMAIN'],
      [2, 'BLOCKED', 'BLOCKED_DOMAIN'],
      [3, 'BLOCKED', 'BLOCKED_NAME'],
      [5, 'BLOCKED', 'BLOCKED_NAME'],
    ])
    expect(imported.companies).toEqual([{ name: 'Acme', domain: 'acme.io' }])
    const unskipped = await importer.importCsv(file(...rows), { ...companies, skipExistingCustomers: false })
    expect(unskipped.counts).toMatchObject({ imported: 4, merged: 1, blocked: 0 })
  })

  it('a company is UNAFFORDABLE when no credit is left, while merges continue', async () => {
    const importer = await createImporter(app, 1)
    const imported = await importer.importCsv(file({ name: 'A' }, { name: 'B' }, { name: 'a' }), companies)
    expect(reasons(imported)).toEqual([
      [2, 'UNAFFORDABLE', 'OUT_OF_CREDITS'],
      [3, 'MERGED', 'SAME_NAME'],
    ])
    expect(imported.wasCapped).toBe(true)
  })
})

describe('the same company', () => {
  const linkedin = 'linkedin.com/company/acme'

  it.each<[what: string, rows: Record<string, string>[], reason: string]>([
    ['by domain', [{ domain: 'acme.com' }, { domain: 'http://www.shop.Acme.com/x' }], 'SAME_DOMAIN'],
    ['by the domain of its website', [{ domain: 'acme.com' }, { website: 'https://acme.com' }], 'SAME_DOMAIN'],
    [
      'by domain under another name',
      [
        { name: 'A', domain: 'acme.com' },
        { name: 'B', domain: 'acme.com' },
      ],
      'SAME_DOMAIN',
    ],
    ['by LinkedIn', [{ linkedinUrl: linkedin }, { linkedinUrl: `https://de.${linkedin}/about/` }], 'SAME_LINKEDIN'],
    [
      'by LinkedIn under another name',
      [
        { name: 'A', linkedinUrl: linkedin },
        { name: 'B', linkedinUrl: linkedin },
      ],
      'SAME_LINKEDIN',
    ],
    ['by name', [{ name: 'Âcme, Inc.' }, { name: 'ACME GmbH' }], 'SAME_NAME'],
    ['by name, of which one has a domain', [{ name: 'Acme' }, { name: 'Acme', domain: 'acme.com' }], 'SAME_NAME'],
    ['by name, of which one had a domain', [{ name: 'Acme', domain: 'acme.com' }, { name: 'Acme' }], 'SAME_NAME'],
    [
      'by name where the host says nothing',
      [
        { name: 'Acme', domain: 'gmail.com' },
        { name: 'Acme', domain: 'yahoo.com' },
      ],
      'SAME_NAME',
    ],
  ])('the same company is MERGED %s', async (_what, rows, reason) => {
    const imported = await importOnce(file(...rows))
    expect(reasons(imported)).toEqual([[2, 'MERGED', reason]])
    expect(imported.companies).toHaveLength(1)
  })

  it.each<[what: string, rows: Record<string, string>[]]>([
    [
      'different domains and one LinkedIn page',
      [
        { domain: 'a.com', linkedinUrl: linkedin },
        { domain: 'b.com', linkedinUrl: linkedin },
      ],
    ],
    [
      'different domains and one name',
      [
        { name: 'Acme', domain: 'a.com' },
        { name: 'Acme', domain: 'b.com' },
      ],
    ],
    [
      'different LinkedIn pages and one name',
      [
        { name: 'Acme', linkedinUrl: linkedin },
        { name: 'Acme', linkedinUrl: `${linkedin}2` },
      ],
    ],
    [
      'one shared host',
      [
        { name: 'A', domain: 'linktr.ee' },
        { name: 'B', domain: 'linktr.ee' },
      ],
    ],
    ['one public suffix', [{ domain: 'a.github.io' }, { domain: 'b.github.io' }]],
  ])('a company is not MERGED with %s', async (_what, rows) => {
    expect((await importOnce(file(...rows))).counts).toMatchObject({ imported: 2, merged: 0 })
  })

  it('a company without a domain matches the only one of its name without a domain, not several with domains', async () => {
    const imported = await importOnce(
      file(
        { name: 'Acme', domain: 'acme.com' },
        { name: 'Acme', domain: 'acme.io' },
        { name: 'Acme', phone: '1' },
        { name: 'Acme', city: 'Berlin' },
      ),
    )
    expect(reasons(imported)).toEqual([[4, 'MERGED', 'SAME_NAME']])
    expect(imported.companies).toEqual([
      { name: 'Acme', domain: 'acme.com' },
      { name: 'Acme', domain: 'acme.io' },
      { name: 'Acme', phone: '1', city: 'Berlin' },
    ])
  })

  it('a MERGED company fills empty fields and overwrites none, and the next row sees them', async () => {
    const imported = await importOnce(
      file(
        { name: 'Acme', city: 'Berlin', employeeCount: '5' },
        { name: 'ACME Inc', city: 'BERLIN', domain: 'acme.com', employeeCount: '51-200' },
        { name: 'Other', domain: 'acme.com', linkedinUrl: linkedin, founded: '1949' },
        { linkedinUrl: linkedin, employeeCount: '7', founded: '1950', technologies: 'A,B' },
        { linkedinUrl: linkedin, technologies: 'C' },
        { name: 'Acme', domain: 'acme.io' },
      ),
    )
    expect(imported.companies).toEqual([
      {
        ...{ name: 'Acme', city: 'Berlin', employeeCount: 5, employeeRange: '51-200', domain: 'acme.com' },
        ...{ linkedinUrl: linkedin, founded: 1949, technologies: ['A', 'B'] },
      },
      { name: 'Acme', domain: 'acme.io' },
    ])
    expect(imported.counts).toMatchObject({ imported: 2, merged: 4, updated: 3 })
  })

  it('a MERGED company does not take over a key of another company', async () => {
    const imported = await importOnce(
      file(
        { name: 'A', linkedinUrl: linkedin },
        { name: 'B', domain: 'b.com' },
        { name: 'C', linkedinUrl: linkedin, domain: 'b.com', phone: '1' },
        { linkedinUrl: linkedin, website: 'https://c.com', phone: '2' },
      ),
    )
    expect(imported.companies).toEqual([
      { name: 'A', linkedinUrl: linkedin, domain: 'c.com', website: 'https://c.com', phone: '2' },
      { name: 'B', domain: 'b.com', phone: '1' },
    ])
  })
})

describe('a company of another list', () => {
  const lead = { name: 'Acme', domain: 'acme.com', linkedinUrl: 'linkedin.com/company/acme' }
  const extracted = { fullName: 'Jane', companyName: 'Globex', companyDomain: 'globex.com' }

  it('a company imported as a lead into another list is CROSS_LIST by each of its keys', async () => {
    const importer = await createImporter(app)
    await importer.importCsv(file(lead), companies)
    const again = await importer.importCsv(
      file(
        { name: 'X', domain: 'acme.com', linkedinUrl: '' },
        { name: 'X', linkedinUrl: lead.linkedinUrl },
        { name: 'ACME Ltd' },
        { name: 'Acme', domain: 'acme.io' },
        { name: 'Y', domain: 'y.com', linkedinUrl: lead.linkedinUrl },
      ),
      companies,
    )
    expect(reasons(again)).toEqual([
      [1, 'CROSS_LIST', 'SAME_DOMAIN'],
      [2, 'CROSS_LIST', 'SAME_LINKEDIN'],
      [3, 'CROSS_LIST', 'SAME_NAME'],
    ])
    expect(again.counts).toMatchObject({ imported: 2, crossListSkipped: 3 })
    const unskipped = await importer.importCsv(file(lead), { ...companies, skipExistingCustomers: false })
    expect(unskipped.counts).toMatchObject({ imported: 1, crossListSkipped: 0 })
  })

  it('a company is not CROSS_LIST by a name that several companies of another list have', async () => {
    const importer = await createImporter(app)
    await importer.importCsv(file(lead, { name: 'Acme', domain: 'acme.io' }), companies)
    expect((await importer.importCsv(file({ name: 'Acme' }), companies)).counts.imported).toBe(1)
  })

  it("a company that was only extracted in another list, or is another user's, is imported", async () => {
    const importer = await createImporter(app)
    const people = await importer.importCsv(file(extracted))
    expect(people.companies).toEqual([{ name: 'Globex', domain: 'globex.com' }])
    await (await createImporter(app)).importCsv(file(lead), companies)
    const rows = [{ name: 'Globex', domain: 'globex.com' }, { name: 'globex' }, lead]
    const imported = await importer.importCsv(file(...rows), companies)
    expect(imported.counts).toMatchObject({ imported: 2, merged: 1, crossListSkipped: 0 })
  })

  it('a company imported as a lead does not keep its people out of another list', async () => {
    const importer = await createImporter(app)
    await importer.importCsv(file(lead), companies)
    const people = await importer.importCsv(file({ fullName: 'Jane', companyDomain: 'acme.com' }))
    expect(people.counts).toMatchObject({ imported: 1, companiesCreated: 1, companiesLinked: 1 })
  })
})
