import { type Custom, fillCustom, otherDomains, otherProfiles, withFurther } from '../leads/custom.ts'
import { companyFields, isIdentifyingCompanyField } from '../leads/fields.ts'
import { isSameValue } from '../leads/fingerprint.ts'
import {
  type CompanyFields,
  type CompanyKeyName,
  type CompanyKeys,
  companyKeyNames,
  companyKeys,
} from '../leads/identity.ts'
import type { Company } from '../leads/mapping.ts'
import { addHolder, type KeyIndex, removeHolders, takeUnchanged } from './key-index.ts'
import { findCompany, type Match, type Tiers } from './match.ts'
import { defaultPolicy, type Overwrites } from './policy.ts'

/** A company of the list, stored before the page or created by it. */
export interface ExistingCompany {
  /** Null until a new company gets its id. */
  id: number | null
  /** Position among the companies of the list, oldest first. */
  order: number
  changed: boolean
  /** Whether a new domain has replaced the one that it is stored with. */
  hasFreedDomain?: true
  fields: CompanyFields
  keys: CompanyKeys
  custom: Custom
}

/** The fields whose keys a company has alone in its list, and the custom field for a value that another one has. */
const yielding = [
  { name: 'domainKey', field: 'domain', to: otherDomains },
  { name: 'domainKey', field: 'website', to: otherDomains },
  { name: 'linkedinKey', field: 'linkedinUrl', to: otherProfiles },
] as const

