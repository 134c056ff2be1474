import { describe, expect, it } from 'vitest'
import {
  type CompanyMapping,
  companyFields,
  type PersonMapping,
  personColumns,
} from '../../../src/imports/leads/fields.ts'
import { planColumns, readLead } from '../../../src/imports/leads/mapping.ts'

function read(row: Record<string, string>, mappings: { person?: PersonMapping; company?: CompanyMapping }) {
  const { person = null, company = null } = mappings
  const plan = planColumns(Object.keys(row), person === null ? 'COMPANIES' : 'PEOPLE', { person, company })
  return readLead({ cells: Object.values(row), broken: false }, 1, plan)
}

describe('the domain of a company', () => {
  const company = { name: 'Company', domain: 'Domain', website: 'Website' }

  it.each([
    ['https://www.acme.example/en/about', '', 'acme.example'],
    ['https://shop.acme.co.uk', '', 'acme.co.uk'],
    ['acme.wordpress.com', '', 'acme.wordpress.com'],
    ['https://www.acme.example', 'acme.test', 'acme.test'],
    ['https://www.facebook.com/acme', '', undefined],
    ['https://linktr.ee/acme', '', undefined],
    ['https://www.linkedin.com/company/acme', '', undefined],
    ['gmail.com', '', undefined],
    ['see LinkedIn', '', undefined],
    ['', '', undefined],
  ])('of the website %j and the domain %j is %j', (Website, Domain, domain) => {
    const row = { Name: 'Ada Byron', Company: 'Acme Ltd', Domain, Website }
    expect(read(row, { company }).company?.fields.domain).toBe(domain)
    expect(read(row, { person: { fullName: 'Name' }, company }).company?.fields.domain).toBe(domain)
  })

  it('of a person’s company is the one that the person names', () => {
    const row = { Name: 'Ada Byron', Company: 'Acme Ltd', Site: 'https://acme.test', Website: 'https://acme.example' }
    const person = { fullName: 'Name', companyName: 'Company', companyDomain: 'Site' }
    expect(read(row, { person, company: { website: 'Website' } }).company?.fields).toMatchObject({
      domain: 'acme.test',
      website: 'https://acme.example',
    })
  })
})

describe('a name before an e-mail address', () => {
  const person = { fullName: 'Name', email: 'Email' }

  it.each([
    ['Ann Archer <ann@a.example>', 'Ann Archer'],
    ['"Archer, Ann" <ann@a.example>; Bob <bob@b.example>', 'Archer, Ann'],
    ["'Ann Archer' <ann@a.example>", 'Ann Archer'],
    ['<ann@a.example>', undefined],
    ['ann@a.example <ann@a.example>', undefined],
    ['n/a <ann@a.example>', undefined],
    ['ann@a.example', undefined],
  ])('of %j is %j where the row has no other', (Email, name) => {
    expect(read({ Name: '', Email }, { person }).person?.fields).toEqual({
      email: 'ann@a.example',
      ...(name === undefined ? {} : { fullName: name }),
    })
    expect(read({ Name: 'Zoe', Email }, { person }).person?.fields.fullName).toBe('Zoe')
  })
})

describe('what precedes a last name', () => {
  const person = { firstName: 'First', lastName: 'Last', lastNamePrefix: 'Prefix' }

  it.each([
    ['van der', 'Berg', 'van der Berg'],
    ["d'", 'Artagnan', "d'Artagnan"],
    ['Van der', 'van der Berg', 'van der Berg'],
    ['van', 'Vandenberg', 'van Vandenberg'],
    ['', 'Berg', 'Berg'],
    ['-', 'Berg', 'Berg'],
    ['van', '', undefined],
  ])('%j makes %j %j', (Prefix, Last, lastName) => {
    expect(read({ First: 'Jan', Prefix, Last }, { person }).person?.fields.lastName).toBe(lastName)
  })

  it('identifies a person like the whole name', () => {
    const parts = read({ First: 'Jan', Prefix: 'van der', Last: 'Berg' }, { person })
    const whole = read({ Name: 'Jan van der Berg' }, { person: { fullName: 'Name' } })
    expect(parts.person?.keys.nameKey).toBe(whole.person?.keys.nameKey)
  })
})

describe('a long cell without an end takes time in proportion to its length', () => {
  const cells = ['a', '.', '0', '/', 'a.', '+x', '&#', '\t-', '[', ' (x', ', ', '@'].map(
    (text) => `a${text.repeat(100_000)}x`,
  )

  it.each(personColumns)('as %s of a person', (field) => {
    for (const Cell of cells) {
      const person: PersonMapping = { fullName: 'Name', [field]: 'Cell' }
      expect(read({ Name: 'Ada Byron', Cell }, { person })).toHaveProperty('rowNumber', 1)
    }
  })

  it.each(companyFields)('as %s of a company', (field) => {
    for (const Cell of cells) {
      const company: CompanyMapping = { name: 'Name', [field]: 'Cell' }
      expect(read({ Name: 'Acme Ltd', Cell }, { company })).toHaveProperty('rowNumber', 1)
    }
  })
})
