import { companyLinkedinKey, profileKeys } from '../../identity/linkedin.ts'
import { personNameKey } from '../../identity/person-name.ts'
import { contradictsPerson } from '../leads/contradiction.ts'
import { type Custom, fillCustom, otherEmails, otherProfiles, withFurther } from '../leads/custom.ts'
import { personFields } from '../leads/fields.ts'
import { isSameValue } from '../leads/fingerprint.ts'
import {
  areWorkAndPrivate,
  isOtherCompany,
  isVetoed,
  nameTier,
  type PersonFields,
  type PersonKeyName,
  type PersonKeys,
  personKeyNames,
  personKeys,
  personTiers,
  type Search,
  searchIn,
} from '../leads/identity.ts'
import type { Person } from '../leads/mapping.ts'
import type { ExistingCompany } from './existing-companies.ts'
import { addHolder, type KeyIndex, removeHolders, takeUnchanged } from './key-index.ts'
import { findPerson, type Match, type Tiers } from './match.ts'
import { defaultPolicy, type Overwrites } from './policy.ts'

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

/** If a key has at least this many holders, remember who was vetoed instead of searching all of them again. */
const maxScanned = 32
/** The keys that identify a person without anything else. */
export const strongKeys = ['slugKey', 'memberKey', 'salesNavKey', 'emailKey'] as const
const guardedFields = new Set(['email', 'linkedinUrl', 'salesNavUrl', 'memberId'] as const)
const fillableFields = [...personFields, 'memberId'] as const
/** The fields whose keys a person has alone in their list. */
const yieldingFields = ['email', 'linkedinUrl', 'salesNavUrl', 'memberId'] as const
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
  /** The holders of a second e-mail address, which identifies no one. */
  readonly #byOtherEmail: KeyIndex<ExistingPerson> = new Map()
  /** For keys with many holders, by what vetoes a match: how many of the oldest are vetoed. */
  readonly #vetoed = new WeakMap<ExistingPerson[], Map<string, number>>()

  /** Adds a person under each of their keys. */
  add(person: ExistingPerson): void {
    if (person.id !== null) this.#stored.set(person.id, person)
    for (const name of personKeyNames) this.#addUnderKey(person, name)
    this.#addOtherEmail(person)
  }

  /** Whether the stored person with this id is loaded. */
  hasStored(id: number): boolean {
    return this.#stored.has(id)
  }

  /** Returns the stored person with this id, if they are loaded. */
  byId(id: number): ExistingPerson | undefined {
    return this.#stored.get(id)
  }

  /** Number of stored people loaded. */
  get storedCount(): number {
    return this.#stored.size
  }

  /** Releases the stored people who are unchanged. */
  release(): void {
    const unchanged = takeUnchanged(this.#stored)
    for (const name of personKeyNames) removeHolders(this.#index[name], unchanged, ({ keys }) => keys[name])
    removeHolders(this.#byOtherEmail, unchanged, ({ keys }) => keys.otherEmailKey)
  }

  /** Returns the oldest person of the first tier that matches; null if none does. */
  find(incoming: Person, tiers: Tiers = defaultPolicy): Match<ExistingPerson> | null {
    const byKey = findPerson(incoming.keys, this, tiers)
    return byKey ?? (tiers.allows(nameTier.reasonCode) ? this.#findByName(incoming) : null)
  }

  /**
   * Returns the oldest person of each other tier that matches a row which matches `found`. If only the name and something
   * weak is shared, people who contradict `found` are excluded.
   */
  findOthers(incoming: Person, found: ExistingPerson, tiers: Tiers = defaultPolicy): Match<ExistingPerson>[] {
    const others = new Map<ExistingPerson, Match<ExistingPerson>>()
    for (const tier of personTiers.flat()) {
      const { key: name, reasonCode } = tier
      const key = tiers.allows(reasonCode) ? incoming.keys[name] : undefined
      const other =
        key === undefined ? undefined : this.oldest(name, key, searchIn(tier, incoming.keys, tiers.isNarrowed))
      if (other === undefined || other === found || others.has(other)) continue
      if (!isStrong(name) && isVetoed(other.keys, searchIn(tier, found.keys, tiers.isNarrowed))) continue
      others.set(other, { found: other, reasonCode })
    }
    return [...others.values()]
  }

  #findByName(incoming: Person): Match<ExistingPerson> | null {
    const [found, another] = this.#bucket(nameTier.key, incoming.keys.nameKey ?? '')
    if (found === undefined || another !== undefined || contradictsPerson(found, incoming)) return null
    return { found, reasonCode: nameTier.reasonCode }
  }

  /** Whether anyone has this key. */
  has(name: PersonKeyName, key: string): boolean {
    return this.#index[name].has(key)
  }

  /** Returns the oldest holder of a key whom the search does not veto. */
  oldest(name: PersonKeyName, key: string, search: Search): ExistingPerson | undefined {
    const bucket = this.#bucket(name, key)
    if (bucket.length < maxScanned || search.like !== undefined)
      return bucket.find((person) => !isVetoed(person.keys, search))
    const { address, ...rest } = search
    const found = this.#oldestOfMany(bucket, { ...rest, address: undefined })
    if (address === undefined) return found
    const byAddress = this.#byOtherEmail.get(address)?.find(({ keys }) => keys[name] === key && !isVetoed(keys, search))
    return found === undefined || (byAddress !== undefined && byAddress.order < found.order) ? byAddress : found
  }

  #oldestOfMany(bucket: ExistingPerson[], search: Search): ExistingPerson | undefined {
    const vetoed = this.#vetoed.get(bucket) ?? new Map<string, number>()
    const place = `${search.vetoes} ${search.countryKey}`
    let at = vetoed.get(place) ?? 0
    // A vetoed person stays vetoed: where a value that vetoes is replaced, what is known is discarded.
    for (let person = bucket[at]; person !== undefined && isVetoed(person.keys, search); person = bucket[at]) at++
    this.#vetoed.set(bucket, vetoed.set(place, at))
    return bucket[at]
  }

  /**
   * Fills a person's empty fields from another row, replaces those that `overwrites` names, and returns whether a value has
   * changed. Never loses what identifies the person, and never takes a key of another person of the list.
   */
  fill(person: ExistingPerson, incoming: Person, overwrites: Overwrites = defaultPolicy.person): boolean {
    const replaced = overwrites.any && this.#replace(person, incoming, overwrites)
    const { fields, keys } = person
    const sameCompany = !isOtherCompany(keys.company, incoming.keys.company)
    let gained = replaced
    for (const field of fillableFields) {
      const value = incoming.fields[field]
      if (value === undefined || fields[field] !== undefined) continue
      if (companyFields.has(field) && !sameCompany) continue
      const isName = nameFields.has(field)
      if (
        (isName || guardedFields.has(field as never)) &&
        !this.#fits({ [field]: value }, person, incoming.keys, isName)
      )
        continue
      fields[field] = value
      gained = true
    }
    gained = fillCustom(person, incoming.custom, overwrites.custom) || gained
    gained = this.#keepAddress(person, incoming) || gained
    if (!gained) return false
    person.changed = true
    this.#reindex(person)
    return true
  }

  /** Replaces the values that `overwrites` names, but none that identifies by one that does not, and returns whether there were any. */
  #replace(person: ExistingPerson, incoming: Person, overwrites: Overwrites): boolean {
    const { fields } = person
    let hasReplaced = false
    for (const field of fillableFields) {
      const [stored, value] = [fields[field], incoming.fields[field]]
      if (stored === undefined || value === undefined) continue
      if (!overwrites.field(field) || isSameValue(stored, value)) continue
      const now = personKeys(fields)
      const next = personKeys({ ...fields, [field]: value })
      if (losesIdentity(field, [stored, value], [now, next]) || !this.#mayHave(next, now, person, incoming.keys))
        continue
      fields[field] = value
      hasReplaced = true
    }
    if (!hasReplaced) return false
    this.#reindex(person, true)
    return true
  }

  /** Whether the keys that a replaced value changes are the row's own and free, or none. */
  #mayHave(next: PersonKeys, now: PersonKeys, person: ExistingPerson, incoming: PersonKeys): boolean {
    return strongKeys.every((name) => {
      const key = next[name]
      if (key === undefined || key === now[name]) return true
      return key === incoming[name] && this.#bucket(name, key).every((other) => other === person)
    })
  }

  /** Moves the values whose keys another person of the list has to the custom fields of a person who is not in the list yet. */
  withoutTakenKeys(person: Person): Person {
    let { fields, custom } = person
    for (const field of yieldingFields) {
      const value = fields[field]
      const keys = personKeys(fields)
      const taken = strongKeys.filter((name) => {
        const key = keys[name]
        return key !== undefined && (key !== person.keys[name] || this.#bucket(name, key).length > 0)
      })
      if (value === undefined || taken.length === 0) continue
      const { [field]: _, ...rest } = fields
      const without = personKeys(rest)
      if (taken.every((name) => without[name] === keys[name])) continue
      fields = rest
      if (field !== 'memberId') custom = withFurther(custom, field === 'email' ? otherEmails : otherProfiles, value)
    }
    return { fields, custom, keys: personKeys(fields) }
  }

  /** Keeps a private address in addition to a work address, or vice versa, unless it belongs to another person. */
  #keepAddress(person: ExistingPerson, { fields, keys }: Person): boolean {
    const { email } = fields
    const { address } = keys
    if (email === undefined || address === undefined || person.fields.otherEmailKey !== undefined) return false
    if (person.fields.email === email) return false
    if (!areWorkAndPrivate(person.keys, keys) || this.#bucket('emailKey', address).length > 0) return false
    person.fields.otherEmailKey = address
    person.custom = withFurther(person.custom, otherEmails, email)
    return true
  }

  #reindex(person: ExistingPerson, hasReplaced = false): void {
    const before = person.keys
    person.keys = personKeys(person.fields)
    for (const name of personKeyNames) {
      const old = before[name]
      if (hasReplaced && old !== undefined) this.#vetoed.delete(this.#bucket(name, old))
      if (old === person.keys[name]) continue
      if (old !== undefined) removeHolders(this.#index[name], new Set([person]), () => old)
      this.#addUnderKey(person, name)
    }
    if (before.otherEmailKey === undefined) this.#addOtherEmail(person)
  }

  #addUnderKey(person: ExistingPerson, name: PersonKeyName): void {
    const key = person.keys[name]
    if (key === undefined) return
    const isYoungest = addHolder(this.#index[name], key, person)
    if (!isYoungest) this.#vetoed.delete(this.#bucket(name, key))
  }

  #addOtherEmail(person: ExistingPerson): void {
    const key = person.keys.otherEmailKey
    if (key !== undefined) addHolder(this.#byOtherEmail, key, person)
  }

  #bucket(name: PersonKeyName, key: string): ExistingPerson[] {
    return this.#index[name].get(key) ?? []
  }

  /**
   * Whether the keys that a new field adds are the row's own, free, and don't contradict the person's. Holders of any other key
   * were not loaded. A name must not change that of a person who has a full one.
   */
  #fits(field: PersonFields, person: ExistingPerson, incoming: PersonKeys, isName: boolean): boolean {
    const before = person.keys
    const keys = personKeys({ ...person.fields, ...field })
    if (isName && keys.nameKey !== before.nameKey && hasWholeName(person.fields)) return false
    return strongKeys.every((name) => {
      const key = keys[name]
      if (key === before[name]) return true
      const isRefined = isName && name === 'emailKey'
      if (key !== incoming[name] || (before[name] !== undefined && !isRefined)) return false
      return this.#bucket(name, key ?? '').every((other) => other === person)
    })
  }
}

