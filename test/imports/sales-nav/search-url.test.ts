import { describe, expect, it } from 'vitest'
import { InvalidSalesNavUrlError } from '../../../src/imports/errors.ts'
import { parseSalesNavUrl } from '../../../src/imports/sales-nav/search-url.ts'

const search = 'https://www.linkedin.com/sales/search/people?query=(filters%3AList((type%3AREGION)))'

function refusal(text: string): InvalidSalesNavUrlError {
  try {
    parseSalesNavUrl(text)
  } catch (error) {
    if (error instanceof InvalidSalesNavUrlError) return error
    throw error
  }
  throw new Error(`«${text}» was taken.`)
}

describe('a URL of Sales Navigator', () => {
  it.each([
    search,
    `${search}&sessionId=3XbGVr%2BqTVWZlSc8aZ1kQg%3D%3D&viewAllFilters=true`,
    'https://www.linkedin.com/sales/search/people?query=(spellCorrectionEnabled:true,keywords:head%20of%20sales)',
    'https://www.linkedin.com/sales/search/people?savedSearchId=50512345',
    'https://www.linkedin.com/sales/search/people?recentSearchId=12345#results',
    'https://www.linkedin.com/sales/search/people/?keywords=growth',
    'https://linkedin.com/sales/search/people?query=(a)',
    'https://de.linkedin.com/sales/search/people?query=(a)',
    'https://uk.linkedin.com/sales/search/people?query=(a)',
    'https://fra.linkedin.com/sales/search/people?query=(a)',
    'https://www.linkedin.com/sales/search/people',
    'https://www.linkedin.com/sales/search/people?',
    'https://www.linkedin.com/sales/search/people?viewAllFilters=true',
    'https://www.linkedin.com/sales/search/people#query=(a)',
    'https://www.linkedin.com/sales/lists/people',
    'https://www.linkedin.com/sales/lists/people/',
    'https://www.linkedin.com/sales/lists/people/6912345678901234567',
    'https://www.linkedin.com/sales/lists/people/6912345678901234567?sortCriteria=CREATED_TIME&sortOrder=DESCENDING',
    'https://www.linkedin.com/sales/lists/people?listId=6912345678901234567',
    `https://www.linkedin.com/sales/search/people?query=${'a'.repeat(9_900)}`,
  ])('is taken as it is: %s', (url) => {
    expect(parseSalesNavUrl(url)).toBe(url)
  })

  it.each([
    [`  ${search}\n`, search],
    [
      'HTTPS://WWW.LinkedIn.com/sales/search/people?query=(a)',
      'https://www.linkedin.com/sales/search/people?query=(a)',
    ],
    [
      'https://www.linkedin.com:443/sales/search/people?query=(a)',
      'https://www.linkedin.com/sales/search/people?query=(a)',
    ],
    [
      'https://www.linkedin.com/sales/search/people?keywords=Zoë',
      'https://www.linkedin.com/sales/search/people?keywords=Zo%C3%AB',
    ],
    [
      'https://www.linkedin.com/sales/lists/../search/people?query=(a)',
      'https://www.linkedin.com/sales/search/people?query=(a)',
    ],
  ])('is handed on in one spelling: «%s»', (text, url) => {
    expect(parseSalesNavUrl(text)).toBe(url)
  })
})

