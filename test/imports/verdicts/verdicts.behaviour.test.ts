import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter, type Imported, type Importer } from '../../support/imports.ts'
import { skipEnrichment } from '../../support/skip-enrichment.ts'

const app = await startTestApp()
await skipEnrichment(app)

const reasons = ({ outcomes }: Imported) =>
  outcomes.map(({ rowNumber, verdict, reasonCode }) => [rowNumber, verdict, reasonCode])

async function block(importer: Importer, entries: { domain?: string; name?: string }[]): Promise<void> {
  await importer.query(
    'mutation ($entries: [BlockCompanyEntryInput!]!) { blockCompanies(input: { entries: $entries }) { __typename } }',
    { entries },
  )
}

describe('a row is INVALID, and free,', () => {
  it('a row that identifies no one is INVALID', async () => {
    const importer = await createImporter(app)
    const imported = await importer.importCsv(
      'fullName,email,phone\nJane,,\n,,123\n-,not an address,\n,jane@acme.com,\n',
    )
    expect(reasons(imported)).toEqual([
      [2, 'INVALID', 'NOTHING_IDENTIFIES'],
      [3, 'INVALID', 'NOTHING_IDENTIFIES'],
    ])
    expect(imported.counts).toMatchObject({ total: 4, processed: 4, imported: 2, invalid: 2 })
  })

  it('a row with broken quotes is INVALID, and the rows around it are imported', async () => {
    const importer = await createImporter(app)
    const imported = await importer.importCsv(
      'fullName,email\nJane,a@x.com\n"Jo"hn,b@x.com\n"open,c@x.com\nAnn,d@x.com\n',
    )
    expect(reasons(imported)).toEqual([
      [2, 'INVALID', 'BROKEN_QUOTES'],
      [3, 'INVALID', 'BROKEN_QUOTES'],
    ])
    expect(imported.outcomes[0]?.cells).toEqual(['"Jo"hn,b@x.com'])
    expect(imported.rows.map(({ fullName }) => fullName)).toEqual(['Jane', 'Ann'])
  })

  it('a row with surplus cells is INVALID unless they are empty; short rows are padded', async () => {
    const importer = await createImporter(app)
    const imported = await importer.importCsv('fullName,email,title\nJane,a@x.com,CEO,extra\nAnn,b@x.com,CTO,,\nJoe\n')
    expect(reasons(imported)).toEqual([[1, 'INVALID', 'SURPLUS_CELLS']])
    expect(imported.rows).toEqual([{ fullName: 'Ann', email: 'b@x.com', title: 'CTO' }, { fullName: 'Joe' }])
  })
})

describe('a row is BLOCKED, and free,', () => {
  it.each([
    ['the domain of its company', 'fullName,companyDomain\nJane,https://www.acme.com/x\n', 'BLOCKED_DOMAIN'],
    ['its website', 'fullName,company.website\nJane,shop.acme.com\n', 'BLOCKED_DOMAIN'],
    ['its work e-mail', 'email\njane@mail.acme.com\n', 'BLOCKED_DOMAIN'],
    ['its name where it has no domain', 'fullName,companyName\nJane,ACME Inc.\n', 'BLOCKED_NAME'],
    [
      'the domain that its person names, where the company has another',
      'fullName,companyDomain,company.domain\nJane,acme.com,other.com\n',
      'BLOCKED_DOMAIN',
    ],
    ['a work e-mail of 300 characters', `email\n${'a'.repeat(300)}@acme.com\n`, 'BLOCKED_DOMAIN'],
    ['a name alone', 'fullName,companyName,companyDomain\nJane,Globex GmbH,globex.com\n', 'BLOCKED_NAME'],
  ])('a row is BLOCKED by %s', async (_by, csv, reasonCode) => {
    const importer = await createImporter(app)
    await block(importer, [{ domain: 'acme.com', name: 'Acme' }, { name: 'Globex' }])
    const imported = await importer.importCsv(csv)
    expect(reasons(imported)).toEqual([[1, 'BLOCKED', reasonCode]])
    expect(imported.companies).toEqual([])
  })

  it.each([
    [
      'the name of an entry that has a domain, where the row has another',
      'fullName,companyName,companyDomain\nJane,Acme,acme.io\n',
    ],
    ['an address at a free mail host', 'email\njane@gmail.com\n'],
  ])('a row is not BLOCKED by %s', async (_by, csv) => {
    const importer = await createImporter(app)
    await block(importer, [
      { domain: 'acme.com', name: 'Acme' },
      { domain: 'gmail.com', name: 'Google' },
    ])
    expect((await importer.importCsv(csv)).counts.imported).toBe(1)
  })

  it('a row is BLOCKED only if skipExistingCustomers is on', async () => {
    const importer = await createImporter(app)
    await block(importer, [{ domain: 'acme.com' }])
    const imported = await importer.importCsv('email\njane@acme.com\n', { skipExistingCustomers: false })
    expect(imported.counts).toMatchObject({ imported: 1, blocked: 0 })
  })
})

