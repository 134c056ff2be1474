import { describe, expect, it } from 'vitest'
import { companyFields, personFields } from '../../../src/imports/leads/fields.ts'
import { parseHeader, withoutSharedParts } from '../../../src/imports/suggest/header.ts'
import { languages } from '../../../src/imports/suggest/languages.ts'
import { matchHeader } from '../../../src/imports/suggest/match.ts'
import { suggest } from '../../../src/imports/suggest/suggest.ts'
import { startCpuClock } from '../../support/cpu-clock.ts'
import { sample } from '../../support/property-runs.ts'

function listed(names: string): string[] {
  return names.split(',').filter((name) => name !== '')
}

/** The fields that got a column. */
function filled(mapping: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).filter(([, column]) => typeof column === 'string'))
}

describe('analyzing a column name', () => {
  it.each([
    ['First Name', null, 'first name'],
    ['firstName', null, 'first name'],
    ['FIRST_NAME', null, 'first name'],
    ['Prénom', null, 'prenom'],
    ['E-mail 1 - Value', null, 'email'],
    ['Person Linkedin Url', 'person', 'linkedin url'],
    ['LinkedInProfileURL', null, 'linkedin profile url'],
    ['companywebsite', 'company', 'website'],
    ['Work Phones', null, 'phone'],
    ['Company', 'company', ''],
    ['HQ City', 'company', 'city'],
    ['HQ', 'company', 'location'],
    ['Deal Title', 'other', 'title'],
    ['Person - Organization', 'company', ''],
    ['Chiffre d’affaires', null, 'chiffre affaires'],
    ['Ansprechpartner/in', 'person', ''],
    ['# Employees', null, 'employees'],
    ["What's your role?", null, 'role'],
    ['会社名', 'company', 'name'],
  ])('analyzes the column name %j', (header, scope, words) => {
    const [whole] = parseHeader(header).readings
    expect({ scope: whole?.scope, words: whole?.words.join(' ') }).toEqual({ scope, words })
  })

  it.each([
    ['Revenue (in 000s USD)', 'revenue'],
    ['Company Name for Emails', 'name'],
    ['State/Region', 'region'],
    ['properties.firstname', 'firstname'],
  ])('also analyzes a part of the column name %j', (header, words) => {
    expect(parseHeader(header).readings.map((reading) => reading.words.join(' '))).toContain(words)
  })

  it.each(['Column 3', 'Field1', 'A', '', 'Unnamed: 0', 'W4Efsd'])(
    'finds no meaning in the column name %j',
    (header) => {
      expect(parseHeader(header).isBlank).toBe(true)
    },
  )

  it.each([
    [
      ['record > Name', 'record > City', 'record > Phone'],
      ['Name', 'City', 'Phone'],
    ],
    [
      ['Name - Export', 'City - Export', 'Phone - Export'],
      ['Name', 'City', 'Phone'],
    ],
    [
      ['Name | July', 'City | July', 'Phone | July'],
      ['Name', 'City', 'Phone'],
    ],
  ])('ignores what all column names share: %j', (columns, names) => {
    expect(withoutSharedParts(columns)).toEqual(names)
  })

  it.each([
    [['Person - Name', 'Person - City', 'Person - Phone']],
    [['Name - Company', 'City - Company', 'Phone - Company']],
    [['record > Name', 'City', 'Phone']],
    [['Name - Export', 'City', 'Phone - Export']],
  ])('keeps what names their owner, or is not shared by all: %j', (columns) => {
    expect(withoutSharedParts(columns)).toEqual(columns)
  })
})

describe('suggesting the type', () => {
  it.each([
    [['First Name', 'Last Name', 'Company'], 'PEOPLE', 'HIGH'],
    [['Name', 'Job Title', 'Company', 'Email'], 'PEOPLE', 'HIGH'],
    [['Email'], 'PEOPLE', 'MEDIUM'],
    [['Company', 'Website', 'Industry'], 'COMPANIES', 'HIGH'],
    [['Name', 'Domain', 'Employees', 'Founded'], 'COMPANIES', 'HIGH'],
    [['Firma', 'Umsatz', 'Branche', 'Webseite'], 'COMPANIES', 'HIGH'],
    [['Raison sociale', 'SIREN', 'Ville'], 'COMPANIES', 'HIGH'],
    [['a', 'b'], 'PEOPLE', 'LOW'],
    [[], 'PEOPLE', 'LOW'],
  ])('suggests a type for the columns %j: %s', (columns, dataType, confidence) => {
    expect(suggest(columns, [])).toMatchObject({ dataType, confidence })
  })

  it('the reasoning names the decisive columns', () => {
    expect(suggest(['Vorname', 'Nachname', 'Umsatz'], []).reasoning).toContain('“Vorname” and “Nachname”')
    expect(suggest(['a'], []).reasoning).toMatch(/^No column shows/)
  })
})

