import { describe, expect, it } from 'vitest'
import type { CompanyData, CompanyResult } from '../../../../src/enrichment/provider.ts'
import { createBrightData } from '../../../../src/providers/enrichment/bright-data/bright-data.ts'

const { read } = createBrightData({ apiKey: 'key' })
const url = 'https://www.linkedin.com/company/acme'

/** What one record says. */
function result(record: object): CompanyResult | undefined {
  return read([{ input: { url }, name: 'Acme', followers: 1, ...record }])[0]
}

it('a record is read field by field', () => {
  const record = {
    timestamp: '2026-03-17T09:30:00.000Z',
    input: { url: 'linkedin.com/company/acme/?trk=1' },
    url,
    id: 'acme',
    company_id: '1035',
    name: ' Acme\u00a0Works ',
    country_code: 'US,AU,GB',
    headquarters: 'San José, CA',
    followers: 653_039,
    employees_in_linkedin: 12_935,
    company_size: '5,001-10,000 employees',
    industries: 'IT Services and IT Consulting',
    specialties: 'Audio, Video , Meetings, and Webinars',
    website: 'https://www.acme.example/',
    about: 'We make\nthings.',
    description: 'Acme | 653,039 followers on LinkedIn. We make things.',
    logo: 'https://media.licdn.com/logo.png?e=1',
    founded: 2013,
    funding: {
      last_round_date: '2021-12-04T00:00:00.000Z',
      last_round_raised: 'US$ 130.0M',
      last_round_type: 'Series B',
      rounds: 9,
    },
    warning: 'Some posts were not loaded',
    warning_code: 'partial',
    similar: [{ title: 'Other' }],
  }
  expect(read([record])).toEqual([
    {
      url: 'linkedin.com/company/acme/?trk=1',
      fetchedAt: new Date('2026-03-17T09:30:00.000Z'),
      error: null,
      data: {
        name: 'Acme Works',
        website: 'https://www.acme.example/',
        industry: 'IT Services and IT Consulting',
        employeeCount: 12_935,
        employeeRange: '5,001-10,000',
        founded: 2013,
        headquarters: 'San José, CA',
        city: 'San José',
        country: 'US',
        description: 'We make\nthings.',
        logoUrl: 'https://media.licdn.com/logo.png?e=1',
        specialties: ['Audio', 'Video', 'Meetings', 'Webinars'],
        funding: 'Series B, US$ 130.0M, 2021-12-04',
        linkedinFollowers: 653_039,
      },
    },
  ])
})

const nextYear = new Date().getUTCFullYear() + 1

describe('a field', () => {
  it.each<[keyof CompanyData, object, unknown]>([
    ['name', { name: '' }, null],
    ['name', { name: ['Acme'] }, null],
    ['name', { name: 1848 }, '1848'],
    ['name', { name: 'A\0c\ud800me \udc00' }, 'Acme'],
    ['name', { name: '😀 Acme' }, '😀 Acme'],
    ['description', { about: `${'x'.repeat(9_999)}😀` }, 'x'.repeat(9_999)],
    ['description', { about: ' ', description: 'Short' }, 'Short'],
    ['employeeCount', { employees_in_linkedin: '1,204' }, 1_204],
    ['employeeCount', { employees_in_linkedin: 0 }, 0],
    ['employeeCount', { employees_in_linkedin: -1 }, null],
    ['employeeCount', { employees_in_linkedin: 1.5 }, null],
    ['employeeCount', { employees_in_linkedin: 1e300 }, null],
    ['employeeCount', { employees_in_linkedin: 'many' }, null],
    ['employeeCount', { employees_in_linkedin: null }, null],
    ['employeeRange', { company_size: '10,001+ employees' }, '10,001+'],
    ['employeeRange', { company_size: '1 employee' }, '1'],
    ['employeeRange', { company_size: 'Self-employed' }, 'Self-employed'],
    ['employeeRange', { company_size: 'employees' }, null],
    ['founded', { founded: '1848' }, 1848],
    ['founded', { founded: 999 }, null],
    ['founded', { founded: nextYear }, nextYear],
    ['founded', { founded: nextYear + 1 }, null],
    ['headquarters', { headquarters: 'Paris,\nÎle-de-France' }, 'Paris, Île-de-France'],
    ['city', { headquarters: 'Paris,\nÎle-de-France' }, 'Paris'],
    ['city', { headquarters: 'Malmö, Skåne, SE' }, 'Malmö'],
    ['city', { headquarters: 'Singapore' }, null],
    ['city', { headquarters: '1 Mill Lane, Leeds' }, null],
    ['city', { headquarters: 'The Place, 4th Floor, 175 High, London' }, null],
    ['city', { headquarters: ', CA' }, null],
    ['city', {}, null],
    ['country', { country_code: 'gb' }, 'GB'],
    ['country', { country_code: 'United Kingdom' }, 'United Kingdom'],
    ['country', { country_code: 'Korea, Republic of' }, 'Korea, Republic of'],
    ['country', { country_code: '' }, null],
    ['website', { website: 'acme.example' }, 'acme.example'],
    ['website', { website: 'acme.example:8080/x' }, 'acme.example:8080/x'],
    ['website', { website: 'coming soon' }, null],
    ['website', { website: 'javascript:alert(1)' }, null],
    ['website', { website: 'data:text/html,x.y' }, null],
    ['logoUrl', { logo: '/logo.png' }, null],
    ['logoUrl', { logo: 'javascript:alert(1)' }, null],
    ['specialties', { specialties: ['Audio', ' ', 3, null, 'Audio'] }, ['Audio', '3']],
    ['specialties', { specialties: 'and so on' }, ['and so on']],
    ['specialties', { specialties: {} }, []],
    ['specialties', {}, []],
    ['funding', { funding: { last_round_type: 'Seed' } }, 'Seed'],
    ['funding', { funding: { last_round_raised: 'US$ 1M', last_round_date: 'May 2020' } }, 'US$ 1M, May 2020'],
    ['funding', { funding: { last_round_date: '2021-12-04' } }, null],
    ['funding', { funding: 'Series B' }, null],
    ['industry', { industries: { a: 1 } }, null],
  ])('the field %s of %o', (field, record, expected) => {
    expect(result(record)?.data?.[field]).toEqual(expected)
  })

  it.each([
    ['2026-03-17T09:30:00Z', new Date('2026-03-17T09:30:00Z')],
    ['soon', null],
    ['9999-01-01T00:00:00Z', null],
    [1_773_740_000, null],
    [undefined, null],
  ])('the timestamp %o becomes the fetch time', (timestamp, fetchedAt) => {
    expect(result({ timestamp })?.fetchedAt).toEqual(fetchedAt)
  })
})

