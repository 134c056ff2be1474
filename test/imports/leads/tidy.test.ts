import { describe, expect, it } from 'vitest'
import type { CompanyField, PersonField } from '../../../src/imports/leads/fields.ts'
import { planColumns, readLead, readPerson } from '../../../src/imports/leads/mapping.ts'
import { furtherAddresses, furtherNumbers, tidierOf, tidyCell } from '../../../src/imports/leads/tidy.ts'

const tidied = (field: PersonField | CompanyField, cell: string) => tidierOf(field)(cell)

describe('a cell', () => {
  it.each([
    ['AT&amp;T', 'AT&T'],
    ['AT&amp;amp;T', 'AT&T'],
    ['Br&ouml;tz &#38; S&#xf6;hne', 'Brötz & Söhne'],
    ['&nbsp;Alder&#8203;', 'Alder'],
    ['Alder & Co; Birch', 'Alder & Co; Birch'],
    ['Alder &copy 2024', 'Alder &copy 2024'],
    ['  Alder\u00a0Ltd ', 'Alder Ltd'],
    ['Null & Void Ltd', 'Null & Void Ltd'],
    ['Nonesuch', 'Nonesuch'],
    ['#1', '#1'],
    ['*****', '*****'],
    ['No', 'No'],
    ['0', '0'],
  ])('%j is read as %j', (cell, value) => {
    expect(tidyCell(cell)).toBe(value)
  })

  it.each(
    [
      '-',
      '–',
      '--',
      '...',
      '?',
      '/',
      'n/a',
      'N/A',
      'N.A.',
      'NA',
      'none',
      'None',
      '(none)',
      'null',
      'NULL',
      '[null]',
      'nan',
      'NaN',
    ].concat(
      [
        'undefined',
        'Unknown',
        'not found',
        'Not_Found',
        'NOT FOUND',
        '❌ Not found',
        '🚫 No email found',
        'Not available.',
        '(blank)',
      ],
      [
        '#N/A',
        '#REF!',
        '#VALUE!',
        '#DIV/0!',
        '#NAME?',
        '#ERROR!',
        '#BEZUG!',
        '#NV',
        '#¡VALOR!',
        '####',
        ' \u00a0',
        '&nbsp;',
        '"-"',
      ],
      ['keine Angabe', 'sin datos', 'Non renseigné', 'неизвестно', '不明', '暂无'],
    ),
  )('%j holds nothing', (cell) => {
    expect(tidyCell(cell)).toBe('')
  })
})

describe('a name', () => {
  it.each(['Null', 'NULL', 'Nan', 'None', 'Na', 'NA', 'N.A.', 'Nil', 'Ng', 'O'])('%j is one', (cell) => {
    for (const field of ['firstName', 'lastName', 'fullName'] as const) expect(tidied(field, cell)).toBe(cell)
  })

  it.each(['-', 'n/a', 'N/A', '#N/A', '#REF!', 'not found', 'Not Found', '(none)', '.', 'undefined'])(
    '%j is none',
    (cell) => {
      for (const field of ['firstName', 'lastName', 'fullName'] as const) expect(tidied(field, cell)).toBe('')
    },
  )

  it('of a company may not be a placeholder', () => {
    expect(['NaN', 'None', 'Null', 'NA'].map((cell) => tidied('companyName', cell))).toEqual(['', '', '', ''])
  })
})

it('NA is a country', () => {
  expect(tidied('country', ' NA ')).toBe('NA')
  expect(tidied('country', 'n/a')).toBe('')
  expect(tidied('city', 'NA')).toBe('')
})

