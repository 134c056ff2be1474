import {
  type CompanyField,
  type CompanyMapping,
  companyFields,
  type Mapping,
  type PersonField,
  type PersonMapping,
  personFields,
} from './fields.ts'
import { type HeaderName, parseHeader } from './suggest-header.ts'
import {
  alwaysCompany,
  alwaysPerson,
  bareNames,
  companyNames,
  companyNouns,
  companyRegisters,
  companyTraits,
  personNames,
} from './suggest-names.ts'
import { companyFits, companyTells, describeValues, personFits, personTells, type Values } from './suggest-values.ts'

type DataType = 'PEOPLE' | 'COMPANIES'

/** What a file seems to hold, and which column seems to fill what. */
export interface Suggestion {
  dataType: DataType
  confidence: 'HIGH' | 'MEDIUM' | 'LOW'
  /** A sentence or two that name the columns that decided. */
  reasoning: string
  personMapping: PersonMapping
  companyMapping: CompanyMapping
}

interface Column {
  name: string
  header: HeaderName
  values: Values
}

/** A column that could fill a field. */
interface Candidate<Field> {
  field: Field
  column: Column
  score: number
}

/** How much a field says that each row is a person, or that each row is a company. */
const personWeights: Partial<Record<PersonField, number>> = {
  firstName: 3,
  lastName: 3,
  fullName: 2,
  email: 2,
  title: 2,
  headline: 2,
  seniority: 1,
  department: 1,
  linkedinUrl: 3,
  salesNavUrl: 3,
}
const companyWeights: Partial<Record<CompanyField, number>> = {
  name: 2,
  domain: 1,
  website: 1,
  linkedinUrl: 1,
  industry: 1,
  employeeCount: 1,
  employeeRange: 1,
  revenue: 1,
  founded: 2,
  description: 1,
  funding: 2,
  technologies: 1,
}
/** A file of people means its companies only by the names that come first: others it gives to many things. */
const tellingNames = 12

/** Suggests a data type and both mappings from the columns' names and values. */
export function suggest(columns: string[], sampleRows: string[][]): Suggestion {
  const described = columns.map((name, index) => ({
    name,
    header: parseHeader(name),
    values: describeValues(sampleRows.map((row) => row[index] ?? '')),
  }))
  const person = mapPerson(described)
  const asLeads = mapCompany(described, 'COMPANIES')
  const registers = described.filter(({ header: { scope, words } }) => {
    return companyRegisters.includes(words) || (scope === 'company' && companyTraits.includes(words))
  })
  const people = weigh(person, personWeights)
  const companies = weigh(asLeads, companyWeights)
  companies.weight += registers.length
  companies.columns.push(...registers.map(({ name }) => name))
  const hasPerson = (person.firstName && person.lastName) || person.linkedinUrl || person.salesNavUrl
  const isPeople = Boolean(hasPerson) || people.weight >= companies.weight
  const [chosen, other] = isPeople ? [people, companies] : [companies, people]
  const dataType = isPeople ? 'PEOPLE' : 'COMPANIES'
  return {
    dataType,
    confidence: chosen.weight < 2 ? 'LOW' : hasPerson || chosen.weight >= other.weight + 3 ? 'HIGH' : 'MEDIUM',
    reasoning: reason(dataType, chosen.columns),
    personMapping: { ...person, custom: [] },
    companyMapping: { ...(isPeople ? mapCompany(described, 'PEOPLE') : asLeads), custom: [] },
  }
}

function mapPerson(columns: Column[]): Mapping<PersonField> {
  const candidates = columns.flatMap((column) =>
    personFields.map((field) => ({
      field,
      column,
      score: Math.max(
        nameScore(column, personScore(field, column), personFits[field]),
        valueScore(column, personTells[field], field === 'email' || field === 'phone'),
      ),
    })),
  )
  const mapping = assign(personFields, candidates)
  const half = mapping.firstName && !mapping.lastName ? 'lastName' : 'firstName'
  const field = Boolean(mapping.firstName) === Boolean(mapping.lastName) ? 'fullName' : half
  const bare = columns.find(({ header, values }) => {
    return (
      header.scope !== 'company' && bareNames.includes(header.words) && (values.isEmpty || personFits.fullName(values))
    )
  })
  if (bare && !mapping[field]) mapping[field] = bare.name
  return mapping
}

function personScore(field: PersonField, { header }: Column): number {
  const { scope, words } = header
  if (field === 'companyName') {
    if (companyNouns.includes(words)) return 0.95 - companyNouns.indexOf(words) * 0.01
    return scope === 'company' ? rank(companyNames.name, words) : 0
  }
  if (field === 'companyDomain') {
    return Math.max(rank(companyNames.domain, words), rank(companyNames.website, words) - 0.3)
  }
  if (field === 'companyLinkedinUrl')
    return scope === 'company' ? rank(companyNames.linkedinUrl, linkedinFirst(words)) : 0
  if (scope === 'company' && !alwaysPerson.has(field)) return 0
  return rank(personNames[field], words) - (scope === 'company' ? 0.1 : 0)
}

