import { type Custom, fillCustom } from '../leads/custom.ts'
import { companyFields, isIdentifyingCompanyField } from '../leads/fields.ts'
import { type CompanyFields, type CompanyKeys, companyKeyNames, companyKeys } from '../leads/identity.ts'
import type { Company } from '../leads/mapping.ts'
import { type Buckets, enter, leave, takeUnchanged } from './key-index.ts'
import { findCompany, type Match } from './match.ts'

/** A company of the list: stored before the page, or created by it. */
export interface ExistingCompany {
  /** null until a page's new companies have been given their ids. */
  id: number | null
  /** Position among all companies of the list, the oldest first. */
  order: number
  changed: boolean
  fields: CompanyFields
  keys: CompanyKeys
  custom: Custom
}

/** The companies of one list that can match a page's rows, in memory: what a merge fills in is seen by the rows after it. */
export class ExistingCompanies {
  readonly #index: Record<keyof CompanyKeys, Buckets<ExistingCompany>> = {
    domainKey: new Map(),
    linkedinKey: new Map(),
    nameKey: new Map(),
  }

  /** Those of a name who have no domain: with a domain of its own, a row can match no others by the name. */
  readonly #domainless: Buckets<ExistingCompany> = new Map()
  readonly #stored = new Map<number, ExistingCompany>()

  /** Takes a company in under each of its keys. */
  add(company: ExistingCompany): void {
    if (company.id !== null) this.#stored.set(company.id, company)
    for (const name of companyKeyNames) this.#enter(company, name)
  }

  /** Whether the stored company of this id is here. */
  hasStored(id: number): boolean {
    return this.#stored.has(id)
  }

  /** Lets the stored companies go that have gained nothing. */
  release(): void {
    const unchanged = takeUnchanged(this.#stored)
    for (const name of companyKeyNames) leave(this.#index[name], unchanged, ({ keys }) => keys[name])
    leave(this.#domainless, unchanged, ({ keys }) => keys.nameKey)
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

  /** Fills a company's empty fields; whether it gained a value. Never overwrites, never changes what identifies it, and never takes a key that belongs to another company of the list. */
  fill(company: ExistingCompany, incoming: Company): boolean {
    let gained = false
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
    company.keys = companyKeys(company.fields)
    if (before.domainKey !== company.keys.domainKey && before.nameKey !== undefined) {
      leave(this.#domainless, new Set([company]), () => before.nameKey)
    }
    for (const name of companyKeyNames) if (before[name] === undefined) this.#enter(company, name)
    return true
  }

  /** A key that is new to the company must be the row's own: who holds any other key, nobody has looked up. */
  #fits(fields: CompanyFields, company: ExistingCompany, incoming: CompanyKeys): boolean {
    const keys = companyKeys(fields)
    return companyKeyNames.every((name) => {
      const key = keys[name]
      if (company.keys[name] !== undefined) return key === company.keys[name]
      return key === undefined || (key === incoming[name] && (name === 'nameKey' || !this.#index[name].has(key)))
    })
  }

  #enter(company: ExistingCompany, name: keyof CompanyKeys): void {
    const key = company.keys[name]
    if (key === undefined) return
    enter(this.#index[name], key, company)
    if (name === 'nameKey' && company.keys.domainKey === undefined) enter(this.#domainless, key, company)
  }
}