describe('an e-mail cell', () => {
  it.each([
    ['ann@a.example'],
    ['Ann Archer <ann@a.example>'],
    ['"Archer, Ann" <ann@a.example>'],
    ['<ann@a.example>'],
    ["'ann@a.example'"],
    ['mailto:ann@a.example?subject=x&cc=bob@b.example'],
    ['mailto:ann%40a.example'],
    ['ann [at] a.example'],
    ['ann (at) a [dot] example'],
    ['mailto:%20ann@a.example?subject=Hi'],
    ['ann(at)a.example'],
    ['Ann|ann@a.example'],
    ['ann@a.example.'],
    ['ann@a.example,'],
    ['ann@a.example; bob@b.example'],
    ['ann@a.example ::: bob@b.example'],
    ['ann@a.example/bob@b.example'],
    ['ann@a.example\nbob@b.example'],
    ['E-mail: ann@a.example'],
    ['ann@a.example (work)'],
    ['[ann@a.example](mailto:ann@a.example)'],
    ['<a href="mailto:ann@a.example">ann@a.example</a>'],
    ['ann @ a.example'],
    ['\u200bann@a.\u00adexample\u202c'],
    ['ann\u200d@a.example'],
    ['Ann &lt;ann@a.example&gt;'],
    ['n/a; ann@a.example'],
    ['none@none.com; ann@a.example'],
  ])('%j is read as its first address', (cell) => {
    expect(tidied('email', cell)).toBe('ann@a.example')
  })

  it.each([
    "o'brook+list@b.example",
    'R&D@alder.example',
    'Ann.Archer@A.Example',
    'jörg@müller.example',
    'none@alder.example',
  ])('%j stays as it is', (cell) => {
    expect(tidied('email', cell)).toBe(cell)
  })

  it('without an address stays text', () => {
    expect(tidied('email', 'ask at the desk')).toBe('ask at the desk')
    expect(tidied('email', 'ann@')).toBe('ann@')
  })

  it.each([
    'none@none.com',
    'na@na.com',
    'noemail@alder.example',
    'no-email@noemail.com',
    'null@null',
    'unknown@unknown.com',
    'none@gmail.com',
  ])('%j holds nothing', (cell) => {
    expect(['', 'null@null']).toContain(tidied('email', cell))
  })

  it('keeps the addresses after the first in a custom field', () => {
    expect(furtherAddresses('ann@a.example')).toBeNull()
    expect(furtherAddresses('ann@a.example; ANN@a.example')).toBeNull()
    expect(furtherAddresses('Ann <ann@a.example>, bob@b.example; c@c.example')).toBe('bob@b.example, c@c.example')
    const plan = planColumns(['Mail', 'Note'], 'PEOPLE', {
      person: { email: 'Mail', custom: [{ column: 'Note', name: 'Note' }] },
      company: null,
    })
    const lead = readLead({ cells: ['ann@a.example; ann@home.example', 'n/a'], broken: false }, 1, plan)
    expect(lead.person).toMatchObject({
      fields: { email: 'ann@a.example' },
      custom: new Map([['Other emails', 'ann@home.example']]),
    })
    expect(lead.cells).toEqual(['ann@a.example; ann@home.example', 'n/a'])
  })
})

it('adds further addresses and numbers to a column of that name', () => {
  const plan = planColumns(['Mail', 'Phone', 'Other emails', 'Other phones'], 'PEOPLE', {
    person: {
      email: 'Mail',
      phone: 'Phone',
      custom: ['Other emails', 'Other phones'].map((name) => ({ column: name, name })),
    },
    company: null,
  })
  const cells = ['a@x.example; b@x.example', '2025550101; 2025550102', 'c@x.example', '2025550103']
  expect(readLead({ cells, broken: false }, 1, plan).person?.custom).toEqual(
    new Map([
      ['Other emails', 'c@x.example, b@x.example'],
      ['Other phones', '2025550103, 2025550102'],
    ]),
  )
})

describe('a phone', () => {
  it.each([
    ['+1 202 555 0101 ::: +1 202 555 0102', '+1 202 555 0101', '+1 202 555 0102'],
    ['(202) 555-0101; (202) 555-0102; 202 555 0101', '(202) 555-0101', '(202) 555-0102'],
    ['030 1234567 / 0171 2345678', '030 1234567', '0171 2345678'],
    ['2025550101, 2025550102', '2025550101', '2025550102'],
    ['0301234567\n0171.2345678', '0301234567', '0171.2345678'],
    ['030/1234567', '030/1234567', null],
    ['(202) 555-0101, ext. 1234567', '(202) 555-0101, ext. 1234567', null],
    ['030 1234567 / 68', '030 1234567 / 68', null],
    ['+49 30 1234567', '+49 30 1234567', null],
  ])('%j holds %j, and further %j', (cell, first, others) => {
    expect(tidied('phone', cell)).toBe(first)
    expect(furtherNumbers(cell)).toBe(others)
  })

  it.each(['PEOPLE', 'COMPANIES'] as const)('keeps the numbers after the first in a custom field of %s', (dataType) => {
    const mapping = { person: { fullName: 'Name', phone: 'Phone' }, company: { name: 'Name', phone: 'Phone' } }
    const plan = planColumns(['Name', 'Phone'], dataType, mapping)
    const lead = readLead({ cells: ['Ann Archer', '2025550101; 2025550102'], broken: false }, 1, plan)
    expect(dataType === 'PEOPLE' ? lead.person : lead.company).toMatchObject({
      fields: { phone: '2025550101' },
      custom: new Map([['Other phones', '2025550102']]),
    })
  })

  it.each([
    ['447911123456.0', '447911123456'],
    ['4930123.00', '4930123'],
    ['4.47911123456E+11', '447911123456'],
    ['4,47911123456E+11', '447911123456'],
    ['4.93012345e11', '493012345000'],
    ["'+44 113 496 0001", '+44 113 496 0001'],
    ["'0113 496 0001", '0113 496 0001'],
    ['tel:+441134960001', '+441134960001'],
    ['p:+441134960001', '+441134960001'],
    ['0113.496.0001', '0113.496.0001'],
    ['030/12.34.56', '030/12.34.56'],
    ['+1 (555) 123-4567 x89', '+1 (555) 123-4567 x89'],
    ['4.47911E+11', '4.47911E+11'],
    ['000-000-0000', ''],
    ['-', ''],
    ['see website', 'see website'],
  ])('%j is read as %j', (cell, value) => {
    expect(tidied('phone', cell)).toBe(value)
  })
})

