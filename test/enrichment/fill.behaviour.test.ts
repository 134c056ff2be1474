import { describe, expect, it } from 'vitest'
import { type Finding, settleCompanies, type WaitingCompany } from '../../src/enrichment/fill.ts'
import type { CompanyData } from '../../src/enrichment/provider.ts'
import { dataOf } from '../support/enrichments.ts'

const fetchedAt = new Date('2026-05-04T03:02:01Z')
const bare: WaitingCompany = {
  id: '7',
  linkedinKey: 'acme',
  name: null,
  city: null,
  website: null,
  domain: null,
  domainKey: null,
}

function settle(company: Partial<WaitingCompany>, data: Partial<CompanyData>, holders: Record<string, string> = {}) {
  const findings = new Map<string, Finding>([['acme', { fetchedAt, found: dataOf('acme', data) }]])
  const { fills, outcomes } = settleCompanies([{ ...bare, ...company }], findings, new Map(Object.entries(holders)))
  const [fill, outcome] = [fills[0], outcomes[0]]
  return {
    website: fill?.website,
    domain: fill?.domain,
    domainKey: fill?.domainKey,
    code: outcome?.cause?.code ?? null,
  }
}

const nothing = { website: null, domain: null, domainKey: null, code: null }
const taken = { ...nothing, code: 'DOMAIN_TAKEN' }

describe('a website that was found', () => {
  it.each<[string, Partial<WaitingCompany>, string | null, Record<string, string>, object]>([
    [
      'becomes the website and domain of a company that has neither',
      {},
      'https://jobs.acme.co.uk/team',
      {},
      { website: 'https://jobs.acme.co.uk/team', domain: 'acme.co.uk', domainKey: 'acme.co.uk' },
    ],
    [
      'on a social network fills no domain',
      {},
      'https://facebook.com/acme',
      {},
      { website: 'https://facebook.com/acme' },
    ],
    ['on a link-in-bio host fills no domain', {}, 'linktr.ee/acme', {}, { website: 'linktr.ee/acme' }],
    [
      'does not replace a domain',
      { domain: 'a.com', domainKey: 'a.com' },
      'https://b.com',
      {},
      { website: 'https://b.com' },
    ],
    [
      'identifies a company whose domain identifies none',
      { domain: 'gmail.com' },
      'https://b.com',
      {},
      { website: 'https://b.com', domainKey: 'b.com' },
    ],
    ['does not replace a website', { website: 'a.com', domainKey: 'a.com' }, 'https://b.com', {}, {}],
    [
      'adds the domain of the existing website',
      { website: 'a.com', domainKey: 'a.com' },
      'www.a.com',
      {},
      { domain: 'a.com' },
    ],
    [
      'adds a domain if the existing website identifies no company',
      { website: 'x.com/acme' },
      'https://b.com',
      {},
      { domain: 'b.com', domainKey: 'b.com' },
    ],
    ['whose domain another company has is left out', {}, 'https://b.com', { 'b.com': '3' }, taken],
    [
      'whose domain another company has is left out even if the company has a domain',
      { domain: 'a.com', domainKey: 'a.com' },
      'b.com',
      { 'b.com': '3' },
      taken,
    ],
    [
      'is ignored if there is nothing to fill',
      { website: 'a.com', domain: 'a.com', domainKey: 'a.com' },
      'b.com',
      { 'b.com': '3' },
      {},
    ],
    [
      'whose domain the company itself has is filled in',
      { domain: 'b.com', domainKey: 'b.com' },
      'https://b.com',
      { 'b.com': '7' },
      { website: 'https://b.com' },
    ],
    ['that is missing fills nothing', {}, null, {}, {}],
    ['that is not a URL fills no domain', {}, 'coming soon.', {}, { website: 'coming soon.' }],
  ])('a website %s', (_what, company, website, holders, expected) => {
    expect(settle(company, { website }, holders)).toEqual({ ...nothing, ...expected })
  })
})

it('only the first company gets a domain', () => {
  const companies = ['1', '2', '3'].map((id) => ({ ...bare, id, linkedinKey: id === '3' ? 'other' : 'acme' }))
  const findings = new Map<string, Finding>([
    ['acme', { fetchedAt, found: dataOf('acme', { website: 'https://acme.com' }) }],
    ['other', { fetchedAt, found: dataOf('other', { website: 'https://shop.acme.com' }) }],
  ])
  const { fills, outcomes } = settleCompanies(companies, findings, new Map())
  expect(fills.map(({ domain }) => domain)).toEqual(['acme.com', null, null])
  expect(outcomes.map(({ cause }) => cause?.code ?? null)).toEqual([null, 'DOMAIN_TAKEN', 'DOMAIN_TAKEN'])
})

it('a company without a name gets one, with the matching key', () => {
  const name = (company: Partial<WaitingCompany>) => {
    const findings = new Map<string, Finding>([['acme', { fetchedAt, found: dataOf('acme', { name: 'Acme Ltd.' }) }]])
    const fill = settleCompanies([{ ...bare, ...company }], findings, new Map()).fills[0]
    return [fill?.name, fill?.nameKey]
  }
  expect(name({})).toEqual(['Acme Ltd.', 'acme'])
  expect(name({ name: '???' })).toEqual([null, null])
})

it('a company without data fails, and one without a finding is left as it is', () => {
  const companies = [bare, { ...bare, id: '8', linkedinKey: 'silent' }]
  const { fills, outcomes } = settleCompanies(
    companies,
    new Map([['acme', { fetchedAt, found: 'DEAD_PAGE' }]]),
    new Map(),
  )
  expect(fills).toEqual([])
  expect(outcomes).toEqual([
    { companyId: '7', status: 'FAILED', cause: { code: 'DEAD_PAGE', message: expect.stringContaining('renamed') } },
  ])
})
