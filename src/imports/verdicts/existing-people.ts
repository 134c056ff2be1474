import { type Custom, fillCustom } from '../leads/custom.ts'
import { personFields } from '../leads/fields.ts'
import {
  fullNameOf,
  isOtherCompany,
  type PersonFields,
  type PersonKeyName,
  type PersonKeys,
  personKeyNames,
  personKeys,
} from '../leads/identity.ts'
import type { Person } from '../leads/mapping.ts'
import type { ExistingCompany } from './existing-companies.ts'
import { addHolder, type KeyIndex, removeHolders, takeUnchanged } from './key-index.ts'
import { findPerson, type Match } from './match.ts'

/** A person of the list, stored before the page or imported by it. */
export interface ExistingPerson {
  /** Null until a new row gets its id. */
  id: number | null
  /** Position among the rows of the list: the id, or for a new row a number above all ids, in file order. */
  order: number
  changed: boolean
  fields: PersonFields
  keys: PersonKeys
  custom: Custom
  /** The company that the stored row is linked to. */
  companyId: number | null
  /** The company that the page links it to. */
  company: ExistingCompany | null
}

/** From this many holders of a key on, remember who was passed over instead of searching all of them again. */
const maxScanned = 32
const strongKeys = ['slugKey', 'memberKey', 'salesNavKey', 'emailKey'] as const
const guardedFields = new Set(['email', 'linkedinUrl', 'salesNavUrl', 'memberId'] as const)
const fillableFields = [...personFields, 'memberId'] as const
const nameFields = new Set<string>(['firstName', 'lastName', 'fullName'])
const companyFields = new Set<string>(['companyName', 'companyDomain', 'companyLinkedinUrl'])

/** The people of a list who can match a page's rows, in memory, so that rows see the values that earlier rows filled in. */
export class ExistingPeople {
  readonly #index: Record<PersonKeyName, KeyIndex<ExistingPerson>> = {
    slugKey: new Map(),
    memberKey: new Map(),
    salesNavKey: new Map(),
    emailKey: new Map(),
    nameDomainKey: new Map(),
    nameLinkedinKey: new Map(),
    nameCompanyKey: new Map(),
    nameLocationKey: new Map(),
    nameKey: new Map(),
  }

  readonly #stored = new Map<number, ExistingPerson>()
  /** For keys with many holders, by the kinds that veto a match: how many of the oldest hold one of them. */
  readonly #vetoed = new WeakMap<ExistingPerson[], Map<number, number>>()

  /** Adds a person under each of their keys. */
  add(person: ExistingPerson): void {
    if (person.id !== null) this.#stored.set(person.id, person)
    for (const name of personKeyNames) this.#addUnderKey(person, name)
  }

  /** Whether the stored person with this id is loaded. */
  hasStored(id: number): boolean {
    return this.#stored.has(id)
  }

  /** Number of stored people loaded. */
  get storedCount(): number {
    return this.#stored.size
  }

  /** Releases the stored people who are unchanged. */
  release(): void {
    const unchanged = takeUnchanged(this.#stored)
    for (const name of personKeyNames) removeHolders(this.#index[name], unchanged, ({ keys }) => keys[name])
  }

  /** Returns the oldest person of the first tier that matches; null if none does. */
  find(keys: PersonKeys): Match<ExistingPerson> | null {
    return findPerson(keys, (name, key, held) => this.#oldest(this.#bucket(name, key), held))
  }

  #oldest(bucket: ExistingPerson[], held: number): ExistingPerson | undefined {
    if (bucket.length < maxScanned) return bucket.find((person) => (person.keys.held & held) === 0)
    const vetoed = this.#vetoed.get(bucket) ?? new Map<number, number>()
    let at = vetoed.get(held) ?? 0
    // People only gain kinds, so a person passed over once stays passed over.
    while (((bucket[at]?.keys.held ?? 0) & held) !== 0) at++
    this.#vetoed.set(bucket, vetoed.set(held, at))
    return bucket[at]
  }

  /** Fills a person's empty fields from another row and returns whether they gained a value. Never overwrites, and never takes a key of another person of the list. */
  fill(person: ExistingPerson, incoming: Person): boolean {
    const { fields } = person
    const sameCompany = !isOtherCompany(person.keys.company, incoming.keys.company)
    let gained = false
    for (const field of fillableFields) {
      const value = incoming.fields[field]
      if (value === undefined || fields[field] !== undefined) continue
      if (nameFields.has(field) && renames(person, { [field]: value })) continue
      if (companyFields.has(field) && !sameCompany) continue
      if (guardedFields.has(field as never) && !this.#fits({ [field]: value }, person, incoming.keys)) continue
      fields[field] = value
      gained = true
    }
    gained = fillCustom(person, incoming.custom) || gained
    if (!gained) return false
    person.changed = true
    this.#reindex(person)
    return true
  }

  #reindex(person: ExistingPerson): void {
    const before = person.keys
    person.keys = personKeys(person.fields)
    for (const name of personKeyNames) {
      const old = before[name]
      if (old === person.keys[name]) continue
      if (old !== undefined) removeHolders(this.#index[name], new Set([person]), () => old)
      this.#addUnderKey(person, name)
    }
  }

  #addUnderKey(person: ExistingPerson, name: PersonKeyName): void {
    const key = person.keys[name]
    if (key === undefined) return
    const isYoungest = addHolder(this.#index[name], key, person)
    if (!isYoungest) this.#vetoed.delete(this.#bucket(name, key))
  }

  #bucket(name: PersonKeyName, key: string): ExistingPerson[] {
    return this.#index[name].get(key) ?? []
  }

  /** Whether the keys of a new field are the row's own, free, and don't contradict the person's. Holders of any other key were not loaded. */
  #fits(field: PersonFields, person: ExistingPerson, incoming: PersonKeys): boolean {
    const keys = personKeys(field)
    return strongKeys.every((name) => {
      const key = keys[name]
      if (key === undefined) return true
      if (key !== incoming[name] || key !== (person.keys[name] ?? key)) return false
      return this.#bucket(name, key).every((other) => other === person)
    })
  }
}

/** Whether an additional name would change the name of a person who already has a full one. */
function renames(person: ExistingPerson, name: PersonFields): boolean {
  const { fields } = person
  const whole = fields.fullName !== undefined || (fields.firstName !== undefined && fields.lastName !== undefined)
  if (!whole) return false
  return personKeys({ fullName: fullNameOf({ ...fields, ...name }) ?? '' }).nameKey !== person.keys.nameKey
}
