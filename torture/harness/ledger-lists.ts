import { companyIds, rowIds } from '../../src/db/ids.ts'
import type { ModelRun } from './ledger-model.ts'

/** A list in the model. */
export interface ModelList {
  /** When its leads were last exported or copied. */
  exportedAt: number | null
}

/** Where a lead is from, and what became of it. */
interface Lead {
  /** Null after it was removed. */
  list: ModelList | null
  /** The run that added it. */
  readonly run: ModelRun
  readonly source: 'CSV' | 'API'
  readonly addedAt: number
  editedAt: number | null
  /** The number of the stored row, as soon as there is one. */
  id: number | null
}

/** A company of a list: a lead, or the employer of people. */
export interface ModelCompany extends Lead {
  domain: string
  industry: string | null
  readonly isLead: boolean
  enrichedAt: number | null
}

/** A person of a list. */
export interface ModelLead extends Lead {
  /** Whose e-mail address it has. */
  key: number
  title: string | null
  domain: string
  /** Whether it keeps the addresses of people who were merged into it. */
  hasOtherEmails: boolean
  company: ModelCompany | null
}

/** Whether a lead is in a list. */
export function isAlive<L extends ModelLead | ModelCompany>(lead: L): lead is L & { list: ModelList } {
  return lead.list !== null
}

/** Returns the id of a stored person or company. */
export function idOf({ id, ...lead }: ModelLead | ModelCompany): string {
  if (id === null) throw new Error('The lead is not stored.')
  return ('key' in lead ? rowIds : companyIds).encode(id)
}

/** Returns the lead of a list that has a person's address. */
export function holderIn(leads: readonly ModelLead[], list: ModelList, person: number): ModelLead | undefined {
  return leads.find((lead) => lead.list === list && lead.key === person)
}

/** Returns the company of a list that has a domain. */
export function companyIn(
  companies: readonly ModelCompany[],
  list: ModelList,
  domain: string,
): ModelCompany | undefined {
  return companies.find((company) => company.list === list && company.domain === domain)
}

/** Removes companies from their list; the people who work there stay. */
export function removeCompanies(leads: readonly ModelLead[], companies: readonly ModelCompany[]): void {
  for (const lead of leads) if (lead.company !== null && companies.includes(lead.company)) lead.company = null
  for (const company of companies) company.list = null
}

/** The person whose company is on the block list, and the company. */
export const blockedPerson = 0
const blockedDomain = 'blocked.example'

/** Returns the domain of a person's company. */
export function domainOf(person: number): string {
  return person === blockedPerson ? blockedDomain : `c${person % 3}.example`
}

/** Returns the domain of a company by number, which may be that of people. */
export function companyDomain(company: number): string {
  return company === 0 ? blockedDomain : `c${company - 1}.example`
}

/** Whether a domain is on the block list. */
export function isBlocked(domain: string): boolean {
  return domain === blockedDomain
}

/** Returns the address of a person. */
export function emailOf(person: number): string {
  return `p${person}@gmail.com`
}
