import type { CompanyData } from '../../../enrichment/provider.ts'
import { type Fault, recordErrors } from './faults.ts'

/** A record in Bright Data's format. */
export type FakeRecord = Readonly<Record<string, unknown>>

/** Returns the records for a URL: usually one. */
export function recordsOf(url: string, data: CompanyData | null, at: Date, fault: Fault | null): FakeRecord[] {
  const timestamp = at.toISOString()
  const input = { url }
  const kind = fault?.kind ?? (data ? null : 'dead_page')
  if (kind === 'missing') return []
  if (data === null || isRecordError(kind)) {
    const code = isRecordError(kind) ? kind : 'dead_page'
    return [{ timestamp, input, error: fault?.detail ?? recordErrors[code], error_code: code }]
  }
  const record = { timestamp, input, ...companyOf(url, data) }
  switch (kind) {
    case 'warning':
      return [{ ...record, warning: fault?.detail ?? 'Some fields were not loaded', warning_code: 'partial' }]
    case 'duplicate':
      return [record, { timestamp, input, error: recordErrors.crawl_error, error_code: 'crawl_error' }, record]
    case 'without_input': {
      const { input: _, ...others } = record
      return [others]
    }
    default:
      return [record]
  }
}

function companyOf(url: string, data: CompanyData): FakeRecord {
  const id = url.replace(/[?#].*$/, '').replace(/^.*\/(?=[^/]+\/?$)|\/$/g, '')
  const [type, raised, date] = data.funding?.split(', ') ?? []
  return {
    id,
    company_id: /^\d+$/.test(id) ? id : null,
    url,
    name: data.name,
    country_code: data.country,
    locations: data.headquarters === null ? null : [data.headquarters],
    headquarters: data.headquarters,
    followers: data.linkedinFollowers,
    employees_in_linkedin: data.employeeCount,
    company_size: data.employeeRange === null ? null : `${data.employeeRange} employees`,
    organization_type: 'Privately Held',
    industries: data.industry,
    specialties: data.specialties.join(', ') || null,
    website: data.website,
    about: data.description,
    description: data.description,
    logo: data.logoUrl,
    image: null,
    slogan: null,
    ...(data.founded === null ? {} : { founded: data.founded }),
    ...(type === undefined
      ? {}
      : {
          funding: {
            last_round_type: type,
            last_round_raised: raised,
            last_round_date: `${date}T00:00:00.000Z`,
            rounds: 2,
          },
        }),
    stock_info: null,
  }
}

function isRecordError(kind: string | null): kind is keyof typeof recordErrors {
  return kind !== null && Object.hasOwn(recordErrors, kind)
}
