import type pg from 'pg'
import { type CompanyField, companyFields } from './fields.ts'
import { type CompanyKeys, type PersonKeyName, type PersonKeys, personKeyNames, searchesBy, tiers } from './identity.ts'
import { probeOtherCompanies, probePeople, selectCompanies, selectPeople } from './known.sql.ts'
import { companyReasonCodes, KnownCompanies, type Match } from './known-companies.ts'
import { KnownPeople } from './known-people.ts'
import type { Lead } from './mapping.ts'
import type { ActiveRun } from './runs.sql.ts'
import type { OtherListCompany, OtherListPerson, PageState } from './verdicts.ts'

type Known = Pick<PageState, 'people' | 'companies' | 'otherPeople' | 'otherCompanies'> & {
  /** The fields of companies that are loaded: all that the page's rows can fill, and those that identify. */
  companyFields: CompanyField[]
}
type Where = Pick<ActiveRun, 'ownerId' | 'listId' | 'dataType' | 'skipExistingCustomers'>

const vetoesOf = new Map(tiers.flat().map(({ key, vetoes }) => [key, vetoes]))

/** Loads everyone and everything stored that a page's rows can match. */
export async function loadKnown(client: pg.ClientBase, where: Where, leads: Lead[]): Promise<Known> {
  const sound = leads.filter(({ problem }) => problem === null)
  const people = await loadPeople(client, where, sound)
  const companyFields = fieldsOf(sound)
  const companies = await loadCompanies(client, where, sound, companyFields)
  const otherCompanies = await findOtherCompanies(client, where, sound)
  return { ...people, companies, companyFields, otherCompanies }
}

async function loadPeople(
  client: pg.ClientBase,
  where: Where,
  leads: Lead[],
): Promise<Pick<Known, 'people' | 'otherPeople'>> {
  const people = new KnownPeople()
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
      leads.length,
    )
    for (const probe of found) {
      const asked = keys[probe.at]
      if (probe.listId === where.listId) ids.add(probe.id)
      else if (asked !== undefined && (probe.held & asked.vetoes) === 0) {
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
  const otherPeople: Known['otherPeople'] = (name, key, held) => elsewhere.get(`${name} ${held} ${key}`)
  return { people, otherPeople: elsewhere.size === 0 ? () => undefined : otherPeople }
}

/** Each key of a kind once for each set of kinds that veto its match. */
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
  const used = new Set<string>(['name', 'domain', 'website', 'linkedinUrl'])
  for (const { company } of leads) if (company !== null) for (const field in company.fields) used.add(field)
  return companyFields.filter((field) => used.has(field))
}

async function loadCompanies(
  client: pg.ClientBase,
  { listId }: Where,
  leads: Lead[],
  fields: CompanyField[],
): Promise<KnownCompanies> {
  const stored = new Map<number, Awaited<ReturnType<typeof selectCompanies>>[number]>()
  const load = async (name: keyof CompanyKeys, asking: Lead[]) => {
    const keys = [...new Set(asking.flatMap(({ company }) => company?.keys[name] ?? []))]
    if (keys.length === 0) return
    for (const company of await selectCompanies(client, listId, name, keys, fields)) stored.set(company.id, company)
  }
  await load('domainKey', leads)
  const domains = new Set(Array.from(stored.values(), ({ keys }) => keys.domainKey))
  await load('linkedinKey', leads)
  // Whoever is recognised by the domain is not looked for by the name.
  await load(
    'nameKey',
    leads.filter(({ company }) => company?.keys.domainKey === undefined || !domains.has(company.keys.domainKey)),
  )
  const companies = new KnownCompanies()
  for (const company of stored.values()) {
    companies.add({ ...company, order: company.id, changed: false })
  }
  return companies
}

async function findOtherCompanies(
  client: pg.ClientBase,
  where: Where,
  leads: Lead[],
): Promise<Known['otherCompanies']> {
  if (where.dataType !== 'COMPANIES' || !where.skipExistingCustomers) return () => undefined
  const asked = new Map(leads.flatMap(({ company }) => (company === null ? [] : [[idOf(company.keys), company.keys]])))
  const keys = [...asked.values()]
  const matches = new Map<string, Match<OtherListCompany>>()
  for (const { at, id, listId, name } of await probeOtherCompanies(client, where, keys)) {
    const found = keys[at]
    if (found !== undefined) matches.set(idOf(found), { found: { id, listId }, reasonCode: companyReasonCodes[name] })
  }
  return (company) => matches.get(idOf(company))
}

function idOf({ domainKey, linkedinKey, nameKey }: CompanyKeys): string {
  return JSON.stringify([domainKey, linkedinKey, nameKey])
}