describe('a row is MERGED, and free,', () => {
  it.each([
    [
      'the slug of a profile',
      'fullName,linkedinUrl\nJane,https://www.linkedin.com/in/jd\nJ. Doe,linkedin.com/in/JD/?x=1\n',
      'SAME_LINKEDIN',
    ],
    [
      'a Sales Navigator id',
      'fullName,salesNavUrl\nJane,"https://www.linkedin.com/sales/lead/AC1,X,y"\nJ,"https://www.linkedin.com/sales/people/AC1,Z"\n',
      'SAME_LINKEDIN',
    ],
    ['an e-mail address', 'fullName,email\nJane,Jane@acme.com\nJ. Doe,jane@ACME.com\n', 'SAME_EMAIL'],
    [
      'name and domain',
      'fullName,companyDomain\nJosé García,acme.com\nJose Garcia,https://www.acme.com\n',
      'SAME_NAME_AND_COMPANY',
    ],
    [
      'name and company page',
      'fullName,companyLinkedinUrl\nJane,linkedin.com/company/acme\nJANE,https://www.linkedin.com/company/Acme/\n',
      'SAME_NAME_AND_COMPANY',
    ],
    [
      'name and company name',
      'firstName,lastName,companyName\nJane,Doe,Acme Inc\njane,DOE,"ACME, LLC"\n',
      'SAME_NAME_AND_COMPANY',
    ],
    [
      'name and location',
      'fullName,location\nJane Doe,"Berlin, Germany"\njane doe,Berlin Germany\n',
      'SAME_NAME_AND_LOCATION',
    ],
    ['the name alone, where it has nothing else', 'fullName,email\nJane Doe,jane@acme.com\njane doe,\n', 'SAME_NAME'],
  ])('a row is MERGED with a row of %s', async (_by, csv, reasonCode) => {
    const importer = await createImporter(app)
    const imported = await importer.importCsv(csv)
    expect(reasons(imported)).toEqual([[2, 'MERGED', reasonCode]])
    expect(imported.counts).toMatchObject({ imported: 1, merged: 1 })
  })

  it.each([
    [
      'different profiles and one e-mail address',
      'linkedinUrl,email\nlinkedin.com/in/a,x@acme.com\nlinkedin.com/in/b,x@acme.com\n',
    ],
    [
      'different e-mail addresses and one name and company',
      'fullName,companyName,email\nJane,Acme,a@x.com\nJane,Acme,b@x.com\n',
    ],
    [
      'different domains and one name of person and company',
      'fullName,companyName,companyDomain\nJane,Acme,acme.com\nJane,Acme,acme.io\n',
    ],
    [
      'websites of different companies behind one free-mail domain',
      'fullName,companyName,company.domain,company.website\nJane,Acme,gmail.com,acme.com\nJane,Acme,gmail.com,acme-other.com\n',
    ],
    [
      'different companies and one name and location',
      'fullName,companyName,location\nJane,Acme,Berlin\nJane,Globex,Berlin\n',
    ],
    ['one name and different phones', 'fullName,phone\nJane,1\nJane,2\n'],
  ])('a row is not MERGED with %s', async (_what, csv) => {
    const importer = await createImporter(app)
    expect((await importer.importCsv(csv)).counts).toMatchObject({ imported: 2, merged: 0 })
  })

  it('a MERGED row fills empty fields without overwriting any', async () => {
    const importer = await createImporter(app)
    const imported = await importer.importCsv(
      'fullName,email,title,phone,city\nJane,jane@acme.com,CEO,,\nJane Doe,jane@acme.com,CTO,123,\n,jane@acme.com,,456,Berlin\n,jane@acme.com,,,\n',
    )
    expect(imported.rows).toEqual([
      { fullName: 'Jane', email: 'jane@acme.com', title: 'CEO', phone: '123', city: 'Berlin' },
    ])
    expect(imported.counts).toMatchObject({ imported: 1, merged: 3, updated: 2 })
  })

  it('a MERGED row does not fill in a key that belongs to another row', async () => {
    const importer = await createImporter(app)
    const imported = await importer.importCsv(
      'fullName,linkedinUrl,email\nJane,linkedin.com/in/jane,\nOther,linkedin.com/in/other,jane@acme.com\nJane,linkedin.com/in/jane,jane@acme.com\n',
    )
    expect(imported.rows.map(({ email }) => email)).toEqual([undefined, 'jane@acme.com'])
    expect(imported.counts).toMatchObject({ imported: 2, merged: 1, updated: 0 })
  })

  it('a row is MERGED with the oldest of several matches', async () => {
    const importer = await createImporter(app)
    const imported = await importer.importCsv(
      'fullName,companyName,email,phone\nJane,Acme,a@x.com,\nJane,Acme,b@x.com,\nJane,Acme,,1\n',
    )
    expect(imported.rows.map(({ phone }) => phone)).toEqual(['1', undefined])
  })

  it('a row is MERGED with the oldest of more people than one look-up of its key returns', async () => {
    const importer = await createImporter(app)
    const people = Array.from({ length: 150 }, (_, at) => `Jane Doe,Acme GmbH,linkedin.com/in/jane-${at}`)
    const { listId } = await importer.importCsv(`fullName,companyName,linkedinUrl\n${people.join('\n')}\n`)
    const again = await importer.importCsv('fullName,companyName,city\nJane Doe,Acme,Berlin\n', { listId })
    expect(reasons(again)).toEqual([[1, 'MERGED', 'SAME_NAME_AND_COMPANY']])
    expect(again.rows.findIndex(({ city }) => city === 'Berlin')).toBe(0)
    expect(again.rows[0]).toMatchObject({ linkedinUrl: expect.stringContaining('jane-0') })
  })

  it('a row is MERGED with the older of two people whose profiles it names in two forms', async () => {
    const [lead, slug] = ['One,,linkedin.com/sales/lead/one1,', 'Two,linkedin.com/in/two,,']
    for (const rows of [
      [lead, slug],
      [slug, lead],
    ]) {
      const importer = await createImporter(app)
      const both = 'Either,linkedin.com/in/two,linkedin.com/sales/lead/one1,1'
      const imported = await importer.importCsv(
        ['fullName,linkedinUrl,salesNavUrl,phone', ...rows, both, ''].join('\n'),
      )
      expect(imported.rows.map(({ phone }) => phone)).toEqual(['1', undefined])
    }
  })
})

