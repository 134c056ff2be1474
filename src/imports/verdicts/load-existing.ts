import type pg from 'pg'
import { type CompanyField, companyFields, identifyingCompanyFields } from '../leads/fields.ts'
import {
  type CompanyKeyName,
  type CompanyKeys,
  isVetoed,
  type PersonKeyName,
  type PersonKeys,
  personKeyNames,
  personTiers,
  type Search,
  searchIn,
  type Vetoing,
} from '../leads/identity.ts'
import type { Lead } from '../leads/mapping.ts'
import type { ActiveRun } from '../run/runs.sql.ts'
import type { OtherListCompany, OtherListPerson, PageState } from './decide-page.ts'
import {
  type AskedKey,
  type CompanyCandidate,
  probeOtherCompanies,
  probePeople,
  selectCompanies,
  selectPeople,
} from './existing.sql.ts'
import { ExistingCompanies } from './existing-companies.ts'
import { ExistingPeople } from './existing-people.ts'
import { findCompany, type Match } from './match.ts'

type Existing = Pick<PageState, 'people' | 'companies' | 'otherPeople' | 'otherCompanies'> & {
  /** The company fields that are loaded: those that the page's rows can fill, and those that identify. */
  companyFields: readonly CompanyField[]
}
/** The owner, the target list and the settings that verdicts depend on. */
export type Where = Pick<ActiveRun, 'ownerId' | 'listId' | 'dataType' | 'skipExistingCustomers'>

const tierOf = new Map(personTiers.flat().map((tier) => [tier.key, tier]))
/** By the name alone, whether someone is the only one matters, not what vetoes. */
const anyone: Search = { vetoes: 0, countryKey: undefined, address: undefined }

/** The list after the pages before, if none of them is stored, as in a simulation. Takes precedence over what is stored. */
export type Unstored = Pick<PageState, 'people' | 'companies'>

/** Loads all stored people and companies that a page's rows can match. */
export async function loadExisting(
  client: pg.ClientBase,
  where: Where,
  leads: Lead[],
  unstored?: Unstored,
): Promise<Existing> {
  const sound = leads.filter(({ problem }) => problem === null)
  const { people = new ExistingPeople(), companies = new ExistingCompanies() } = unstored ?? {}
  const otherPeople = await loadPeople(client, where, sound, people)
  // Without storing, companies stay in memory and rows of later pages fill them too.
  const fields = unstored === undefined ? fieldsOf(sound) : companyFields
  await loadCompanies(client, where, sound, { fields, companies })
  const otherCompanies = await findOtherCompanies(client, where, sound)
  return { people, otherPeople, companies, companyFields: fields, otherCompanies }
}

async function loadPeople(
  client: pg.ClientBase,
  where: Where,
  leads: Lead[],
  people: ExistingPeople,
): Promise<Existing['otherPeople']> {
  const elsewhere = new Map<string, (OtherListPerson & { vetoing: Vetoing })[]>()
  const ids = new Set<number>()
  const searches = leads.flatMap(({ person }) => (person === null ? [] : [person.keys]))
  for (const name of personKeyNames) {
    const keys = distinctKeys(searches, name)
    if (keys.length === 0) continue
    const found = await probePeople(
      client,
      { ...where, otherLists: where.skipExistingCustomers },
      name,
      keys,
      leads.length + people.storedCount,
    )
    for (const probe of found) {
      const asked = keys[probe.at]
      const { id, listId, vetoing } = probe
      if (listId === where.listId) {
        if (!people.hasStored(id)) ids.add(id)
      } else if (asked !== undefined && where.skipExistingCustomers) {
        const place = `${name} ${asked.key}`
        const holders = elsewhere.get(place)
        if (holders === undefined) elsewhere.set(place, [{ id, order: id, listId, vetoing }])
        else holders.push({ id, order: id, listId, vetoing })
      }
    }
  }
  if (ids.size > 0) {
    for (const stored of await selectPeople(client, where.ownerId, [...ids])) {
      people.add({ ...stored, order: stored.id, changed: false, company: null })
    }
  }
  for (const holders of elsewhere.values()) holders.sort((a, b) => a.id - b.id)
  const otherPeople: Existing['otherPeople'] = (name, key, search) =>
    elsewhere.get(`${name} ${key}`)?.find(({ vetoing }) => !isVetoed(vetoing, search))
  return elsewhere.size === 0 ? () => undefined : otherPeople
}