/** The companies of a list that can match a page's rows, in memory, so that rows see the values that earlier rows filled in. */
export class ExistingCompanies {
  readonly #index: Record<CompanyKeyName, KeyIndex<ExistingCompany>> = {
    domainKey: new Map(),
    linkedinKey: new Map(),
    nameKey: new Map(),
  }

  /** Companies without a domain, by name. */
  readonly #domainless: KeyIndex<ExistingCompany> = new Map()
  readonly #stored = new Map<number, ExistingCompany>()

  /** Adds a company under each of its keys. */
  add(company: ExistingCompany): void {
    if (company.id !== null) this.#stored.set(company.id, company)
    for (const name of companyKeyNames) this.#addUnderKey(company, name)
  }

  /** Whether the stored company with this id is loaded. */
  hasStored(id: number): boolean {
    return this.#stored.has(id)
  }

  /** Returns the stored company with this id, if it is loaded. */
  byId(id: number): ExistingCompany | undefined {
    return this.#stored.get(id)
  }

  /** Releases the stored companies that are unchanged. */
  release(): void {
    const unchanged = takeUnchanged(this.#stored)
    for (const name of companyKeyNames) removeHolders(this.#index[name], unchanged, ({ keys }) => keys[name])
    removeHolders(this.#domainless, unchanged, ({ keys }) => keys.nameKey)
  }

  /** Whether a company has this domain. */
  hasDomain(key: string | undefined): boolean {
    return key !== undefined && this.#index.domainKey.has(key)
  }

  /** Returns the company that a row names; null if none matches. */
  find(keys: CompanyKeys, tiers: Tiers = defaultPolicy): Match<ExistingCompany> | null {
    const source = {
      holdersOf: (name: CompanyKeyName, key: string) => {
        const holders = this.#index[name].get(key) ?? []
        // Of several companies of a name, only those without a domain can match by it, and a chain has many with one.
        return name === 'nameKey' && holders.length > 1 && !tiers.isNarrowed
          ? (this.#domainless.get(key) ?? [])
          : holders
      },
      isOnlyOfName: ({ keys: { nameKey } }: ExistingCompany) =>
        nameKey !== undefined && this.#index.nameKey.get(nameKey)?.length === 1,
    }
    return findCompany(keys, source, tiers)
  }

  /**
   * Fills a company's empty fields, replaces those that `overwrites` names, and returns whether a value has changed. Never loses
   * a key, and never takes a key of another company of the list.
   */
  fill(company: ExistingCompany, incoming: Company, overwrites: Overwrites = defaultPolicy.company): boolean {
    let gained = false
    // After an upgrade, an older company of the list has the domain.
    const lostDomain = company.keys.domainKey === undefined ? companyKeys(company.fields).domainKey : undefined
    const keysOf = (fields: CompanyFields): CompanyKeys => {
      const keys = companyKeys(fields)
      return keys.domainKey === lostDomain ? { ...keys, domainKey: undefined } : keys
    }
    const before = company.keys
    let keys = before
    for (const field of companyFields) {
      const value = incoming.fields[field]
      const stored = company.fields[field]
      if (value === undefined) continue
      if (stored !== undefined && (!overwrites.field(field) || isSameValue(stored, value))) continue
      if (isIdentifyingCompanyField(field)) {
        const next = keysOf({ ...company.fields, [field]: value })
        if (!this.#fits(next, { keys, mayChange: stored !== undefined }, incoming.keys)) continue
        keys = next
      }
      company.fields[field] = value
      gained = true
    }
    gained = fillCustom(company, incoming.custom, overwrites.custom) || gained
    if (!gained) return false
    company.changed = true
    company.keys = keysOf(company.fields)
    if (company.id !== null && before.domainKey !== undefined && before.domainKey !== company.keys.domainKey) {
      company.hasFreedDomain = true
    }
    this.#reindex(company, before)
    return true
  }

  /** Moves the values whose keys another company of the list has to the custom fields of a company that is not in the list yet. */
  withoutTakenKeys(company: Company): Company {
    let { fields, custom } = company
    for (const { name, field, to } of yielding) {
      const key = companyKeys(fields)[name]
      const { [field]: value, ...rest } = fields
      const isFree = key === undefined || (key === company.keys[name] && !this.#index[name].has(key))
      if (isFree || value === undefined || !identifies(fields.name, { [field]: value }, name)) continue
      fields = rest
      custom = withFurther(custom, to, value)
    }
    return { fields, custom, keys: companyKeys(fields) }
  }

  #reindex(company: ExistingCompany, before: CompanyKeys): void {
    const { keys } = company
    const isIt = new Set([company])
    if (before.nameKey !== undefined && (before.domainKey !== keys.domainKey || before.nameKey !== keys.nameKey)) {
      removeHolders(this.#domainless, isIt, () => before.nameKey)
    }
    for (const name of companyKeyNames) {
      const old = before[name]
      if (old === keys[name]) continue
      if (old !== undefined) removeHolders(this.#index[name], isIt, () => old)
      this.#addUnderKey(company, name)
    }
  }

  /**
   * Whether new keys are the row's own, and no other company's. Holders of any other key were not loaded, so it might belong to
   * another company. A key changes only with the value that it comes from, and is never lost.
   */
  #fits(
    next: CompanyKeys,
    { keys, mayChange }: { keys: CompanyKeys; mayChange: boolean },
    incoming: CompanyKeys,
  ): boolean {
    return companyKeyNames.every((name) => {
      const [key, before] = [next[name], keys[name]]
      if (key === before) return true
      if (key === undefined || (before !== undefined && !mayChange)) return false
      return key === incoming[name] && (name === 'nameKey' || !this.#index[name].has(key))
    })
  }

  #addUnderKey(company: ExistingCompany, name: CompanyKeyName): void {
    const key = company.keys[name]
    if (key === undefined) return
    addHolder(this.#index[name], key, company)
    if (name === 'nameKey' && company.keys.domainKey === undefined) addHolder(this.#domainless, key, company)
  }
}

/** Whether a value has a key; of a free-mail host, that depends on the company's name. */
function identifies(name: string | undefined, value: CompanyFields, key: CompanyKeyName): boolean {
  return companyKeys(name === undefined ? value : { name, ...value })[key] !== undefined
}
