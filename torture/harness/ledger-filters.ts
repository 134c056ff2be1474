import fc from 'fast-check'
import type { CompanyFilter } from '../../src/lists/company-filter.sql.ts'
import type { RowFilter } from '../../src/lists/row-filter.sql.ts'
import { emailOf, idOf, type ModelCompany, type ModelLead } from './ledger-lists.ts'

/** Selects people or companies; every given condition applies. */
export interface ModelFilter {
  /** A text in what a search looks at. */
  readonly search?: string
  /** The title of a person, the industry of a company. */
  readonly value?: string
  readonly domain?: string
  readonly source?: 'CSV' | 'API'
  /** The number of the run that added it. */
  readonly run?: number
  readonly isEnriched?: boolean
  /** Only these, whatever list they are in. */
  readonly among?: readonly (ModelLead | ModelCompany)[]
}

/** A filter that names leads by their numbers. */
export type FilterInput = Omit<ModelFilter, 'among'> & { readonly leads?: readonly number[] }

/** Any filter. */
export const filters: fc.Arbitrary<FilterInput> = fc.oneof(
  fc.constant({}),
  fc.record({ leads: fc.array(fc.nat(40), { maxLength: 5 }) }),
  fc.record({ value: fc.constantFrom('boss', 'Clerk') }),
  fc.record(
    {
      search: fc.constantFrom('p1', 'BOSS', '@gmail', 'c1.', '%', ' '),
      domain: fc.constantFrom('c0.example', 'C1.example', 'c3.example'),
      source: fc.constantFrom('CSV', 'API'),
      run: fc.nat(5),
      isEnriched: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
)

/** Returns what a filter selects by, given the ids of the runs. */
export function rowFilterOf(filter: ModelFilter, runIds: readonly string[]): RowFilter {
  const { search, value, domain } = filter
  return { ids: idsOf(filter), search, title: equals(value), domain: equals(domain), ...originOf(filter, runIds) }
}

/** Returns what a filter of companies selects by. */
export function companyFilterOf(filter: ModelFilter, runIds: readonly string[]): CompanyFilter {
  const { search, value, domain, isEnriched } = filter
  const ids = idsOf(filter)
  return { ids, search, industry: equals(value), domain: equals(domain), isEnriched, ...originOf(filter, runIds) }
}

function idsOf({ among }: ModelFilter) {
  return among?.map(idOf)
}

function originOf({ source, run }: ModelFilter, runIds: readonly string[]) {
  return { sources: source && [source], runId: run === undefined ? undefined : runIds[run % runIds.length] }
}

function equals(text: string | undefined) {
  return text === undefined ? undefined : { equals: text }
}

/** Whether a filter selects a lead. */
export function selects(filter: ModelFilter, lead: ModelLead | ModelCompany, runs: readonly unknown[]): boolean {
  const { search = '', value, domain, source, run, isEnriched, among } = filter
  const isPerson = 'key' in lead
  const searched = isPerson ? [emailOf(lead.key), lead.title] : [lead.domain]
  return (
    (among === undefined || among.includes(lead)) &&
    searched.some((text) => text !== null && lower(text).includes(lower(search.trim()))) &&
    isSame(value, isPerson ? lead.title : lead.industry) &&
    isSame(domain, lead.domain) &&
    (source === undefined || source === lead.source) &&
    (run === undefined || runs[run % runs.length] === lead.run) &&
    (isPerson || isEnriched === undefined || isEnriched === (lead.enrichedAt !== null))
  )
}

function isSame(wanted: string | undefined, found: string | null): boolean {
  return wanted === undefined || (found !== null && lower(found) === lower(wanted))
}

function lower(text: string): string {
  return text.toLowerCase()
}
