import type { ModelRun } from './ledger-model.ts'

/** A list in the model. */
export interface ModelList {
  companies: ModelCompany[]
  /** When its leads were last exported or copied. */
  exportedAt: number | null
}

/** A company of a list, in the order in which they were added. */
export interface ModelCompany {
  readonly domain: string
  readonly run: ModelRun
  enrichedAt: number | null
}

/** A person of a list. */
export interface ModelLead {
  /** Whose e-mail address it has. */
  key: number
  title: string | null
  domain: string
  /** Whether it keeps the addresses of people who were merged into it. */
  hasOtherEmails: boolean
  /** Null after it was removed. */
  list: ModelList | null
  /** The run that added it. */
  readonly run: ModelRun
  company: ModelCompany | null
  readonly addedAt: number
  editedAt: number | null
  /** The number of the stored row, as soon as there is one. */
  id: number | null
}

/** Whether a lead is in a list. */
export function isAlive(lead: ModelLead): lead is ModelLead & { list: ModelList } {
  return lead.list !== null
}

/** Returns the lead of a list that has a person's address. */
export function holderIn(leads: readonly ModelLead[], list: ModelList, person: number): ModelLead | undefined {
  return leads.find((lead) => lead.list === list && lead.key === person)
}

/** Returns the company of a domain in a list, which the run creates if there is none. */
export function companyIn(list: ModelList, domain: string, run: ModelRun): ModelCompany {
  const known = list.companies.find((company) => company.domain === domain)
  if (known !== undefined) return known
  const company = { domain, run, enrichedAt: null }
  list.companies.push(company)
  run.counts.companiesCreated += 1
  return company
}
