import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { createImporter, type Imported, type Importer } from '../../support/imports.ts'
import { skipEnrichment } from '../../support/skip-enrichment.ts'

// Pages of two rows, so that most of what must be seen has been stored before.
const app = await startTestApp({ pageSize: 2 })
await skipEnrichment(app)

async function importOnce(csv: string): Promise<Imported> {
  return await (await createImporter(app)).importCsv(csv)
}

/** Who works where, by name of the company row. */
const employers = ({ rows }: Imported) =>
  rows.map(({ fullName, email, company }) => [fullName ?? email, company ?? null])

describe('the companies of people', () => {
  it('companies of people are created once and linked to each person, free of charge', async () => {
    const importer = await createImporter(app, 10)
    const imported = await importer.importCsv(
      [
        'fullName,companyName,companyDomain,companyLinkedinUrl',
        'Ann,Acme,acme.com,',
        'Bob,ACME Inc.,www.acme.com,linkedin.com/company/acme',
        'Cid,Acme LLC,,',
        'Dan,,,linkedin.com/company/acme',
        'Eve,Globex,,',
        'Fay,,,',
        '',
      ].join('\n'),
    )
    const acme = { name: 'Acme', domain: 'acme.com' }
    expect(imported.companies).toEqual([{ ...acme, linkedinUrl: 'linkedin.com/company/acme' }, { name: 'Globex' }])
    expect(employers(imported)).toEqual([
      ['Ann', acme],
      ['Bob', acme],
      ['Cid', acme],
      ['Dan', acme],
      ['Eve', { name: 'Globex', domain: null }],
      ['Fay', null],
    ])
    expect(imported.counts).toMatchObject({ imported: 6, companiesCreated: 2, companiesLinked: 5 })
    const { viewer } = await importer.query<{ viewer: unknown }>('{ viewer { credits { balance reserved } } }')
    expect(viewer).toEqual({ credits: { balance: 4, reserved: 0 } })
  })

  it('a URL in the domain column becomes the website, and its bare domain the domain', async () => {
    const imported = await importOnce('fullName,companyDomain\nJane,https://www.Acme.com/about\n')
    expect(imported.companies).toEqual([{ domain: 'acme.com', website: 'https://www.Acme.com/about' }])
    expect(imported.rows).toEqual([
      { fullName: 'Jane', companyDomain: 'acme.com', company: { name: null, domain: 'acme.com' } },
    ])
  })

  it.each([
    ['a mail provider', 'gmail.com'],
    ['a network', 'https://www.linkedin.com/company/acme'],
    ['a link collection', 'linktr.ee/acme'],
    ['nothing', 'not a domain'],
  ])('companies are not identified by the host of %s', async (_what, host) => {
    const imported = await importOnce(`fullName,companyDomain\nAnn,${host}\nBob,${host}\n`)
    expect(imported.companies).toEqual([])
    expect(imported.counts).toMatchObject({ imported: 2, companiesCreated: 0, companiesLinked: 0 })
    expect(imported.rows[0]).toEqual({ fullName: 'Ann', companyDomain: host })
  })

  it('the company mapping takes precedence over the fields of the person, who is linked anyway', async () => {
    const imported = await importOnce(
      [
        'fullName,companyName,companyDomain,company.name,company.domain,company.industry,company.employeeCount',
        'Ann,Own,own.com,Mapped,mapped.com,Anvils,"1,200"',
        'Bob,Own,own.com,,,,',
        'Cid,,,Mapped,,,',
        'Dan,Own,,,mapped.com,,',
        '',
      ].join('\n'),
    )
    const [own, mapped] = [
      { name: 'Own', domain: 'own.com' },
      { name: 'Mapped', domain: 'mapped.com' },
    ]
    expect(imported.companies).toEqual([{ ...mapped, industry: 'Anvils', employeeCount: 1200 }, own])
    expect(employers(imported)).toEqual([
      ['Ann', mapped],
      ['Bob', own],
      ['Cid', mapped],
      ['Dan', mapped],
    ])
    expect(imported.rows.map(({ companyName, companyDomain }) => [companyName, companyDomain])).toEqual([
      ['Own', 'own.com'],
      ['Own', 'own.com'],
      ['Mapped', undefined],
      ['Own', 'mapped.com'],
    ])
    expect(imported.counts).toMatchObject({ imported: 4, companiesCreated: 2, companiesLinked: 4 })
  })

  it('companies are identified by the company mapping alone, even by the website', async () => {
    const imported = await importOnce(
      'fullName,company.website,company.city\nAnn,https://acme.com/de,Berlin\nBob,www.acme.com,Paris\n',
    )
    expect(imported.companies).toEqual([{ domain: 'acme.com', website: 'https://acme.com/de', city: 'Berlin' }])
    expect(imported.counts).toMatchObject({ companiesCreated: 1, companiesLinked: 2 })
    expect(imported.rows.map(({ companyDomain }) => companyDomain)).toEqual(['acme.com', 'acme.com'])
  })
})