function isStrong(name: PersonKeyName): boolean {
  return strongKeys.some((strong) => strong === name)
}

/** Whether a new value of a field does not identify, and the stored one does. */
function losesIdentity(
  field: (typeof fillableFields)[number],
  [stored, value]: [string, string],
  [now, next]: [PersonKeys, PersonKeys],
): boolean {
  const isLost = (of: (text: string) => unknown) => Boolean(of(stored)) && !of(value)
  switch (field) {
    case 'firstName':
    case 'lastName':
    case 'fullName':
      return (
        isLost((text) => personNameKey(text, field === 'fullName')) ||
        (now.nameKey !== undefined && next.nameKey === undefined)
      )
    case 'email':
      return (['address', 'emailKey'] as const).some((name) => now[name] !== undefined && next[name] === undefined)
    case 'linkedinUrl':
    case 'salesNavUrl':
      return isLost((text) => Object.keys(profileKeys(text)).length)
    case 'companyName':
      return now.company.nameKey !== undefined && next.company.nameKey === undefined
    case 'companyDomain':
      return now.company.domainKey !== undefined && next.company.domainKey === undefined
    case 'companyLinkedinUrl':
      return isLost(companyLinkedinKey)
    default:
      return false
  }
}

function hasWholeName({ fullName, firstName, lastName }: PersonFields): boolean {
  return fullName !== undefined || (firstName !== undefined && lastName !== undefined)
}