function mapCompany(columns: Column[], dataType: DataType): Mapping<CompanyField> {
  const candidates = columns.flatMap((column) =>
    companyFields.map((field) => {
      const tells = dataType === 'COMPANIES' || field === 'linkedinUrl' ? companyTells[field] : undefined
      const byName = nameScore(column, companyScore(field, column, dataType), companyFits[field])
      return { field, column, score: Math.max(byName, valueScore(column, tells, false)) }
    }),
  )
  return assign(companyFields, candidates)
}

function companyScore(field: CompanyField, { header }: Column, dataType: DataType): number {
  const { scope, words } = header
  const plain = linkedinFirst(words)
  if (field === 'name' && companyNouns.includes(words)) return 1.1 - companyNouns.indexOf(words) * 0.01
  if (scope === 'company') return rank(companyNames[field], plain)
  if (field === 'name') return dataType === 'COMPANIES' && bareNames.includes(words) && scope === null ? 0.8 : 0
  if (scope === null && dataType === 'COMPANIES') return rank(companyNames[field], plain)
  // A person's file says "category" or "size" of many things.
  return alwaysCompany.has(field) ? rank(companyNames[field].slice(0, tellingNames), plain) - 0.1 : 0
}

/** "LinkedIn industry" and "LinkedIn employees" mean the same without the word. */
function linkedinFirst(words: string): string {
  return words.replace(/^linkedin (?!(?:profile |page )?(?:url|link|profile|page|id)\b)/, '')
}

/** Near 1 for the most telling name of a field, lower for each that follows, 0 for none. */
function rank(names: readonly string[], words: string): number {
  const index = names.indexOf(words)
  return index === -1 ? 0 : 1 - index * 0.01
}

function nameScore({ header, values }: Column, score: number, fits: (values: Values) => boolean): number {
  if (score <= 0) return 0
  if (values.isEmpty) return score - header.penalty - 0.4
  return fits(values) ? score - header.penalty : 0
}

/** Lower than any name's: how clearly the values alone tell a field. */
function valueScore(
  { header, values }: Column,
  tells: ((values: Values) => boolean) | undefined,
  isPersonal: boolean,
): number {
  if (!tells || values.isEmpty || isDecoy(header.words) || (isPersonal && header.scope === 'company')) return 0
  return tells(values) ? 0.3 - header.penalty : 0
}

/** Words of a column that holds a value of the right form about something else. */
function isDecoy(words: string): boolean {
  return /\b(?:owner|user|username|sender|parent|previous|past|former|id|ids|photo|image|picture|logo|avatar|icon|query|twitter|facebook|instagram|fax|date|record|source|referrer|assistant|manager|created|updated|besitzer|proprietaire)\b/.test(
    words,
  )
}

/** The best candidates first; a column fills one field, a field takes one column. */
function assign<Field extends PersonField | CompanyField>(
  fields: readonly Field[],
  candidates: Candidate<Field>[],
): Mapping<Field> {
  const taken = new Set<Column>()
  const found = new Map<Field, string>()
  for (const { field, column, score } of candidates
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)) {
    if (score <= 0 || found.has(field) || taken.has(column)) continue
    found.set(field, column.name)
    taken.add(column)
  }
  const mapping: Mapping<Field> = {}
  for (const field of fields) Object.assign(mapping, { [field]: found.get(field) ?? null })
  return mapping
}

function weigh<Field extends PersonField | CompanyField>(
  mapping: Mapping<Field>,
  weights: Partial<Record<Field, number>>,
): { weight: number; columns: string[] } {
  const decisive = Object.entries<number | undefined>(weights).flatMap(([field, weight]) => {
    const column: unknown = Object.entries(mapping).find(([name]) => name === field)?.[1]
    return typeof column === 'string' ? [{ column, weight: weight ?? 0 }] : []
  })
  decisive.sort((a, b) => b.weight - a.weight)
  return {
    weight: decisive.reduce((sum, { weight }) => sum + weight, 0),
    columns: decisive.map(({ column }) => column),
  }
}

function reason(dataType: DataType, columns: string[]): string {
  const what = dataType === 'PEOPLE' ? 'a person' : 'a company'
  if (columns.length === 0) return 'No column tells what a row is. Choose the type and the columns yourself.'
  const named = columns.slice(0, 4).map((name) => `“${name}”`)
  const last = named.pop()
  return `Each row seems to be ${what}, judging by ${named.length === 0 ? last : `${named.join(', ')} and ${last}`}.`
}