describe('a URL of another page', () => {
  it.each([
    ['https://www.linkedin.com/sales/search/company?query=(a)', 'a company search', 'Switch from Accounts to Leads'],
    ['https://www.linkedin.com/sales/search/companies', 'a company search', 'Leads'],
    ['https://www.linkedin.com/sales/lists/company/123', 'an account list', 'search for leads with this account list'],
    ['https://www.linkedin.com/sales/lead/ACwAAB1,NAME_SEARCH,abcd', 'a single profile', '/sales/search/people'],
    ['https://www.linkedin.com/sales/people/ACwAAB1,NAME_SEARCH,abcd', 'a single profile', '/sales/search/people'],
    ['https://www.linkedin.com/in/jane-doe/', 'a single profile', '/sales/search/people'],
    ['https://www.linkedin.com/pub/jane-doe/1/2/3', 'a single profile', '/sales/search/people'],
    ['https://www.linkedin.com/company/acme/people/', 'a company page', '/sales/search/people'],
    ['https://www.linkedin.com/sales/company/1234', 'a company page', '/sales/search/people'],
    [
      'https://www.linkedin.com/search/results/people/?keywords=ceo',
      'a regular LinkedIn people search',
      'Run the same search in Sales Navigator',
    ],
    ['https://www.linkedin.com/search/results/companies/?keywords=ceo', 'a regular LinkedIn search', 'people search'],
    ['https://www.linkedin.com/talent/search?q=a', 'a LinkedIn Recruiter page', 'people search'],
    ['https://www.linkedin.com/sales/homepage', 'another Sales Navigator page', 'people search'],
    ['https://www.linkedin.com/sales/search/peoples?query=(a)', 'another Sales Navigator page', 'people search'],
    ['https://www.linkedin.com/sales/search/%70eople?query=(a)', 'another Sales Navigator page', 'people search'],
    ['https://www.linkedin.com/sales/search/people/../company?query=(a)', 'a company search', 'Leads'],
    ['https://www.linkedin.com/feed/', 'another LinkedIn page', 'people search'],
    ['https://www.linkedin.com', 'another LinkedIn page', 'people search'],
    ['https://business.linkedin.com/sales/search/people?query=(a)', 'a page of business.linkedin.com', 'people search'],
    ['https://a.www.linkedin.com/sales/search/people?query=(a)', 'a page of a.www.linkedin.com', 'people search'],
  ])('%s is %s', (url, got, advice) => {
    const error = refusal(url)
    expect(error).toMatchObject({ code: 'INVALID_SALES_NAV_URL', got })
    expect(error.message).toContain(`This is ${got}. `)
    expect(error.message).toContain(advice)
  })

  it.each([
    'https://example.com/sales/search/people?query=(a)',
    'https://linkedin.com.evil.example/sales/search/people?query=(a)',
    'https://evil-linkedin.com/sales/search/people?query=(a)',
    'https://www-linkedin.com/sales/search/people?query=(a)',
    'https://linkedin.co/sales/search/people?query=(a)',
    'https://linkedin.com./sales/search/people?query=(a)',
    'https://lіnkedin.com/sales/search/people?query=(a)',
    'https://xn--lnkedin-u9d.com/sales/search/people?query=(a)',
    'https://127.0.0.1/sales/search/people?query=(a)',
    'https://[::1]/sales/search/people?query=(a)',
    'https://evil.example/?https://www.linkedin.com/sales/search/people?query=(a)',
    'https://evil.example#@www.linkedin.com/sales/search/people?query=(a)',
  ])('%s is not LinkedIn', (url) => {
    expect(refusal(url).got).toMatch(/^a URL at \S+, which is not LinkedIn$/)
  })

  it('says only the end of a host name that has none', () => {
    const { got, message } = refusal(`https://${'a.'.repeat(2_000)}example/sales/search/people?query=(a)`)
    expect(got.length).toBeLessThan(100)
    expect(message.length).toBeLessThan(400)
  })
})

describe('text that is not a URL of a page', () => {
  it.each([
    ['', 'an empty URL'],
    [' \n\t', 'an empty URL'],
    ['head of sales in Berlin', 'not a URL'],
    ['42', 'not a URL'],
    ['//www.linkedin.com/sales/search/people?query=(a)', 'not a URL'],
    ['www.linkedin.com/sales/search/people?query=(a)', 'a URL without https://'],
    ['linkedin.com/sales/search/people?query=(a)', 'a URL without https://'],
    ['http://www.linkedin.com/sales/search/people?query=(a)', 'an http URL'],
    ['ftp://www.linkedin.com/sales/search/people?query=(a)', 'a ftp URL'],
    ['javascript:alert(1)', 'a javascript URL'],
    ['data:text/html,a', 'a data URL'],
    ['https:', 'an invalid URL'],
    ['https://', 'an invalid URL'],
    ['https:www.linkedin.com/sales/search/people?query=(a)', 'an invalid URL'],
    ['https:///www.linkedin.com/sales/search/people?query=(a)', 'an invalid URL'],
    ['https:\\\\www.linkedin.com\\sales\\search\\people?query=(a)', 'an invalid URL'],
    ['https://evil.example\\@www.linkedin.com/sales/search/people?query=(a)', 'an invalid URL'],
    ['https://www.linkedin.com:99999/sales/search/people?query=(a)', 'an invalid URL'],
    ['https://www.linkedin.com:8443/sales/search/people?query=(a)', 'a URL with the port 8443'],
    ['https://me@www.linkedin.com/sales/search/people?query=(a)', 'a URL with a user name'],
    ['https://www.linkedin.com@evil.example/sales/search/people?query=(a)', 'a URL with a user name'],
    ['https://:secret@www.linkedin.com/sales/search/people?query=(a)', 'a URL with a user name'],
    ['https://ｌｉｎｋｅｄｉｎ.com/sales/search/people?query=(a)', 'a URL that spells linkedin.com in other letters'],
    ['https://www.linke%64in.com/sales/search/people?query=(a)', 'a URL that spells www.linkedin.com in other letters'],
    ['https://www.linkedin。com/sales/search/people?query=(a)', 'a URL that spells www.linkedin.com in other letters'],
    [`${search}${'a'.repeat(10_000)}`, 'a URL of more than 10,000 characters'],
  ])('«%.80s» is %s', (text, got) => {
    expect(refusal(text).got).toBe(got)
  })

  it.each([' ', '\n', '\r\n', '\t', '\0', '\u200b', '\u202e', '\u00a0', '\ud800'])(
    'rejects a URL that contains %j',
    (character) => {
      const { got } = refusal(`https://www.linkedin.com/sales/search/people?query=(a)${character}&b=c`)
      expect(got).toBe('a URL with a space, a line break or an invisible character')
    },
  )

  it('never repeats a password', () => {
    expect(refusal('https://me:hunter2@www.linkedin.com/sales/search/people?query=(a)').message).not.toContain(
      'hunter2',
    )
  })
})