describe('suggesting mappings', () => {
  it.each(languages.flatMap(({ firstName = '', lastName = '' }) => [...listed(firstName), ...listed(lastName)]))(
    'half of a name is not a whole one: %j',
    (header) => {
      expect(matchHeader(parseHeader(header)).map(({ concept }) => concept)).not.toContain('fullName')
    },
  )

  it.each(['For- og efternavn', 'For- og etternavn', 'För- och efternamn', 'Fornavn og efternavn'])(
    'two halves are a whole name: %j',
    (header) => {
      expect(filled(suggest([header], []).personMapping)).toEqual({ fullName: header })
    },
  )

  it('a family and middle name beside a given name is a last name', () => {
    const rows = [['Nguyễn Thị', 'Lan']]
    expect(filled(suggest(['Họ và tên đệm', 'Tên'], rows).personMapping)).toEqual({
      firstName: 'Tên',
      lastName: 'Họ và tên đệm',
    })
  })

  it('websites are recognised whichever way they are written', () => {
    const sites = ['https://www.acme.example/', 'beta.example/about', 'facebook.com/gamma', 'delta.example']
    for (const rows of [sites, sites.slice(0, 3), sites.slice(1, 3)]) {
      const { companyMapping } = suggest(
        ['Company', 'Website'],
        rows.map((site) => ['Acme Ltd', site]),
      )
      expect(companyMapping.website).toBe('Website')
    }
  })

  it.each<[string, string[], string[][], Record<string, string>]>([
    [
      'a bare name next to a surname is a first name',
      ['Name', 'Surname'],
      [],
      { firstName: 'Name', lastName: 'Surname' },
    ],
    [
      'a bare name next to a first name is a last name',
      ['Vorname', 'Name'],
      [],
      { firstName: 'Vorname', lastName: 'Name' },
    ],
    [
      'what precedes a last name belongs to it',
      ['Voornaam', 'Tussenvoegsel', 'Achternaam'],
      [
        ['Jan', 'van der', 'Berg'],
        ['Els', '', 'Bakker'],
      ],
      { firstName: 'Voornaam', lastNamePrefix: 'Tussenvoegsel', lastName: 'Achternaam' },
    ],
    [
      'a prefix is one of the last name if all values are',
      ['First Name', 'Name prefix', 'Last Name'],
      [
        ['Jan', 'von', 'Berg'],
        ['Lea', "d'", 'Arc'],
      ],
      { firstName: 'First Name', lastNamePrefix: 'Name prefix', lastName: 'Last Name' },
    ],
    [
      'titles are no part of a last name',
      ['Vorname', 'Namenszusatz', 'Nachname'],
      [
        ['Jan', 'von', 'Berg'],
        ['Lea', 'Dr.', 'Arc'],
      ],
      { firstName: 'Vorname', lastName: 'Nachname' },
    ],
    [
      'initials are no part of a last name',
      ['First', 'Middle', 'Last'],
      [
        ['Jan', 'D', 'Berg'],
        ['Lea', 'V.', 'Arc'],
      ],
      { firstName: 'First', lastName: 'Last' },
    ],
    [
      'middle names are no part of a last name',
      ['First name', 'Middle name', 'Last name'],
      [
        ['An', 'Van', 'Nguyen'],
        ['Minh', 'Van', 'Tran'],
      ],
      { firstName: 'First name', lastName: 'Last name' },
    ],
    [
      'a long cell that is almost a prefix takes no time',
      ['First name', 'Tussenvoegsel', 'Last name'],
      [['Jan', `${'vd '.repeat(40)}x`, 'Berg']],
      { firstName: 'First name', lastName: 'Last name', title: 'Tussenvoegsel' },
    ],
    [
      'the first of two last names is the last name',
      ['Nombre', 'Apellido paterno', 'Apellido materno'],
      [['Ana', 'García', 'López']],
      { firstName: 'Nombre', lastName: 'Apellido paterno' },
    ],
    [
      'initials stand for a first name',
      ['Voorletters', 'Tussenvoegsels', 'Achternaam'],
      [
        ['J.A.', 'van den', 'Broek'],
        ['K.', '', 'Smit'],
      ],
      { firstName: 'Voorletters', lastNamePrefix: 'Tussenvoegsels', lastName: 'Achternaam' },
    ],
    [
      'a first name is better than initials',
      ['Voorletters', 'Voornaam', 'Achternaam'],
      [['J.A.', 'Jan', 'Broek']],
      { firstName: 'Voornaam', lastName: 'Achternaam' },
    ],
    ['a bare name alone is a full name', ['Name', 'Email'], [], { fullName: 'Name', email: 'Email' }],
    ['the first of several similar columns wins', ['Email 2', 'Email 1'], [], { email: 'Email 1' }],
    [
      'halves of a name are a full name',
      ['First/Last Name', 'Email'],
      [],
      { fullName: 'First/Last Name', email: 'Email' },
    ],
    ['halves of a name are a full name: Prénom/Nom', ['Prénom/Nom'], [], { fullName: 'Prénom/Nom' }],
    [
      'a name in two languages is one half',
      ['Nombre / First Name', 'Apellidos / Last Name'],
      [],
      { firstName: 'Nombre / First Name', lastName: 'Apellidos / Last Name' },
    ],
    [
      'the holder of a ticket wins over its buyer',
      ['Ticket holder name', 'Ticket holder email', 'Buyer email'],
      [
        ['Dora Vale', 'dora@fern.example', 'carla@fern.example'],
        ['Emil Stone', 'emil@moss.example', 'gus@moss.example'],
      ],
      { fullName: 'Ticket holder name', email: 'Ticket holder email' },
    ],
    [
      'a name for countries and states is a country if the values are',
      ['Imię', 'Nazwisko', 'Miasto', 'Kraj'],
      [['Łukasz', 'Żak', 'Łódź', 'Polska']],
      { firstName: 'Imię', lastName: 'Nazwisko', city: 'Miasto', country: 'Kraj' },
    ],
    [
      'a geography is a location',
      ['Full name', 'Geography'],
      [['Dora Vale', 'Boston, Massachusetts, United States']],
      { fullName: 'Full name', location: 'Geography' },
    ],
    [
      'a column with values wins over an empty one',
      ['Phone', 'Mobile'],
      [['', '+44 20 7946 0000']],
      { phone: 'Mobile' },
    ],
    [
      'status and owner are decoys',
      ['Email Status', 'Contact Owner', 'Email'],
      [['ok', 'me@example.com', 'ada@example.com']],
      { email: 'Email' },
    ],
    [
      'an e-mail column without addresses is ignored',
      ['Email', 'Mail'],
      [['yes', 'ada@example.com']],
      { email: 'Mail' },
    ],
    ['a salutation is not a job title', ['Title', 'Role'], [['Mr.', 'CEO']], { title: 'Role' }],
    [
      'a profile is recognized by its URL',
      ['x', 'y', 'z'],
      [
        [
          'https://www.linkedin.com/in/ada',
          'https://linkedin.com/company/acme',
          'https://www.linkedin.com/sales/lead/AC,x',
        ],
      ],
      { linkedinUrl: 'x', companyLinkedinUrl: 'y', salesNavUrl: 'z' },
    ],
    [
      'an address is recognized by its form',
      ['Column 1', 'Column 2'],
      [['Ada', 'ada@example.com']],
      { email: 'Column 2' },
    ],
    ["the company's place is not the person's", ['City', 'Company City'], [['London', 'Paris']], { city: 'City' }],
    [
      'a website is used if there is no domain',
      ['Company', 'Website'],
      [['Acme', 'https://acme.example']],
      { companyName: 'Company', companyDomain: 'Website' },
    ],
    [
      'a domain wins over a website',
      ['Website', 'Company Domain'],
      [['https://acme.example', 'acme.example']],
      { companyDomain: 'Company Domain' },
    ],
  ])('mapping a person: %s', (_title, columns, rows, expected) => {
    expect(filled(suggest(columns, rows).personMapping)).toEqual(expected)
  })

  it.each<[string, string[], string[][], Record<string, string>]>([
    [
      'employees by number',
      ['Company', 'Employees'],
      [['Acme', '240']],
      { name: 'Company', employeeCount: 'Employees' },
    ],
    [
      'employees by range',
      ['Company', 'Employees'],
      [['Acme', '51-200']],
      { name: 'Company', employeeRange: 'Employees' },
    ],
    [
      'its parent and id are decoys',
      ['Account Name', 'Parent Account', 'Account ID'],
      [['Acme', 'Globex', '17']],
      { name: 'Account Name' },
    ],
    [
      "its LinkedIn page, not a person's",
      ['Company', 'LinkedIn', 'Company LinkedIn'],
      [['Acme', 'https://linkedin.com/in/ada', 'https://linkedin.com/company/acme']],
      { name: 'Company', linkedinUrl: 'Company LinkedIn' },
    ],
    [
      'what only companies have, from a file of people',
      ['First Name', 'Last Name', 'Company', 'City', 'Industry'],
      [['Ada', 'L', 'Acme', 'Rome', 'Software']],
      { name: 'Company', industry: 'Industry' },
    ],
  ])('mapping a company: %s', (_title, columns, rows, expected) => {
    expect(filled(suggest(columns, rows).companyMapping)).toEqual(expected)
  })

  it('mappings contain every field, with null if no column fits', () => {
    const { personMapping, companyMapping } = suggest(['Email'], [])
    expect(Object.keys(personMapping)).toEqual([...personFields, 'custom'])
    expect(Object.keys(companyMapping)).toEqual([...companyFields, 'custom'])
    expect(companyMapping).toMatchObject({ name: null, domain: null, custom: [] })
  })

  it('columns may be named like object properties', () => {
    expect(suggest(['__proto__', 'constructor', 'Email'], [['a', 'b', 'ada@example.com']]).personMapping.email).toBe(
      'Email',
    )
  })
})

