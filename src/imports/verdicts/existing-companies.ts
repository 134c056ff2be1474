import { type Custom, fillCustom } from '../leads/custom.ts'
import { companyFields, isIdentifyingCompanyField } from '../leads/fields.ts'
import {
  type CompanyFields,
  type CompanyKeyName,
  type CompanyKeys,
  companyKeyNames,
  companyKeys,
} from '../leads/identity.ts'
import type { Company } from '../leads/mapping.ts'
import { addHolder, type KeyIndex, removeHolders, takeUnchanged } from './key-index.ts'
import { findCompany, type Match } from './match.ts'

/** A company of the list, stored before the page or created by it. */
export interface ExistingCompany {
  /** Null until a new company gets its id. */
  id: number | null
  /** Position among the companies of the list, oldest first. */
  order: number
  changed: boolean
  fields: CompanyFields
  keys: CompanyKeys
  custom: Custom
}

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
  find(keys: CompanyKeys): Match<ExistingCompany> | null {
    return findCompany(keys, {
      holdersOf: (name, key) => {
        const holders = this.#index[name].get(key) ?? []
        // Of several companies of a name, only those without a domain can match by it, and a chain has many with one.
        return name === 'nameKey' && holders.length > 1 ? (this.#domainless.get(key) ?? []) : holders
      },
      isOnlyOfName: ({ keys: { nameKey } }) => nameKey !== undefined && this.#index.nameKey.get(nameKey)?.length === 1,
    })
  }

  /** Fills a company's empty fields and returns whether it gained a value. Never overwrites, never changes a key, and never takes a key of another company of the list. */
  fill(company: ExistingCompany, incoming: Company): boolean {
    let gained = false
    // After an upgrade, an older company of the list has the domain.
    const hasLostDomain = company.keys.domainKey === undefined && companyKeys(company.fields).domainKey !== undefined
    for (const field of companyFields) {
      const value = incoming.fields[field]
      if (value === undefined || company.fields[field] !== undefined) continue
      if (
        isIdentifyingCompanyField(field) &&
        !this.#fits({ ...company.fields, [field]: value }, company, incoming.keys)
      )
        continue
      company.fields[field] = value
      gained = true
    }
    gained = fillCustom(company, incoming.custom) || gained
    if (!gained) return false
    company.changed = true
    const before = company.keys
    company.keys = hasLostDomain
      ? { ...companyKeys(company.fields), domainKey: undefined }
      : companyKeys(company.fields)
    if (before.domainKey !== company.keys.domainKey && before.nameKey !== undefined) {
      removeHolders(this.#domainless, new Set([company]), () => before.nameKey)
    }
    for (const name of companyKeyNames) if (before[name] === undefined) this.#addUnderKey(company, name)
    return true
  }

  /** Whether new keys are the row's own. Holders of any other key were not loaded, so it might belong to another company. */
  #fits(fields: CompanyFields, company: ExistingCompany, incoming: CompanyKeys): boolean {
    const keys = companyKeys(fields)
    return companyKeyNames.every((name) => {
      const key = keys[name]
      if (company.keys[name] !== undefined) return key === company.keys[name]
      return key === undefined || (key === incoming[name] && (name === 'nameKey' || !this.#index[name].has(key)))
    })
  }

  #addUnderKey(company: ExistingCompany, name: CompanyKeyName): void {
    const key = company.keys[name]
    if (key === undefined) return
    addHolder(this.#index[name], key, company)
    if (name === 'nameKey' && company.keys.domainKey === undefined) addHolder(this.#domainless, key, company)
  }
}
