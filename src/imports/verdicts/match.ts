import {
  type CompanyKeyName,
  type CompanyKeys,
  companyTiers,
  isSameCompany,
  type PersonKeyName,
  type PersonKeys,
  personTiers,
  type Search,
  searchIn,
} from '../leads/identity.ts'
import { defaultPolicy, type MatchPolicy } from './policy.ts'

/** The tiers that may match. */
export type Tiers = Pick<MatchPolicy, 'allows' | 'isNarrowed'>

/** The person or company that a row matches, and by which key. */
export interface Match<Found> {
  found: Found
  reasonCode: string
}

/** Where `findPerson` looks for people. */
export interface PersonSource<Found> {
  /** Whether anyone has this key. */
  has(name: PersonKeyName, key: string): boolean
  /** Returns the oldest holder of a key that the search does not veto. */
  oldest(name: PersonKeyName, key: string, search: Search): Found | undefined
}

/** A source without people. */
export const noPeople: PersonSource<never> = { has: () => false, oldest: () => undefined }

/**
 * Returns the person that a row names, by the first tier that matches: the oldest holder of its keys. Only tiers whose reason is
 * allowed are tried.
 */
export function findPerson<Found extends { order: number }>(
  keys: PersonKeys,
  source: PersonSource<Found>,
  { allows, isNarrowed }: Tiers = defaultPolicy,
): Match<Found> | null {
  for (const tiers of personTiers) {
    let match: Match<Found> | null = null
    for (const tier of tiers) {
      const { key: name, reasonCode } = tier
      if (!allows(reasonCode)) continue
      const key = keys[name]
      if (key === undefined || !source.has(name, key)) continue
      const found = source.oldest(name, key, searchIn(tier, keys, isNarrowed))
      if (found !== undefined && (match === null || found.order < match.found.order)) match = { found, reasonCode }
    }
    if (match !== null) return match
  }
  return null
}

/** Where `findCompany` looks for companies. */
export interface CompanySource<Found> {
  /** Returns the holders of a key that can match, oldest first. */
  holdersOf(name: CompanyKeyName, key: string): readonly Found[]
  /** Whether no other company of its list has the same name. */
  isOnlyOfName(found: Found): boolean
}

/** Returns the company that a row names, by the first tier that matches and whose reason is allowed: the oldest holder of its key. */
export function findCompany<Found extends { keys: CompanyKeys }>(
  keys: CompanyKeys,
  { holdersOf, isOnlyOfName }: CompanySource<Found>,
  { allows }: Pick<Tiers, 'allows'> = defaultPolicy,
): Match<Found> | null {
  for (const tier of companyTiers) {
    if (!allows(tier.reasonCode)) continue
    const key = keys[tier.key]
    if (key === undefined) continue
    const found = holdersOf(tier.key, key).find((holder) =>
      isSameCompany(tier, holder.keys, keys, isOnlyOfName(holder)),
    )
    if (found !== undefined) return { found, reasonCode: tier.reasonCode }
  }
  return null
}