it('warns of facts about a company that no column names', () => {
  const rows = [['Ann Archer', 'ann@a.example', 'Software', '51-200']]
  expect(suggest(['Name', 'Email', 'Industry', 'Employees'], rows).warnings).toEqual([
    expect.stringMatching(/^No column identifies the company that “Industry” and “Employees” describe\. /),
  ])
  expect(suggest(['Name', 'Email', 'Industry', 'Company'], []).warnings).toEqual([])
})

describe('proposing custom columns', () => {
  const proposed = (columns: string[], rows: string[][] = []) => {
    const { personMapping, companyMapping } = suggest(columns, rows)
    return { person: personMapping.custom, company: companyMapping.custom }
  }
  const named = (...names: string[]) => names.map((name) => ({ column: name, name }))

  it('custom columns of a person are all that neither mapping uses, including empty ones', () => {
    const columns = ['First Name', 'Last Name', 'Company', 'Industry', 'Shoe size', 'Notes']
    const rows = [['Ada', 'Lovelace', 'Acme', 'Software', '38', '']]
    expect(proposed(columns, rows)).toEqual({ person: named('Shoe size', 'Notes'), company: [] })
  })

  it('custom columns of a company are all that its own mapping does not use', () => {
    const columns = ['Company Name', 'Website', 'Founded', 'Tier', 'Job Title']
    expect(proposed(columns)).toEqual({
      person: named('Founded', 'Tier'),
      company: named('Tier', 'Job Title'),
    })
  })

  it.each([
    ['once', ['Email', 'Notes', 'verdict', 'reason'], ['Notes']],
    ['twice', ['Email', 'Notes', 'verdict', 'reason', 'verdict (2)', 'reason (2)'], ['Notes']],
    ['never', ['Email', 'verdict', 'reason', 'Notes'], ['verdict', 'reason', 'Notes']],
    ['not by a lone reason', ['Email', 'Notes', 'reason'], ['Notes', 'reason']],
  ])('custom columns omit the verdicts of a downloaded outcomes file: %s', (_title, columns, expected) => {
    expect(proposed(columns).person).toEqual(named(...expected))
  })
})