/** Returns each key of a kind once, with the distinct searches of the rows that have it. */
function distinctKeys(people: PersonKeys[], name: PersonKeyName): AskedKey[] {
  const tier = tierOf.get(name)
  const distinct = new Map<string, Map<string, Search>>()
  for (const keys of people) {
    const key = keys[name]
    if (key === undefined) continue
    const search = tier === undefined ? anyone : searchIn(tier, keys)
    const place = `${search.vetoes} ${search.countryKey} ${search.address}`
    const searches = distinct.get(key)
    if (searches === undefined) distinct.set(key, new Map([[place, search]]))
    else searches.set(place, search)
  }
  return Array.from(distinct, ([key, searches]) => ({ key, searches: [...searches.values()] }))
}

function fieldsOf(leads: Lead[]): CompanyField[] {
  const used = new Set<string>([...identifyingCompanyFields, 'city'])
  for (const { company } of leads) if (company !== null) for (const field in company.fields) used.add(field)
  return companyFields.filter((field) => used.has(field))
}

async function loadCompanies(
  client: pg.ClientBase,
  where: Where,
  leads: Lead[],
  { fields, companies }: { fields: readonly CompanyField[]; companies: ExistingCompanies },
): Promise<void> {
  const load = async (name: CompanyKeyName, asking: Lead[], further: string[] = []) => {
    const keys = [...new Set([...asking.flatMap(({ company }) => company?.keys[name] ?? []), ...further])]
    if (keys.length === 0) return
    for (const company of await selectCompanies(client, where, name, keys, fields)) {
      if (!companies.hasStored(company.id)) companies.add({ ...company, order: company.id, changed: false })
    }
  }
  const employers = leads.flatMap(({ company, person }) =>
    company?.keys.domainKey === undefined ? (person?.keys.employerDomain ?? []) : [],
  )
  await load('domainKey', leads, employers)
  // Companies recognised by domain need no search by name.
  const byName = leads.filter(({ company }) => !companies.hasDomain(company?.keys.domainKey))
  await load('linkedinKey', leads)
  await load('nameKey', byName)
}

async function findOtherCompanies(
  client: pg.ClientBase,
  where: Where,
  leads: Lead[],
): Promise<Existing['otherCompanies']> {
  if (where.dataType !== 'COMPANIES' || !where.skipExistingCustomers) return () => undefined
  const asked = new Map(leads.flatMap(({ company }) => (company === null ? [] : [[idOf(company.keys), company.keys]])))
  const keys = [...asked.values()]
  const candidates = new Map<number, CompanyCandidate[]>()
  for (const candidate of await probeOtherCompanies(client, where, keys)) {
    const found = candidates.get(candidate.at)
    if (found === undefined) candidates.set(candidate.at, [candidate])
    else found.push(candidate)
  }
  const matches = new Map<string, Match<OtherListCompany>>()
  for (const [at, found] of candidates) {
    const incoming = keys[at]
    if (incoming === undefined) continue
    const match = findCompany(incoming, {
      holdersOf: (name) => found.filter(({ sharedKey }) => sharedKey === name),
      isOnlyOfName: (candidate) => candidate.isOnlyOfName,
    })
    if (match !== null) matches.set(idOf(incoming), match)
  }
  return (company) => matches.get(idOf(company))
}

function idOf({ domainKey, linkedinKey, nameKey, cityKey }: CompanyKeys): string {
  return JSON.stringify([domainKey, linkedinKey, nameKey, cityKey])
}