describe('a MERGED row', () => {
  it('a MERGED row links a company to the existing person, or fills in the linked one', async () => {
    const imported = await importOnce(
      [
        'email,companyName,companyDomain,company.city,company.industry',
        'ann@x.example,,,,',
        'bob@x.example,Acme,,Berlin,',
        'ann@x.example,Acme,acme.com,Berlin,Anvils',
        'bob@x.example,Acme,,,Other',
        '',
      ].join('\n'),
    )
    expect(imported.companies).toEqual([{ name: 'Acme', domain: 'acme.com', city: 'Berlin', industry: 'Anvils' }])
    const acme = { name: 'Acme', domain: 'acme.com' }
    expect(employers(imported)).toEqual([
      ['ann@x.example', acme],
      ['bob@x.example', acme],
    ])
    expect(imported.counts).toMatchObject({ imported: 2, merged: 2, companiesCreated: 1, companiesLinked: 2 })
  })

  it('a MERGED row does not change the employer of a person', async () => {
    const imported = await importOnce(
      'email,companyName,companyDomain\nann@x.example,Acme,acme.com\nann@x.example,Globex,globex.com\n',
    )
    expect(employers(imported)).toEqual([['ann@x.example', { name: 'Acme', domain: 'acme.com' }]])
    expect(imported.rows[0]).toMatchObject({ companyName: 'Acme', companyDomain: 'acme.com' })
    expect(imported.counts).toMatchObject({ merged: 1, updated: 0, companiesCreated: 2, companiesLinked: 1 })
  })

  it('a MERGED row does not link a person whose company was deleted to another employer', async () => {
    const importer = await createImporter(app)
    const { listId } = await importer.importCsv('email,companyName\nann@x.example,Acme\n')
    await importer.query(
      'mutation ($listId: ID!) { deleteCompanies(input: { listId: $listId, filter: {} }) { __typename } }',
      { listId },
    )
    const other = await importer.importCsv('email,companyName\nann@x.example,Globex\n', { listId })
    expect(other.companies).toEqual([{ name: 'Globex' }])
    expect(employers(other)).toEqual([['ann@x.example', null]])
    const own = await importer.importCsv('email,companyName\nann@x.example,Acme Inc.\n', { listId })
    expect(employers(own)).toEqual([['ann@x.example', { name: 'Acme Inc.', domain: null }]])
  })
})

describe('a row that does not land', () => {
  const row = (what: string, name = 'Jane') => `${name},${what}@x.example,${what} Ltd,${what}.com\n`
  const header = 'fullName,email,companyName,companyDomain\n'
  const block = (importer: Importer) =>
    importer.query('mutation { blockCompanies(input: { entries: [{ domain: "blocked.com" }] }) { __typename } }')

  it('a row that is BLOCKED, INVALID, CROSS_LIST or UNAFFORDABLE creates, fills and links no company', async () => {
    const importer = await createImporter(app, 2)
    await block(importer)
    await importer.importCsv('email\nelsewhere@x.example\n')
    const imported = await importer.importCsv(
      `${header}${row('blocked')},nobody,Nobody,nobody.com\n"Jo"e,broken@x.example,Broken,broken.com\n${row('elsewhere')}${row('landed')}${row('poor', 'Joe')}`,
    )
    expect(imported.outcomes.map(({ verdict }) => verdict)).toEqual([
      'BLOCKED',
      'INVALID',
      'INVALID',
      'CROSS_LIST',
      'UNAFFORDABLE',
    ])
    expect(imported.companies).toEqual([{ name: 'landed Ltd', domain: 'landed.com' }])
    expect(imported.counts).toMatchObject({ imported: 1, companiesCreated: 1, companiesLinked: 1 })
  })
})

describe('a list', () => {
  it('a list has one company per domain, however its rows spell it', async () => {
    const written = ['acme.com', 'ACME.COM', 'www.acme.com', 'https://acme.com/', 'mail.acme.com', 'x@acme.com']
    const rows = written.flatMap((domain, at) => [`P${at},Name ${at},${domain}`, `Q${at},Acme,${domain}`])
    const imported = await importOnce(`fullName,companyName,companyDomain\n${rows.join('\n')}\n`)
    expect(imported.companies).toEqual([expect.objectContaining({ domain: 'acme.com' })])
    expect(imported.counts).toMatchObject({ imported: 12, companiesCreated: 1, companiesLinked: 12 })
  })

  it('the same company in another list is another row', async () => {
    const importer = await createImporter(app)
    const listIds = []
    for (const name of ['Ann', 'Bob']) {
      const imported = await importer.importCsv(`fullName,companyDomain\n${name},acme.com\n`)
      expect(imported.counts).toMatchObject({ companiesCreated: 1, companiesLinked: 1 })
      listIds.push(imported.listId)
    }
    const stored = await app.prisma.companyRow.findMany({ where: { ownerId: importer.userId }, orderBy: { id: 'asc' } })
    expect(stored.map(({ listId, importedAsLead }) => [listId, importedAsLead])).toEqual(
      listIds.map((listId) => [listId, false]),
    )
  })
})
