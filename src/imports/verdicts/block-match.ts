import type { BlockedKeys } from '../../blocklist/blocked.ts'
import { domainKey } from '../../identity/normalise.ts'
import type { Lead } from '../leads/mapping.ts'

/** An entry that blocks a row, and what of it did. */
export interface BlockMatch {
  id: string
  reasonCode: 'BLOCKED_DOMAIN' | 'BLOCKED_NAME'
  key: string
}

/** What the block list is asked about a row: its registrable domains (company, website, work e-mail) and its company's name. */
export function blockKeys(lead: Lead): { domains: string[]; name: string | undefined } {
  const { company, person } = lead
  const domains = new Set<string>()
  const add = (domain: string | null | undefined) => domain && domains.add(domain)
  add(company?.keys.domainKey)
  if (company?.fields.website !== undefined) add(domainKey(company.fields.website))
  add(person?.keys.company.domainKey)
  if (person?.keys.emailKey !== undefined) add(domainKey(person.fields.email ?? ''))
  return { domains: [...domains], name: company?.keys.nameKey ?? person?.keys.company.nameKey }
}

/** Prepares entries for looking up rows: a domain blocks first; the name of an entry that has a domain blocks only rows without one. */
export function blockMatcher(entries: BlockedKeys[]): (lead: Lead) => BlockMatch | undefined {
  const byDomain = new Map<string, BlockMatch>()
  const byName = new Map<string, BlockMatch>()
  const byNameOfDomain = new Map<string, BlockMatch>()
  for (const { id, domainKey: domain, nameKey: name } of entries) {
    if (domain !== null) byDomain.set(domain, { id, reasonCode: 'BLOCKED_DOMAIN', key: domain })
    if (name !== null)
      (domain === null ? byName : byNameOfDomain).set(name, { id, reasonCode: 'BLOCKED_NAME', key: name })
  }
  return (lead) => {
    const { domains, name } = blockKeys(lead)
    const blocking = domains.find((domain) => byDomain.has(domain))
    if (blocking !== undefined) return byDomain.get(blocking)
    if (name === undefined) return undefined
    return byName.get(name) ?? (domains.length === 0 ? byNameOfDomain.get(name) : undefined)
  }
}