const costlyCells: [string, string][] = [
  ['near-addresses', 'a@a.'.repeat(250)],
  ['near-numbers', `1${' '.repeat(998)}x`],
  ['near-ranges', '1-'.repeat(500)],
  ['near-domains', 'a.'.repeat(500)],
  ['near-names', "A' ".repeat(333)],
  ['slashes', 'a/b.'.repeat(250)],
]

it.each(sample(costlyCells, 2))('suggests a mapping for 1,000 columns of %s, 1,000 characters each', (_what, cell) => {
  const columns = Array.from({ length: 1_000 }, (_, index) => `${cell.slice(0, 190)} ${index}`)
  const rows = Array.from({ length: 50 }, () => columns.map(() => cell))
  const cpuSeconds = startCpuClock()
  const { personMapping, companyMapping } = suggest(columns, rows)
  expect(cpuSeconds()).toBeLessThan(20)
  expect([...(personMapping.custom ?? []), ...(companyMapping.custom ?? [])].length).toBeGreaterThan(900)
})

it.each([
  ['has no first and last names', ['', '']],
  ['has them in other rows', ['Cid', 'Cole']],
])('the full name of an export that %s stays the full name', (_what, [first = '', last = '']) => {
  const columns = ['id', 'firstName', 'lastName', 'fullName', 'email']
  const rows = [
    ['row_1', '', '', 'Ann Archer', 'ann@acme.example'],
    ['row_2', '', '', 'Bob Baker', 'bob@acme.example'],
    ['row_3', first, last, '', 'cid@acme.example'],
  ]
  const { personMapping } = suggest(columns, rows)
  expect(personMapping).toMatchObject({
    ...Object.fromEntries(columns.slice(1).map((name) => [name, name])),
    custom: [],
  })
})
