import type pg from 'pg'
import { pipelined } from '../../db/pipeline.ts'
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
} from '../leads/identity.ts'
import type { Lead } from '../leads/mapping.ts'
import type { ActiveRun } from '../run/runs.sql.ts'
import type { OtherListCompany, OtherListPerson, PageState } from './decide-page.ts'
import {
  type CompanyCandidate,
  type PeopleScope,
  type PersonProbe,
  probeOtherCompanies,
  probePeople,
  selectCompanies,
  selectListsOfRows,
  selectPeople,
} from './existing.sql.ts'
import { ExistingCompanies } from './existing-companies.ts'
import { ExistingPeople } from './existing-people.ts'
import { findCompany, type Match, noPeople } from './match.ts'

type Existing = Pick<PageState, 'people' | 'companies' | 'otherPeople' | 'otherCompanies' | 'isOfOtherList'> & {
  /** The company fields that are loaded: those that the page's rows can fill, and those that identify. */
  companyFields: readonly CompanyField[]
}
/** The owner, the target list and the settings that verdicts depend on. */
export type Where = Pick<ActiveRun, 'ownerId' | 'listId' | 'dataType' | 'skipExistingCustomers' | 'onMatch' | 'matchBy'>
/** The owner, the target list and what may match. */
type Scope = Omit<Where, 'onMatch' | 'matchBy'> & Pick<PageState, 'policy'> & Pick<PeopleScope, 'inOnePass'>

const tierOf = new Map(personTiers.flat().map((tier) => [tier.key, tier]))
/** By the name alone, whether someone is the only one matters, not what vetoes. */
const anyone: Search = { vetoes: 0, countryKey: undefined, address: undefined }

/** The list after the pages before, if none of them is stored, as in a simulation. Takes precedence over what is stored. */
export type Unstored = Pick<PageState, 'people' | 'companies'>

/** Loads all stored people and companies that a page's rows can match. */
export async function loadExisting(
  client: pg.ClientBase,
  where: Scope,
  leads: Lead[],
  unstored?: Unstored,
): Promise<Existing> {
  const sound = leads.filter(({ problem, namedId }) => problem === null || namedId !== undefined)
  const { people = new ExistingPeople(), companies = new ExistingCompanies() } = unstored ?? {}
  const byId = await findRowsById(client, where, sound)
  // Without storing, companies stay in memory and rows of later pages fill them too.
  const fields = unstored === undefined ? fieldsOf(sound) : companyFields
  const probed: Probed[] = []
  await pipelined(client, [
    ...companyLoads(client, where, sound, { fields, companies, ids: byId.ofList }),
    ...peopleProbes(client, where, sound, { people, probed }),
  ])
  const otherPeople = await loadPeople(client, where, probed, { people, ids: byId.ofList })
  const otherCompanies = await findOtherCompanies(client, where, sound)
  const isOfOtherList = (id: number) => byId.ofOtherLists.has(id)
  return { people, otherPeople, companies, companyFields: fields, otherCompanies, isOfOtherList }
}

/** Finds the owner's stored rows that the leads name by their ids. */
async function findRowsById(
  client: pg.ClientBase,
  { ownerId, listId, dataType, policy }: Scope,
  leads: Lead[],
): Promise<{ ofList: Set<number>; ofOtherLists: Set<number> }> {
  const [ofList, ofOtherLists] = [new Set<number>(), new Set<number>()]
  const ids = policy.usesRowIds ? leads.flatMap(({ namedId }) => namedId ?? []) : []
  if (ids.length === 0) return { ofList, ofOtherLists }
  const table = dataType === 'PEOPLE' ? 'list_rows' : 'company_rows'
  for (const row of await selectListsOfRows(client, ownerId, table, ids)) {
    ;(row.listId === listId ? ofList : ofOtherLists).add(row.id)
  }
  return { ofList, ofOtherLists }
}

/** The people found by the keys of a kind. */
interface Probed {
  name: PersonKeyName
  found: PersonProbe[]
}

/** Returns the searches for the people who have the keys of the leads, one for each kind of key; they add what they find to `probed`. */
function peopleProbes(
  client: pg.ClientBase,
  where: Scope,
  leads: Lead[],
  { people, probed }: { people: ExistingPeople; probed: Probed[] },
): (() => Promise<void>)[] {
  const searches = leads.flatMap(({ person }) => (person === null ? [] : [person.keys]))
  const scope = { ...where, otherLists: where.skipExistingCustomers, comparesKeys: where.policy.isNarrowed }
  return personKeyNames.map((name) => async () => {
    const keys = searches.flatMap(({ [name]: key }) => key ?? [])
    if (keys.length === 0) return
    const found = await probePeople(client, scope, name, keys, {
      rows: leads.length + people.storedCount,
      searchesOf: (frequent) => searchesOf(searches, name, frequent),
    })
    probed.push({ name, found })
  })
}