describe('one strange cell', () => {
  it.each([
    ['hides a NUL in a profile', 'fullName,linkedinUrl\nAnn,linkedin.com/in/ann%00x\nBob,linkedin.com/in/bob\n'],
    ['hides a NUL in a company page', 'fullName,companyLinkedinUrl\nAnn,linkedin.com/company/a%00x\nBob,\n'],
    [
      'is a Sales Navigator id of 12,000 characters',
      `fullName,salesNavUrl\nAnn,linkedin.com/sales/lead/${'x1'.repeat(6_000)}\nBob,\n`,
    ],
    ['is a member number of 12,000 digits', `fullName,linkedinUrl\nAnn,urn:li:member:${'12'.repeat(6_000)}\nBob,\n`],
    ['is an address of 12,000 characters', `fullName,email\nAnn,${'a1'.repeat(6_000)}@acme.com\nBob,\n`],
  ])('a cell that %s does not keep its row out', async (_what, csv) => {
    const importer = await createImporter(app)
    expect((await importer.importCsv(csv)).counts).toMatchObject({ imported: 2 })
  })
})

describe('a row is CROSS_LIST, and free,', () => {
  it('a row is CROSS_LIST by profile, e-mail, name and company, or name and location, but not by name alone', async () => {
    const importer = await createImporter(app)
    const csv =
      'fullName,linkedinUrl,email,companyName,location\nA,linkedin.com/in/a,,,\nB,,b@x.com,,\nC,,,Acme,\nD,,,,Berlin\nE,,,,\n'
    const first = await importer.importCsv(csv)
    const second = await importer.importCsv(csv)
    expect(first.counts.imported).toBe(5)
    expect(reasons(second)).toEqual([
      [1, 'CROSS_LIST', 'SAME_LINKEDIN'],
      [2, 'CROSS_LIST', 'SAME_EMAIL'],
      [3, 'CROSS_LIST', 'SAME_NAME_AND_COMPANY'],
      [4, 'CROSS_LIST', 'SAME_NAME_AND_LOCATION'],
    ])
    expect(second.rows.map(({ fullName }) => fullName)).toEqual(['E'])
  })

  it("a row is CROSS_LIST only if skipExistingCustomers is on, and never because of another user's list", async () => {
    const importer = await createImporter(app)
    const stranger = await createImporter(app)
    const csv = 'email\njane@cross.example\n'
    await stranger.importCsv(csv)
    expect((await importer.importCsv(csv)).counts.imported).toBe(1)
    expect((await importer.importCsv(csv, { skipExistingCustomers: false })).counts.imported).toBe(1)
    expect((await importer.importCsv(csv)).counts.crossListSkipped).toBe(1)
  })
})

