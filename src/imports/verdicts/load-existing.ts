import type pg from 'pg'
import { type CompanyField, companyFields, identifyingCompanyFields } from '../leads/fields.ts'
import {
  type CompanyKeys,
  type PersonKeyName,
  type PersonKeys,
  personKeyNames,
  personTiers,
  searchesBy,
} from '../leads/identity.ts'
import type { Lead } from '../leads/mapping.ts'
import type { ActiveRun } from '../run/runs.sql.ts'
import type { OtherListCompany, OtherListPerson, PageState } from './decide-page.ts'
import {
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

const vetoesOf = new Map(personTiers.flat().map(({ key, vetoes }) => [key, vetoes]))

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
  const elsewhere = new Map<string, OtherListPerson>()
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
      if (probe.listId === where.listId) {
        if (!people.hasStored(probe.id)) ids.add(probe.id)
      } else if (asked !== undefined && (probe.held & asked.vetoes) === 0) {
        const place = `${name} ${asked.vetoes} ${asked.key}`
        const { id, listId } = probe
        if (!elsewhere.has(place)) elsewhere.set(place, { id, order: id, listId })
      }
    }
  }
  if (ids.size > 0) {
    for (const stored of await selectPeople(client, [...ids])) {
      people.add({ ...stored, order: stored.id, changed: false, company: null })
    }
  }
  const otherPeople: Existing['otherPeople'] = (name, key, held) => elsewhere.get(`${name} ${held} ${key}`)
  return elsewhere.size === 0 ? () => undefined : otherPeople
}

/** Returns each key of a kind once per set of kinds that veto its match. */
function distinctKeys(searches: PersonKeys[], name: PersonKeyName): { key: string; vetoes: number }[] {
  const distinct = new Map<number, Set<string>>()
  const tierVetoes = vetoesOf.get(name) ?? 0
  for (const keys of searches) {
    const key = keys[name]
    if (key === undefined || !searchesBy(keys, name)) continue
    const vetoes = keys.held & tierVetoes
    const asked = distinct.get(vetoes)
    if (asked === undefined) distinct.set(vetoes, new Set([key]))
    else asked.add(key)
  }
  return [...distinct].flatMap(([vetoes, asked]) => Array.from(asked, (key) => ({ key, vetoes })))
}

function fieldsOf(leads: Lead[]): CompanyField[] {
  const used = new Set<string>(identifyingCompanyFields)
  for (const { company } of leads) if (company !== null) for (const field in company.fields) used.add(field)
  return companyFields.filter((field) => used.has(field))
}

async function loadCompanies(
  client: pg.ClientBase,
  { listId }: Where,
  leads: Lead[],
  { fields, companies }: { fields: readonly CompanyField[]; companies: ExistingCompanies },
): Promise<void> {
  const load = async (name: keyof CompanyKeys, asking: Lead[]) => {
    const keys = [...new Set(asking.flatMap(({ company }) => company?.keys[name] ?? []))]
    if (keys.length === 0) return
    for (const company of await selectCompanies(client, listId, name, keys, fields)) {
      if (!companies.hasStored(company.id)) companies.add({ ...company, order: company.id, changed: false })
    }
  }
  await load('domainKey', leads)
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

function idOf({ domainKey, linkedinKey, nameKey }: CompanyKeys): string {
  return JSON.stringify([domainKey, linkedinKey, nameKey])
}