describe('a page', () => {
  it.each([
    ['alder.example', 'alder.example'],
    ['https://alder.example; https://alder.shop', 'https://alder.example'],
    ['https://alder.example, https://alder.shop', 'https://alder.example'],
    ['https://alder.example\nhttps://alder.shop', 'https://alder.example'],
    ['alder.example,birch.example', 'alder.example'],
    ['alder.example | birch.example', 'alder.example'],
    ['Website: alder.example', 'alder.example'],
    ['Website:https://alder.example', 'https://alder.example'],
    ['<https://alder.example/>', 'https://alder.example/'],
    ['(alder.example)', 'alder.example'],
    ['[Alder](https://alder.example)', 'https://alder.example'],
    ['https://alder.example/a,b', 'https://alder.example/a,b'],
    ['https://en.example.org/Alder_(tree)', 'https://en.example.org/Alder_(tree)'],
    ['info@alder.example', 'info@alder.example'],
    ['Alder Ltd', 'Alder Ltd'],
    ['https://', ''],
    ['http://www.', ''],
    ['www.', ''],
    ['http://n/a', ''],
    ['No website found', ''],
  ])('%j is read as %j', (cell, value) => {
    for (const field of ['companyDomain', 'domain', 'website'] as const) expect(tidied(field, cell)).toBe(value)
  })

  it.each([
    ['https://www.linkedin.com/in/ann-archer', 'https://www.linkedin.com/in/ann-archer'],
    ['LinkedIn: https://www.linkedin.com/in/ann-archer', 'https://www.linkedin.com/in/ann-archer'],
    ['https://www.linkedin.com/in/ann-archer (CEO)', 'https://www.linkedin.com/in/ann-archer'],
    ['https://twitter.com/ann\nhttps://www.linkedin.com/in/ann-archer', 'https://www.linkedin.com/in/ann-archer'],
    ['<https://www.linkedin.com/in/ann-archer>', 'https://www.linkedin.com/in/ann-archer'],
    ['https://www.linkedin.com/in/ann-archer,', 'https://www.linkedin.com/in/ann-archer'],
    [
      'https://www.linkedin.com/sales/lead/ACwAA,NAME_SEARCH,a1b2',
      'https://www.linkedin.com/sales/lead/ACwAA,NAME_SEARCH,a1b2',
    ],
    ['/in/ann-archer', '/in/ann-archer'],
    ['urn:li:member:123', 'urn:li:member:123'],
    ['ann-archer', 'ann-archer'],
    ['Not found', ''],
  ])('%j of LinkedIn is read as %j', (cell, value) => {
    for (const field of ['linkedinUrl', 'salesNavUrl', 'companyLinkedinUrl'] as const)
      expect(tidied(field, cell)).toBe(value)
  })
})

it('tidies the fields of people that a provider returns', () => {
  const person = { fullName: '\u202eAnn\u00a0Archer', companyName: 'AT&amp;T', title: 'n/a', memberId: '7' }
  expect(readPerson(person, { rowNumber: 1, cells: [] }).person?.fields).toEqual({
    fullName: 'Ann Archer',
    companyName: 'AT&T',
    memberId: '7',
  })
})

it('takes no longer for cells that are made to be slow', () => {
  const hostile = [
    'a'.repeat(2_000),
    '@'.repeat(2_000),
    'a@'.repeat(1_000),
    `${'a.'.repeat(5_000)} `,
    '&amp;'.repeat(20_000),
    '('.repeat(40),
  ]
  for (const cell of hostile) {
    for (const field of ['email', 'website', 'linkedinUrl', 'phone', 'fullName'] as const) tidied(field, cell)
  }
})
