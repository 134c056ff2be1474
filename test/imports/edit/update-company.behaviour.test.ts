import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { idsIn, mutate } from '../../support/edits.ts'
import { createImporter, type Importer } from '../../support/imports.ts'

const app = await startTestApp()

const companies = 'name,domain,linkedinUrl,city\nAcme,acme.example,linkedin.com/company/acme,Bath\nGlobex,,,York\n'

async function setUp() {
  const importer = await createImporter(app)
  const { listId } = await importer.importCsv(companies, { dataType: 'COMPANIES' })
  return { importer, listId, ids: await idsIn(importer, listId) }
}

function update(importer: Importer, input: Record<string, unknown>, selection = 'company { name domain }') {
  return mutate<{ company: Record<string, unknown> }>(importer, 'updateCompany', input, selection)
}

describe('updateCompany', () => {
  it('sets and empties values, and later rows match the new ones', async () => {
    const { importer, listId, ids } = await setUp()
    const set = {
      domain: 'https://www.globex.example/about',
      employeeCount: 12,
      founded: 1999,
      technologies: ['Go', 'SQL'],
    }
    const changed = await update(
      importer,
      { companyId: ids['Globex'], set, clear: ['city'] },
      'company { name domain website employeeCount founded technologies city editedAt }',
    )
    expect(changed.company).toEqual({
      ...{ name: 'Globex', domain: 'globex.example', website: 'https://www.globex.example/about', employeeCount: 12 },
      ...{ founded: 1999, technologies: ['Go', 'SQL'], city: null, editedAt: expect.any(String) },
    })
    const again = await importer.importCsv('name,domain\nSomething,globex.example\n', { dataType: 'COMPANIES', listId })
    expect(again.counts).toMatchObject({ merged: 1, imported: 0 })
  })

  it.each([
    ['domain', { domain: 'acme.example' }],
    ['LinkedIn page', { linkedinUrl: 'https://linkedin.com/company/acme/' }],
    ['name', { name: 'Acme Inc', city: 'Bath' }],
  ])('refuses the %s of another company of the list', async (_what, set) => {
    const { importer, ids } = await setUp()
    const { updateCompany } = await importer.query<{ updateCompany: unknown }>(
      `mutation ($input: UpdateCompanyInput!) { updateCompany(input: $input) {
        __typename ... on DuplicateLeadError { otherCompany { name } otherRow { fullName } }
      } }`,
      { input: { companyId: ids['Globex'], set } },
    )
    expect(updateCompany).toEqual({ __typename: 'DuplicateLeadError', otherCompany: { name: 'Acme' }, otherRow: null })
  })

  it('a company of another LinkedIn page leaves the enrichment that was about the old one', async () => {
    const { importer, listId, ids } = await setUp()
    const companyId = ids['Acme']
    await importer.query('mutation ($id: ID!) { enrichList(input: { listId: $id }) { __typename } }', { id: listId })
    await update(importer, { companyId, set: { linkedinUrl: 'linkedin.com/company/acme-two' } })
    const enrichment = await app.prisma.enrichment.findFirstOrThrow({ where: { listId }, include: { items: true } })
    expect(enrichment.items.map(({ linkedinKey }) => linkedinKey)).not.toContain('acme')
  })

  it.each([
    ['a negative number of employees', { set: { employeeCount: -1 } }],
    ['a year of two digits', { set: { founded: 99 } }],
    ['all that identifies', { clear: ['name', 'domain', 'linkedinUrl'] }],
  ])('refuses %s', async (_what, input) => {
    const { importer, ids } = await setUp()
    expect(await update(importer, { companyId: ids['Acme'], ...input })).toMatchObject({
      ...{ __typename: 'InvalidInputError', code: 'INVALID_INPUT' },
    })
  })

  it('refuses a company that has changed since it was read', async () => {
    const { importer, ids } = await setUp()
    const input = { companyId: ids['Acme'], set: { city: 'York' }, expectedUpdatedAt: '2020-01-01T00:00:00.000Z' }
    expect(await update(importer, input)).toMatchObject({ __typename: 'LeadChangedError' })
  })
})
