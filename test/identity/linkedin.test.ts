import { describe, expect, it } from 'vitest'
import { companyLinkedinKey, profileKeys } from '../../src/identity/linkedin.ts'

describe('a LinkedIn profile', () => {
  it.each([
    ['https://www.linkedin.com/in/jane-doe', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/Jane-Doe/', { slug: 'jane-doe' }],
    ['linkedin.com/in/jane-doe?trk=x', { slug: 'jane-doe' }],
    ['http://de.linkedin.com/in/jane-doe/en', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/j%C3%BCrgen', { slug: 'jürgen' }],
    ['/in/jane-doe', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/pub/jane-doe', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/pub/jane-doe/1/2a/345', { slug: 'jane-doe-3452a01' }],
    ['https://www.linkedin.com/sales/lead/ACwAAB1,NAME_SEARCH,abcd', { salesNavId: 'ACwAAB1' }],
    ['https://www.linkedin.com/sales/people/ACwAAB1?_ntb=x', { salesNavId: 'ACwAAB1' }],
    ['urn:li:member:123', { memberId: '123' }],
    [
      'https://www.linkedin.com/in/ACoAAAElvBwBmVH8z3qkq1x-Jz',
      { salesNavId: 'ACoAAAElvBwBmVH8z3qkq1x-Jz', memberId: '19250204' },
    ],
    [
      'https://www.linkedin.com/sales/lead/ACwAAAElvBwBmVH8z3qk,name,x',
      { salesNavId: 'ACwAAAElvBwBmVH8z3qk', memberId: '19250204' },
    ],
    ['https://www.linkedin.com/in/ACoAAB1x2', { salesNavId: 'ACoAAB1x2' }],
    ['https://www.linkedin.com/in/https://www.linkedin.com/in/jane-doe/', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/www.linkedin.com/in/jane-doe', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/in/jane-doe', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/https://', {}],
    ['https://www.linkedin.com/in/undefined', {}],
    ['https://www.linkedin.com/in/N/A', {}],
    ['https://www.linkedin.com/in/unavailable/', {}],
    ['https://www.linkedin.com/in/jane-doe,', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/jane-doe; jane@acme.com', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/jane-doe&trk=people', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/jane-doe (CTO)', { slug: 'jane-doe' }],
    ['<https://www.linkedin.com/in/jane-doe>', { slug: 'jane-doe' }],
    ['Profile: https://www.linkedin.com/in/jane-doe', { slug: 'jane-doe' }],
    ['https:/www.linkedin.com/in/jane-doe', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/jane-doehttps://x.com/in/jd', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/jane-doe\nhttps://x.com/in/jd', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/incareer/in/jane-doe', { slug: 'jane-doe' }],
    ['https://www.linkedin.cn/in/jane-doe', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/ju%CC%88rgen', { slug: 'jürgen' }],
    ['//www.linkedin.com/in/jane-doe', { slug: 'jane-doe' }],
    ['https://linkedin.comhttps://www.linkedin.com/in/jane-doe', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/jane-doe\\"', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/jane-doe…', { slug: 'jane-doe' }],
    ['https://www.linkedin.com/in/n/a', {}],
    ['https://www.linkedin.com/in/not%20found', {}],
    ['https://www.linkedin.com/in/headless', {}],
    ['https://www.linkedin.com/company/acme', {}],
    ['https://www.linkedin.com/in/', {}],
    ['https://linkedin.com.evil.example/in/jane-doe', {}],
    ['https://example.com/in/jane-doe', {}],
    ['jane-doe', {}],
    ['', {}],
    ['%E0%A4%A', {}],
  ])('«%s» is known by %o', (text, keys) => {
    expect(profileKeys(text)).toEqual(keys)
  })
})

describe("a company's page", () => {
  it.each([
    ['https://www.linkedin.com/company/Acme-Inc/about/', 'acme-inc'],
    ['linkedin.com/company/1234', '1234'],
    ['https://www.linkedin.com/school/mit/', 'mit'],
    ['https://www.linkedin.com/sales/company/1234', '1234'],
    ['https://www.linkedin.com/company/https://www.linkedin.com/company/acme/', 'acme'],
    ['https://www.linkedin.com/company/acme, Berlin', 'acme'],
    ['https://www.linkedin.com/company/undefined', null],
    ['https://www.linkedin.com/company/n/a', null],
    ['https://www.linkedin.com/company-beta/acme', 'acme'],
    ['https://www.linkedin.com/company/self-employed', null],
    ['https://www.linkedin.com/company/setup/new/', null],
    ['urn:li:fsd_company:1234', '1234'],
    ['urn:li:organization:1234', '1234'],
    ['https://www.linkedin.com/in/jane', null],
    ['https://acme.com/company/acme', null],
    ['Acme', null],
  ])('«%s» is known by %s', (text, key) => {
    expect(companyLinkedinKey(text)).toBe(key)
  })
})
