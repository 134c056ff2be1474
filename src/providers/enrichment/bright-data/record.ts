import type { CompanyData, CompanyResult } from '../../../enrichment/provider.ts'
import { quoteMessage } from '../../http.ts'
import { recordError } from '../record-errors.ts'

// Scraped records are irregular, so each field is read leniently: an invalid value loses only that field.

type Fields = Readonly<Record<string, unknown>>

const maxTextLength = 10_000
const maxSpecialties = 100
const maxNumber = 2_147_483_647

/** Returns the fields of a JSON object; none for other values. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** Returns one result per requested URL from a snapshot's records, preferring those with data. */
export function readRecords(records: readonly unknown[]): CompanyResult[] {
  const results = new Map<string, CompanyResult>()
  for (const record of records) {
    const result = readRecord(fieldsOf(record))
    if (result && (result.data || !results.has(result.url)) && !results.get(result.url)?.data) {
      results.set(result.url, result)
    }
  }
  return [...results.values()]
}

/** Returns null if the requested URL is unknown. */
function readRecord(record: Fields): CompanyResult | null {
  const url = [fieldsOf(record['input'])['url'], record['url']].find((url) => typeof url === 'string' && url !== '')
  if (typeof url !== 'string') return null
  const fetchedAt = dateOf(record['timestamp'])
  const { error, error_code: code } = record
  if (error || code) {
    const detail = quoteMessage(textOf(error) ?? '', [])
    return { url, fetchedAt, data: null, error: recordError(String(code ?? '').toUpperCase(), detail) }
  }
  const data = dataOf(record)
  const isEmpty = Object.values(data).every((value) => value === null || (Array.isArray(value) && value.length === 0))
  return isEmpty
    ? { url, fetchedAt, data: null, error: recordError('PARSE_ERROR') }
    : { url, fetchedAt, data, error: null }
}

function dataOf(record: Fields): CompanyData {
  const headquarters = lineOf(record['headquarters'])
  return {
    name: lineOf(record['name']),
    website: websiteOf(record['website']),
    industry: lineOf(record['industries']),
    employeeCount: numberOf(record['employees_in_linkedin']),
    employeeRange: lineOf(record['company_size'])?.replace(/\s*employees?$/i, '') || null,
    founded: yearOf(record['founded']),
    headquarters,
    city: headquarters === null ? null : cityOf(headquarters),
    country: countryOf(record['country_code']),
    description: textOf(record['about']) ?? textOf(record['description']),
    logoUrl: pictureOf(record['logo']),
    specialties: specialtiesOf(record['specialties']),
    funding: fundingOf(fieldsOf(record['funding'])),
    linkedinFollowers: numberOf(record['followers']),
  }
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  // Postgres stores neither NUL nor half a surrogate pair, and a cut can leave one.
  const text = String(value).trim().slice(0, maxTextLength)
  return text.replace(/[\0\p{Surrogate}]/gu, '').trim() || null
}

function lineOf(value: unknown): string | null {
  return textOf(value)?.replace(/\s+/g, ' ') ?? null
}

function numberOf(value: unknown): number | null {
  const text = textOf(value) ?? ''
  const number = /^(?:\d+|\d{1,3}(?:,\d{3})+)$/.test(text) ? Number(text.replaceAll(',', '')) : Number.NaN
  return number <= maxNumber ? number : null
}

function yearOf(value: unknown): number | null {
  const year = numberOf(value)
  return year !== null && year >= 1_000 && year <= new Date().getUTCFullYear() + 1 ? year : null
}

function dateOf(value: unknown): Date | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  // A time in the future would keep a company from being looked up again.
  return at > 0 && at <= Date.now() + 24 * 60 * 60 * 1_000 ? new Date(at) : null
}

/** Returns the website unchanged if it looks like a URL, since it is shown as a link. */
function websiteOf(value: unknown): string | null {
  const line = lineOf(value)
  return line !== null && /^(?:https?:\/\/)?[^\s:/?#]+\.[^\s]/i.test(line) ? line : null
}

function pictureOf(value: unknown): string | null {
  const line = lineOf(value)
  return line !== null && /^https?:\/\//i.test(line) && URL.canParse(line) ? line : null
}

/** Returns the city of `City, Region` or `City, Region, Country`; null for a street address or a region alone. */
function cityOf(headquarters: string): string | null {
  const [city = '', ...region] = headquarters.split(',').map((part) => part.trim())
  const isReadable = region.length > 0 && region.length < 3 && region.every((part) => part !== '')
  return isReadable && city !== '' && !/\d/.test(city) ? city : null
}

/** Returns the first of several country codes, which is that of the headquarters: `US,AU,GB`. */
function countryOf(value: unknown): string | null {
  const line = lineOf(value)
  const codes = line?.split(/\s*,\s*/) ?? []
  return codes.every((code) => /^[a-z]{2}$/i.test(code)) ? (codes[0]?.toUpperCase() ?? null) : line
}

function specialtiesOf(value: unknown): string[] {
  const parts = Array.isArray(value) ? value : (textOf(value)?.split(',') ?? [])
  const specialties = parts.slice(0, maxSpecialties).flatMap((part, at) => {
    // LinkedIn writes them as in a sentence: "Recruiting, Payroll, and Training".
    const isLast = at > 0 && at === parts.length - 1
    const specialty = isLast ? lineOf(part)?.replace(/^and /, '') : lineOf(part)
    return specialty ? [specialty] : []
  })
  return [...new Set(specialties)]
}

/** Returns the last round, such as `Series B, US$ 24M, 2021-12-04`. */
function fundingOf({ last_round_type: type, last_round_raised: raised, last_round_date: date }: Fields): string | null {
  const round = [type, raised].map(lineOf).filter((part) => part !== null)
  if (round.length === 0) return null
  return [...round, lineOf(date)?.replace(/T.*$/, '')].filter(Boolean).join(', ')
}
