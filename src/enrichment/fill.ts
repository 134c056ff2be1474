import { companyNameKey } from '../identity/company-name.ts'
import { domainKey } from '../identity/domain.ts'
import { fold } from '../identity/normalise.ts'
import type { Outcome } from './items.sql.ts'
import type { CompanyData } from './provider.ts'
import { type ReasonCode, reasonFor } from './reasons.ts'

/** A company that waits for the data of its LinkedIn page, with the values it already has. */
export interface WaitingCompany {
  id: string
  linkedinKey: string
  name: string | null
  city: string | null
  website: string | null
  domain: string | null
  domainKey: string | null
}

/** The data of a LinkedIn page, or why there is none. */
export interface Finding {
  fetchedAt: Date
  found: CompanyData | ReasonCode
}

/** Values for the empty fields of a company; null leaves a field as it is. */
export interface Fill extends CompanyData {
  id: string
  fetchedAt: Date
  nameKey: string | null
  cityKey: string | null
  domain: string | null
  domainKey: string | null
}

/**
 * Returns how each company's item ends and the values it is filled with, in order. `holders` maps the domains of the list to their
 * companies; newly assigned domains are added, so that no two companies end up with the same one.
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
      // The keys must match the name and the city in the row.
      name: company.name === null ? found.name : null,
      nameKey: company.name === null && found.name !== null ? companyNameKey(found.name) : null,
      cityKey: company.city === null && found.city !== null ? fold(found.city) : null,
      ...(site === 'TAKEN' ? noSite : site),
    })
    return [{ companyId: company.id, status: 'ENRICHED', cause: site === 'TAKEN' ? reasonFor('DOMAIN_TAKEN') : null }]
  })
  return { fills, outcomes }
}

type Site = Pick<Fill, 'website' | 'domain' | 'domainKey'>
const noSite: Site = { website: null, domain: null, domainKey: null }

/** Returns the website and domain to fill in; TAKEN if another company of the list has the domain. */
function siteFor(company: WaitingCompany, found: string | null, holders: ReadonlyMap<string, string>): Site | 'TAKEN' {
  const key = found === null ? null : domainKey(found, company.name ?? undefined)
  const website = company.website === null ? found : null
  // An existing website identifies the company like a domain does, so a different one must not be added.
  const isFree = company.domainKey === null || company.domainKey === key
  const domain = company.domain === null && isFree ? key : null
  if (website === null && domain === null) return noSite
  if (key !== null && (holders.get(key) ?? company.id) !== company.id) return 'TAKEN'
  return { website, domain, domainKey: company.domainKey === null ? key : null }
}