async function loadPeople(
  client: pg.ClientBase,
  where: Scope,
  probed: readonly Probed[],
  { people, ids: named }: { people: ExistingPeople; ids: ReadonlySet<number> },
): Promise<Existing['otherPeople']> {
  const elsewhere = new Map<PersonKeyName, Map<string, OtherHolder[]>>()
  const ids = new Set(where.dataType === 'PEOPLE' ? [...named].filter((id) => !people.hasStored(id)) : [])
  for (const { name, found } of probed) {
    for (const { key, id, listId, vetoing } of found) {
      if (listId === where.listId) {
        if (!people.hasStored(id)) ids.add(id)
      } else if (where.skipExistingCustomers) {
        const ofName = elsewhere.get(name) ?? new Map<string, OtherHolder[]>()
        elsewhere.set(name, ofName)
        const holders = ofName.get(key)
        if (holders === undefined) ofName.set(key, [{ id, order: id, listId, vetoing }])
        else holders.push({ id, order: id, listId, vetoing })
      }
    }
  }
  if (ids.size > 0) {
    for (const stored of await selectPeople(client, where.ownerId, [...ids])) {
      people.add({ ...stored, order: stored.id, changed: false, company: null })
    }
  }
  if (elsewhere.size === 0) return noPeople
  for (const ofName of elsewhere.values()) {
    for (const holders of ofName.values()) holders.sort((a, b) => a.id - b.id)
  }
  return {
    has: (name, key) => elsewhere.get(name)?.has(key) === true,
    oldest: (name, key, search) =>
      elsewhere
        .get(name)
        ?.get(key)
        ?.find(({ vetoing }) => !isVetoed(vetoing, search)),
  }
}

/** A person of another list, with what vetoes a match. */
type OtherHolder = OtherListPerson & Pick<PersonProbe, 'vetoing'>

/** Returns the distinct searches of the rows that have one of these keys. */
function searchesOf(people: PersonKeys[], name: PersonKeyName, wanted: ReadonlySet<string>) {
  const tier = tierOf.get(name)
  const distinct = new Map<string, { key: string; search: Search }>()
  for (const keys of people) {
    const key = keys[name]
    if (key === undefined || !wanted.has(key)) continue
    const search = tier === undefined ? anyone : searchIn(tier, keys)
    distinct.set(`${search.vetoes} ${search.countryKey} ${search.address} ${key}`, { key, search })
  }
  return [...distinct.values()]
}

function fieldsOf(leads: Lead[]): CompanyField[] {
  const used = new Set<string>([...identifyingCompanyFields, 'city'])
  for (const { company } of leads) if (company !== null) for (const field in company.fields) used.add(field)
  return companyFields.filter((field) => used.has(field))
}

/** Returns the searches for the list's companies that the leads can match, which add them to `companies`. */
function companyLoads(
  client: pg.ClientBase,
  where: Scope,
  leads: Lead[],
  {
    fields,
    companies,
    ids,
  }: { fields: readonly CompanyField[]; companies: ExistingCompanies; ids: ReadonlySet<number> },
): (() => Promise<void>)[] {
  const { policy } = where
  const mayRename = policy.company.any
  // A row can rename one company of a name, so another may become the only one.
  const namesakes = mayRename ? leads.length + 2 : 2
  const load = async (name: CompanyKeyName | 'id', keys: Iterable<string>) => {
    const asked = [...new Set(keys)]
    if (asked.length === 0) return
    for (const company of await selectCompanies(client, where, { name, keys: asked, fields, namesakes })) {
      if (!companies.hasStored(company.id)) companies.add({ ...company, order: company.id, changed: false })
    }
  }
  const keysOf = (name: CompanyKeyName, asking = leads) => asking.flatMap(({ company }) => company?.keys[name] ?? [])
  // Companies recognised by domain need no search by name, unless an earlier row replaces the domain or it may not match.
  const searchesAll = mayRename || policy.isNarrowed
  const isUnknown = ({ company }: Lead) => searchesAll || !companies.hasDomain(company?.keys.domainKey)
  return [
    () => load('id', where.dataType === 'COMPANIES' ? Array.from(ids, String) : []),
    () => load('linkedinKey', keysOf('linkedinKey')),
    async () => {
      await load('domainKey', [...keysOf('domainKey'), ...employersOf(leads)])
      await load('nameKey', keysOf('nameKey', leads.filter(isUnknown)))
    },
  ]
}

function employersOf(leads: Lead[]): string[] {
  return leads.flatMap(({ company, person }) =>
    company?.keys.domainKey === undefined ? (person?.keys.employerDomain ?? []) : [],
  )
}

async function findOtherCompanies(
  client: pg.ClientBase,
  where: Scope,
  leads: Lead[],
): Promise<Existing['otherCompanies']> {
  if (where.dataType !== 'COMPANIES' || !where.skipExistingCustomers) return () => undefined
  const { policy } = where
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
    const source = {
      holdersOf: (name: CompanyKeyName) =>
        found.filter(
          ({ sharedKey, keys }) => sharedKey === name || (policy.isNarrowed && keys[name] === incoming[name]),
        ),
      isOnlyOfName: (candidate: CompanyCandidate) => candidate.isOnlyOfName,
    }
    const match = findCompany(incoming, source, policy)
    if (match !== null) matches.set(idOf(incoming), match)
  }
  return (company) => matches.get(idOf(company))
}

function idOf({ domainKey, linkedinKey, nameKey, cityKey }: CompanyKeys): string {
  return JSON.stringify([domainKey, linkedinKey, nameKey, cityKey])
}
