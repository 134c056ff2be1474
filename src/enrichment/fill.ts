import { companyNameKey, domainKey } from '../identity/normalise.ts'
import type { Outcome } from './items.sql.ts'
import type { CompanyData } from './provider.ts'
import { type ReasonCode, reasonFor } from './reasons.ts'

/** A company that waits for what is found at its LinkedIn page, with what it says of itself. */
export interface WaitingCompany {
  id: string
  linkedinKey: string
  name: string | null
  website: string | null
  domain: string | null
  domainKey: string | null
}

/** What was found at a LinkedIn page. */
export interface Finding {
  fetchedAt: Date
  found: CompanyData | ReasonCode
}

/** What a company's empty fields are filled with; null where there is nothing for a field. */
export interface Fill extends CompanyData {
  id: string
  fetchedAt: Date
  nameKey: string | null
  domain: string | null
  domainKey: string | null
}

/**
 * What becomes of companies, taken in order: how each ends and what it is filled with. `holders` has the companies of the list
 * that hold domains already, and gains those that come to hold one: no two end with the same.
 */
export function settleCompanies(
  companies: readonly WaitingCompany[],
  findings: ReadonlyMap<string, Finding>,
  holders: Map<string, string>,
): { fills: Fill[]; outcomes: Outcome[] } {
  const fills: Fill[] = []
  const outcomes = companies.flatMap((company): Outcome[] => {
    const finding = findings.get(company.linkedinKey)
    if (finding === undefined) return []
    const { found, fetchedAt } = finding
    if (typeof found === 'string') return [{ companyId: company.id, status: 'FAILED', cause: reasonFor(found) }]
    const site = siteFor(company, found.website, holders)
    if (site !== 'TAKEN' && site.domainKey !== null) holders.set(site.domainKey, company.id)
    fills.push({
      ...found,
      id: company.id,
      fetchedAt,
      // The key belongs to the name that the row bears.
      name: company.name === null ? found.name : null,
      nameKey: company.name === null && found.name !== null ? companyNameKey(found.name) : null,
      ...(site === 'TAKEN' ? noSite : site),
    })
    return [{ companyId: company.id, status: 'ENRICHED', cause: site === 'TAKEN' ? reasonFor('DOMAIN_TAKEN') : null }]
  })
  return { fills, outcomes }
}

type Site = Pick<Fill, 'website' | 'domain' | 'domainKey'>
const noSite: Site = { website: null, domain: null, domainKey: null }

/** What a website gives a company that has none, or no domain; nothing where another company of the list holds its domain. */
function siteFor(company: WaitingCompany, found: string | null, holders: ReadonlyMap<string, string>): Site | 'TAKEN' {
  const key = found === null ? null : domainKey(found)
  const website = company.website === null ? found : null
  // A website of its own that identifies it says as much as a domain: what is found must not change that.
  const isFree = company.domainKey === null || company.domainKey === key
  const domain = company.domain === null && isFree ? key : null
  if (website === null && domain === null) return noSite
  if (key !== null && (holders.get(key) ?? company.id) !== company.id) return 'TAKEN'
  return { website, domain, domainKey: company.domainKey === null ? key : null }
}
