import type { BlockedKeys } from '../../blocklist/blocklist.sql.ts'
import { domainKey } from '../../identity/domain.ts'
import { mailboxOf } from '../../identity/email.ts'
import type { Lead } from '../leads/mapping.ts'

/** The block list entry that blocks a row. */
export interface BlockMatch {
  id: string
  reasonCode: 'BLOCKED_DOMAIN' | 'BLOCKED_NAME'
  /** The company as a message names it: the blocked domain, or the name as the user entered it. */
  label: string
}

/** Returns what the block list is searched for: the row's registrable domains (company, website, work e-mail) and its company's name. */
export function blockKeys(lead: Lead): { domains: string[]; name: string | undefined } {
  const { company, person } = lead
  const domains = new Set<string>()
  const add = (domain: string | null | undefined) => domain && domains.add(domain)
  add(company?.keys.domainKey)
  if (company?.fields.website !== undefined) add(domainKey(company.fields.website, company.fields.name))
  add(person?.keys.company.domainKey)
  if (person?.keys.emailKey !== undefined) add(mailboxOf(person.fields.email ?? '')?.employerDomain)
  return { domains: [...domains], name: company?.keys.nameKey ?? person?.keys.company.nameKey }
}

/** Returns a function that finds the entry that blocks a lead. Domains are tried first; the name of an entry that has a domain blocks only rows without one. */
export function blockMatcher(entries: BlockedKeys[]): (lead: Lead) => BlockMatch | undefined {
  const byDomain = new Map<string, BlockMatch>()
  const byName = new Map<string, BlockMatch>()
  const byNameOfDomain = new Map<string, BlockMatch>()
  for (const { id, domainKey: domain, nameKey, name } of entries) {
    if (domain !== null) byDomain.set(domain, { id, reasonCode: 'BLOCKED_DOMAIN', label: domain })
    if (nameKey !== null) {
      const match = { id, reasonCode: 'BLOCKED_NAME', label: name ?? nameKey } as const
      ;(domain === null ? byName : byNameOfDomain).set(nameKey, match)
    }
  }
  return (lead) => {
    const { domains, name } = blockKeys(lead)
    const blocking = domains.find((domain) => byDomain.has(domain))
    if (blocking !== undefined) return byDomain.get(blocking)
    if (name === undefined) return undefined
    return byName.get(name) ?? (domains.length === 0 ? byNameOfDomain.get(name) : undefined)
  }
}