describe('a record', () => {
  it.each([
    ['dead_page', 'DEAD_PAGE', 'The LinkedIn page no longer exists.'],
    ['bad_input', 'BAD_INPUT', 'This is not the URL of a company on LinkedIn.'],
    ['blocked', 'BLOCKED', 'LinkedIn blocked this page.'],
    ['crawl_error', 'CRAWL_ERROR', 'This page could not be loaded.'],
    ['parse_error', 'PARSE_ERROR', 'This page could not be read.'],
    ['missing', 'CRAWL_ERROR', 'This page could not be loaded.'],
    ['constructor', 'CRAWL_ERROR', 'This page could not be loaded.'],
    [undefined, 'CRAWL_ERROR', 'This page could not be loaded.'],
    [404, 'CRAWL_ERROR', 'This page could not be loaded.'],
  ])('with the error %o has no data', (error_code, code, words) => {
    expect(result({ error: 'Some\nwords', error_code })).toEqual({
      url,
      fetchedAt: null,
      data: null,
      error: { code, message: `${words} It said: “Some words”` },
    })
  })

  it('a record with only an error code becomes an error', () => {
    expect(result({ error_code: 'blocked' })?.error).toEqual({
      code: 'BLOCKED',
      message: 'LinkedIn blocked this page.',
    })
  })

  it('a record without any data becomes a PARSE_ERROR', () => {
    expect(read([{ input: { url }, id: 'acme', specialties: '', followers: 'none' }])).toMatchObject([
      { url, data: null, error: { code: 'PARSE_ERROR' } },
    ])
  })

  it('a record without input belongs to its own URL', () => {
    expect(read([{ url, name: 'Acme' }])).toMatchObject([{ url, data: { name: 'Acme' } }])
    expect(read([{ url, name: 'Acme', input: { url: null } }])).toMatchObject([{ url }])
  })

  it.each([[null], ['text'], [7], [[]], [{}], [{ name: 'Acme' }], [{ input: { url: '' }, name: 'Acme' }]])(
    'a record without a URL is ignored: %o',
    (record) => {
      expect(read([record, { url, name: 'Acme' }])).toMatchObject([{ url }])
    },
  )

  it('a record with data wins over an error for the same URL, and the first over the second', () => {
    const error = { input: { url }, error: 'Gone', error_code: 'dead_page' }
    const data = (name: string) => ({ input: { url }, name })
    for (const records of [
      [error, data('One'), data('Two')],
      [data('One'), error, data('Two')],
    ]) {
      expect(read(records)).toMatchObject([{ url, data: { name: 'One' }, error: null }])
    }
  })
})