describe('a row is UNAFFORDABLE', () => {
  it('a row is UNAFFORDABLE when credits run out, while free rows continue and the run is marked as capped', async () => {
    const importer = await createImporter(app, 2)
    const imported = await importer.importCsv('email\na@x.com\na@x.com\nb@x.com\nc@x.com\nb@x.com\n-\n')
    expect(reasons(imported)).toEqual([
      [2, 'MERGED', 'SAME_EMAIL'],
      [4, 'UNAFFORDABLE', 'OUT_OF_CREDITS'],
      [5, 'MERGED', 'SAME_EMAIL'],
      [6, 'INVALID', 'NOTHING_IDENTIFIES'],
    ])
    expect(imported).toMatchObject({ status: 'COMPLETED', wasCapped: true })
    expect(imported.counts).toMatchObject({
      total: 6,
      processed: 6,
      imported: 2,
      merged: 2,
      unaffordable: 1,
      invalid: 1,
    })
  })
})

describe('credits', () => {
  it('an import costs one credit for each imported row and releases the rest', async () => {
    const importer = await createImporter(app, 10)
    await importer.importCsv('email\na@x.com\na@x.com\nb@x.com\n')
    const { viewer } = await importer.query<{ viewer: { credits: unknown; creditLedger: { nodes: unknown[] } } }>(
      '{ viewer { credits { balance reserved available } creditLedger { nodes { kind amount reservedAmount } } } }',
    )
    expect(viewer.credits).toEqual({ balance: 8, reserved: 0, available: 8 })
    expect(viewer.creditLedger.nodes).toEqual([
      { kind: 'RELEASE', amount: 0, reservedAmount: -1 },
      { kind: 'CAPTURE', amount: -2, reservedAmount: -2 },
      { kind: 'RESERVE', amount: 0, reservedAmount: 3 },
      { kind: 'GRANT', amount: 10, reservedAmount: 0 },
    ])
  })
})
