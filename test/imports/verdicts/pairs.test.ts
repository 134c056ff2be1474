import { describe, expect, it } from 'vitest'
import { identityPairs, isMerged, scorePairs } from '../../support/identity-pairs.ts'

const goals = { PEOPLE: { precision: 0.96, recall: 0.75 }, COMPANIES: { precision: 0.93, recall: 0.87 } } as const

describe('pairs merge as they are labelled', () => {
  it.for(['PEOPLE', 'COMPANIES'] as const)('%s', (dataType, { skip }) => {
    const pairs = identityPairs(dataType)
    if (pairs === null) return skip('IDENTITY_DIR does not name a folder with labelled pairs.')
    const { precision, recall, wrongMerges } = scorePairs(pairs, dataType)
    expect(precision, wrongMerges.join('\n')).toBeGreaterThanOrEqual(goals[dataType].precision)
    expect(recall).toBeGreaterThanOrEqual(goals[dataType].recall)
  })
})

type Row = Record<string, string>

function merges(a: Row, b: Row, dataType: 'PEOPLE' | 'COMPANIES'): boolean[] {
  return [isMerged([a, b], dataType), isMerged([b, a], dataType)]
}

const ada = { fullName: 'Ada Byron' }
const adaAtAcme = { ...ada, companyName: 'Acme' }

describe('two people, in either order,', () => {
  it.each<[string, Row, Row]>([
    ['by the name, where nothing differs', { ...ada, phone: '+44 20 1' }, { ...ada, title: 'Analyst' }],
    ['by the name, where one has more', ada, { ...adaAtAcme, email: 'ada@acme.com' }],
    [
      'by the name, with a phone written otherwise',
      { ...ada, phone: '+44 20 7946 0001' },
      { ...ada, phone: '020 7946 0001' },
    ],
    ['by the name, in one place', { ...ada, location: 'Ockham' }, { ...ada, location: 'Ockham, Surrey' }],
    [
      'by name and company, with a work and a private address',
      { ...adaAtAcme, email: 'ada@acme.com' },
      { ...adaAtAcme, email: 'ada@gmail.com' },
    ],
    [
      "by the company's domain in the work address",
      { ...ada, email: 'ada@acme.com', city: 'Bath' },
      { ...ada, companyDomain: 'acme.com', city: 'York' },
    ],
    [
      'by a shared mailbox and the name',
      { ...ada, email: 'info@acme.com', city: 'Bath' },
      { ...ada, email: 'info@acme.com', city: 'York' },
    ],
    [
      "by LinkedIn's id",
      { linkedinUrl: 'linkedin.com/in/ACoAAAElvBwBmVH8z3qk' },
      { salesNavUrl: 'https://www.linkedin.com/sales/lead/ACwAAAElvBwBmVH8z3qk,x' },
    ],
    [
      'by name and company, with a slug and an id',
      { ...adaAtAcme, linkedinUrl: 'linkedin.com/in/ada', title: 'A' },
      { ...adaAtAcme, linkedinUrl: 'linkedin.com/in/ACoAAAElvBwBmVH8z3qk', title: 'B' },
    ],
    [
      'by name and company, with a page by name and by number',
      { ...adaAtAcme, title: 'A', companyLinkedinUrl: 'linkedin.com/company/acme' },
      { ...adaAtAcme, title: 'B', companyLinkedinUrl: 'linkedin.com/company/77' },
    ],
  ])('merge %s', (_how, a, b) => {
    expect(merges(a, b, 'PEOPLE')).toEqual([true, true])
  })

  it.each<[string, Row, Row]>([
    ['phones', { ...ada, phone: '+44 20 7946 0001' }, { ...ada, phone: '+44 20 7946 0002' }],
    ['titles', { ...ada, title: 'Cook' }, { ...ada, title: 'Pilot' }],
    ['places', { ...ada, location: 'Bath' }, { ...ada, location: 'York' }],
    ['companies', adaAtAcme, { ...ada, companyName: 'Umbra' }],
    ['addresses', { ...adaAtAcme, email: 'ada@acme.com' }, { ...adaAtAcme, email: 'byron@acme.com' }],
    ['private addresses', { ...adaAtAcme, email: 'ada@gmail.com' }, { ...adaAtAcme, email: 'byron@gmx.net' }],
    ['countries', { ...adaAtAcme, country: 'France' }, { ...adaAtAcme, location: 'Lima, Peru' }],
    ['generations', { fullName: 'Sam Ford Jr.' }, { fullName: 'Sam Ford Sr.' }],
    ['initials', { fullName: 'Sam A.', companyName: 'Acme' }, { fullName: 'Sam B.', companyName: 'Acme' }],
    ['names in a shared mailbox', { ...ada, email: 'info@acme.com' }, { fullName: 'Sam Ford', email: 'info@acme.com' }],
    [
      'places without a company',
      { ...ada, companyName: 'Self-employed', location: 'Bath' },
      { ...ada, companyName: 'Self-employed', location: 'York' },
    ],
  ])('with different %s are two', (_what, a, b) => {
    expect(merges(a, b, 'PEOPLE')).toEqual([false, false])
  })
})

describe('two companies, in either order,', () => {
  it.each<[string, Row, Row]>([
    ['by the name without its legal form', { name: 'Umbra GmbH & Co. KG' }, { name: 'UMBRA' }],
    [
      'by a page under its name and its number',
      { name: 'Umbra', linkedinUrl: 'linkedin.com/company/umbra' },
      { name: 'Umbra', linkedinUrl: 'linkedin.com/company/77' },
    ],
    [
      'by the name, where one has a domain',
      { name: 'Umbra', domain: 'umbra.com' },
      { name: 'Umbra Ltd', city: 'Bath' },
    ],
  ])('merge %s', (_how, a, b) => {
    expect(merges(a, b, 'COMPANIES')).toEqual([true, true])
  })

  it.each<[string, Row, Row]>([
    ['cities', { name: 'Umbra', city: 'Bath' }, { name: 'Umbra', city: 'York' }],
    ['domains', { name: 'Umbra', domain: 'umbra.com' }, { name: 'Umbra', domain: 'umbra.de' }],
    [
      'subdomains of a platform',
      { name: 'Umbra', domain: 'umbra.weebly.com' },
      { name: 'Lux', domain: 'lux.weebly.com' },
    ],
    [
      'pages in a directory',
      { name: 'Umbra', website: 'yelp.com/biz/umbra' },
      { name: 'Lux', website: 'yelp.com/biz/lux' },
    ],
    ['names, with one mail host', { name: 'Umbra', domain: 'web.de' }, { name: 'Lux', domain: 'web.de' }],
  ])('with different %s are two', (_what, a, b) => {
    expect(merges(a, b, 'COMPANIES')).toEqual([false, false])
  })
})
