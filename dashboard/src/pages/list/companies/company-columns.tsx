import { dateTime, number } from '../../../components/format.ts'
import type { CompanyChangeInput, CompanyFilter, CompanyOrderField, TextFilter } from '../../../gql/graphql.ts'
import { dayFilters, type LeadColumn, presenceFilter, textFilters } from '../leads/lead-column.ts'
import { sourceColumn } from '../leads/source-labels.ts'
import { PageLinks } from '../links.tsx'
import { locationOf } from '../location.ts'
import { type Company, companyName } from './company.ts'

type CompanyColumn = LeadColumn<Company, CompanyFilter, CompanyOrderField, CompanyChangeInput>
/** A field of text of a company that can be changed. */
type TextField = Exclude<keyof CompanyChangeInput, 'custom' | 'technologies' | 'employeeCount' | 'founded'> &
  keyof Company

/** A column of one field, which can be edited. */
function text(key: TextField, label: string, width: number, more: Partial<CompanyColumn> = {}): CompanyColumn {
  return {
    key,
    label,
    width,
    fields: [key],
    show: (company) => company[key],
    textOf: (company) => company[key] ?? '',
    change: (value) => {
      const set: CompanyChangeInput = {}
      set[key] = value
      return set
    },
    ...more,
  }
}

/** Returns the whole number in a text; NaN if it is none. */
function countIn(value: string): number {
  return /^[\d,.\s]+$/.test(value) ? Number(value.replace(/\D/g, '')) : Number.NaN
}

const by = (filter: (value: TextFilter) => CompanyFilter) => textFilters(filter)

/** The columns of companies, apart from custom ones. */
export const companyColumns: readonly CompanyColumn[] = [
  text('name', 'Company', 200, { show: companyName, order: 'NAME', filters: by((name) => ({ name })) }),
  text('domain', 'Domain', 160, {
    order: 'DOMAIN',
    filters: { ...by((domain) => ({ domain })), ...presenceFilter((hasDomain) => ({ hasDomain })) },
  }),
  text('industry', 'Industry', 150, { order: 'INDUSTRY', filters: by((industry) => ({ industry })) }),
  {
    key: 'employees',
    label: 'Employees',
    width: 120,
    isRight: true,
    fields: ['employeeCount', 'employeeRange'],
    show: ({ employeeCount, employeeRange }) => (employeeCount === null ? employeeRange : number(employeeCount)),
    textOf: ({ employeeCount }) => (employeeCount === null ? '' : String(employeeCount)),
    change: (value) => ({ employeeCount: countIn(value) }),
    order: 'EMPLOYEES',
  },
  {
    key: 'founded',
    label: 'Founded',
    width: 100,
    isRight: true,
    fields: ['founded'],
    show: ({ founded }) => founded,
    textOf: ({ founded }) => (founded === null ? '' : String(founded)),
    change: (value) => ({ founded: countIn(value) }),
  },
  {
    key: 'headquarters',
    label: 'Headquarters',
    width: 170,
    fields: ['headquarters', 'location', 'city', 'state', 'country'],
    show: (company) => company.headquarters ?? locationOf(company),
  },
  text('city', 'City', 130, { filters: by((city) => ({ city })) }),
  text('state', 'State', 130),
  text('country', 'Country', 130, { order: 'COUNTRY', filters: by((country) => ({ country })) }),
  {
    key: 'followers',
    label: 'Followers',
    width: 110,
    isRight: true,
    fields: ['linkedinFollowers'],
    show: ({ linkedinFollowers }) => (linkedinFollowers === null ? null : number(linkedinFollowers)),
  },
  {
    key: 'links',
    label: 'Links',
    width: 100,
    fields: ['linkedinUrl', 'website'],
    show: (company) => (
      <PageLinks
        name={companyName(company)}
        linkedin={company.linkedinUrl}
        website={company.website ?? company.domain}
      />
    ),
  },
  text('website', 'Website', 180),
  text('linkedinUrl', 'LinkedIn', 180, {
    key: 'linkedin',
    filters: presenceFilter((hasLinkedin) => ({ hasLinkedin })),
  }),
  text('phone', 'Phone', 150),
  text('revenue', 'Revenue', 130),
  text('funding', 'Funding', 130),
  sourceColumn,
  {
    key: 'enriched',
    label: 'Enriched',
    width: 150,
    fields: ['enrichedAt'],
    show: ({ enrichedAt }) => enrichedAt && dateTime(enrichedAt),
    filters: presenceFilter((isEnriched) => ({ isEnriched })),
  },
  {
    key: 'added',
    label: 'Added',
    width: 150,
    fields: ['addedAt'],
    show: ({ addedAt }) => dateTime(addedAt),
    order: 'ADDED',
    filters: dayFilters((range) => range),
  },
]
