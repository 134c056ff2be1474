import {
  type CompanyField,
  companyFields,
  type Mapping,
  type PersonField,
  type PersonMapping,
  personFields,
} from '../leads/fields.ts'
import type { Column } from './column.ts'
import type { Concept } from './concept.ts'
import {
  companyFits,
  companyProofs,
  companySignals,
  isCompanyName,
  isNameShaped,
  personFits,
  personProofs,
  personSignals,
  strongProofs,
} from './fits.ts'
import { wordsOf } from './header.ts'
import { isDecoy, isQualified, type Match } from './match.ts'

import { mostly, type Values } from './values.ts'
import { companyWords, lastNamePrefixes, vaguePrefixes } from './words.ts'

type DataType = 'PEOPLE' | 'COMPANIES'
type Test = (values: Values) => boolean

/** A column that could fill a field. */
interface Candidate<Field> {
  field: Field
  column: Column
  score: number
}

/** Fields that only a company has, whatever the scope of the column's name. */
const alwaysCompany: ReadonlySet<CompanyField> = new Set([
  'domain',
  'website',
  'industry',
  'employeeCount',
  'employeeRange',
  'revenue',
  'founded',
  'description',
  'funding',
  'technologies',
])
/** Fields of a person that a name with "company" in it may mean ("Organization Title"). */
const alwaysPerson: ReadonlySet<PersonField> = new Set(['title', 'department', 'seniority'])

const personConcepts: Readonly<Record<Exclude<PersonField, `company${string}`>, Concept>> = {
  firstName: 'firstName',
  lastName: 'lastName',
  fullName: 'fullName',
  email: 'email',
  phone: 'phone',
  title: 'title',
  headline: 'headline',
  seniority: 'seniority',
  department: 'department',
  linkedinUrl: 'linkedin',
  salesNavUrl: 'salesNav',
  location: 'location',
  city: 'city',
  state: 'state',
  country: 'country',
}
const companyConcepts: Readonly<Record<Exclude<CompanyField, 'name'>, Concept>> = {
  domain: 'domain',
  website: 'website',
  linkedinUrl: 'linkedin',
  industry: 'industry',
  employeeCount: 'employees',
  employeeRange: 'employeeRange',
  revenue: 'revenue',
  founded: 'founded',
  description: 'description',
  phone: 'phone',
  location: 'location',
  city: 'city',
  state: 'state',
  country: 'country',
  funding: 'funding',
  technologies: 'technologies',
}

const nameHalves: ReadonlySet<PersonField> = new Set(['firstName', 'lastName'])
/** From here on, a column is called what the field means. */
const calledScore = 0.5

/** Returns the column of each person field. */
export function mapPerson(all: readonly Column[]): PersonMapping {
  const columns = all.filter(({ isOfOthers }) => !isOfOthers)
  const isSampled = all.some(({ values }) => !values.isEmpty)
  const isKnownLanguage = hasKnownNames(all)
  const candidates = columns.flatMap((column) =>
    personFields.map((field) => ({
      field,
      column,
      score: Math.max(
        byName(
          column,
          isSampled,
          (match) => withCost(personScore(field, match), field, column),
          personFits[field],
          personProofs[field],
        ),
        byValues(column, personSignals[field], field === 'email' || field === 'phone'),
        field === 'phone' ? asNumberOfContact(column) : 0,
        byProof(column, field, personProofs[field], isKnownLanguage),
      ),
    })),
  )
  const isNamed = candidates.some(({ field, score }) => field === 'fullName' && score >= calledScore)
  const isGuess = ({ field, column, score }: Candidate<PersonField>) =>
    nameHalves.has(field) && score <= guessScore && !column.values.isEmpty
  const { mapping, taken } = assign(
    personFields,
    candidates.filter((candidate) => !(isNamed && isGuess(candidate))),
  )
  fillNames(mapping, columns, taken)
  const prefix = mapping.lastName ? columns.find((column) => !taken.has(column) && isLastNamePrefix(column)) : undefined
  return { ...mapping, ...(prefix === undefined ? {} : { lastNamePrefix: prefix.name }) }
}

/** Fills in the missing half of a name: a bare "Name", or the column next to the first name if its header is blank or unknown. */
function fillNames(mapping: Mapping<PersonField>, columns: readonly Column[], taken: Set<Column>): void {
  if (Boolean(mapping.firstName) !== Boolean(mapping.lastName)) {
    const half = mapping.firstName ? 'lastName' : 'firstName'
    const isFree = (column: Column) => column.name === mapping.fullName || !taken.has(column)
    const bare = columns.find((column) => isFree(column) && isBareName(column))
    if (bare) mapping[half] = bare.name
    if (bare?.name === mapping.fullName) mapping.fullName = null
  }
  const [known, missing] = mapping.firstName
    ? (['firstName', 'lastName'] as const)
    : (['lastName', 'firstName'] as const)
  if (!mapping[known] || mapping[missing] || (missing === 'firstName' && mapping.fullName)) return
  const index = columns.find(({ name }) => name === mapping[known])?.index ?? 0
  const adjacent = columns.filter((column) => !taken.has(column) && Math.abs(column.index - index) === 1)
  const other = adjacent.reverse().find((column) => {
    const { header, values } = column
    const isUnnamed = header.isBlank || (missing === 'lastName' && isUnknown(column))
    return isUnnamed && mostly(values, 'proper') && !isCompanyName(values)
  })
  if (other) mapping[missing] = other.name
}

/** "Tussenvoegsel", or "Prefix" if its values are not titles. */
function isLastNamePrefix({ header, values }: Column): boolean {
  const [whole] = header.readings
  if (whole === undefined || whole.scope === 'company' || whole.scope === 'other') return false
  const words = whole.words.join(' ')
  if (values.isEmpty) return lastNamePrefixes.has(words)
  return (lastNamePrefixes.has(words) || vaguePrefixes.has(words)) && values.share('nameParticle') === 1
}

/** "Name", or "Participant name" next to the participant's first name if it is one word. */
function isBareName({ matches, values }: Column): boolean {
  const isCalledName = matches.some(({ concept, scope, score }) => {
    if (concept !== 'name' || score <= 0.7) return false
    return scope === null || (scope === 'person' && !values.isEmpty && values.share('twoNames') < 0.3)
  })
  return isCalledName && (values.isEmpty || personFits.lastName(values))
}

function personScore(field: PersonField, { concept, scope, score, isLoose }: Match): number {
  if (scope === 'other') return 0
  if (field === 'companyName') {
    if (concept === 'companyName') return score
    return scope === 'company' && (concept === 'owner' || concept === 'name' || concept === 'companyLabel') ? score : 0
  }
  if (field === 'companyDomain') return concept === 'domain' ? score : concept === 'website' ? score - 0.3 : 0
  if (field === 'companyLinkedinUrl') return scope === 'company' && concept === 'linkedin' ? score : 0
  if (scope === 'company' && field === 'email' && concept === 'email') return score - 0.4
  if (scope === 'company' && !alwaysPerson.has(field)) return 0
  if (field === 'fullName' && scope === 'person' && (concept === 'name' || concept === 'owner')) return score - 0.01
  if (field === 'fullName' && concept === 'name') return score - 0.4
  if (concept !== personConcepts[field] || isLoose) return 0
  return score - (scope === 'company' ? 0.1 : 0)
}

/** Returns the column of each company field, in a file of this type. */
export function mapCompany(all: readonly Column[], dataType: DataType): Mapping<CompanyField> {
  const columns = all.filter(({ isOfOthers }) => !isOfOthers)
  const isSampled = all.some(({ values }) => !values.isEmpty)
  const isKnownLanguage = hasKnownNames(all)
  const candidates = columns.flatMap((column) =>
    companyFields.map((field) => {
      const mayGoByValues =
        dataType === 'COMPANIES' || field === 'linkedinUrl' || (field === 'website' && column.header.isBlank)
      const signal = mayGoByValues ? companySignals[field] : undefined
      const proofs = dataType === 'COMPANIES' || field === 'name' ? companyProofs[field] : undefined
      const score = Math.max(
        byName(
          column,
          isSampled,
          (match) => withCost(companyScore(field, match, dataType), field, column),
          companyFits[field],
          companyProofs[field],
        ),
        byValues(column, signal, false),
        field === 'phone' && dataType === 'COMPANIES' ? asNumberOfContact(column) : 0,
        byProof(column, field, proofs, isKnownLanguage),
      )
      return { field, column, score }
    }),
  )
  return assign(companyFields, candidates).mapping
}

function companyScore(field: CompanyField, { concept, scope, score, isLoose }: Match, dataType: DataType): number {
  if (scope === 'other') return 0
  if (field === 'name') {
    if (concept === 'companyName') return score + 0.1
    if (scope === 'company') return concept === 'owner' || concept === 'name' || concept === 'companyLabel' ? score : 0
    if (scope !== null || dataType === 'PEOPLE') return 0
    return concept === 'name' ? score - 0.2 : concept === 'companyLabel' ? score - 0.25 : 0
  }
  if (!means(field, concept)) return 0
  const rank = field === 'employeeCount' && concept === 'employeeRange' ? score - 0.3 : score
  if (scope === 'company' || (scope === null && dataType === 'COMPANIES')) return rank
  if (!alwaysCompany.has(field) || isLoose) return 0
  return rank - (scope === 'person' ? 0.2 : 0.1)
}

/** Returns the score of a name less the cost of its values. */
function withCost(score: number, field: PersonField | CompanyField, column: Column): number {
  return score > 0 ? score - valueCost(field, column) : 0
}

/** Prefers cities to full addresses and the other way round, countries to states that are called so in a related language ("Kraj"), public profile URLs to those with an internal id, and names that differ from row to row. */
function valueCost(field: PersonField | CompanyField, { values }: Column): number {
  if (field === 'linkedinUrl') return mostly(values, 'internalProfile') ? 0.2 : 0
  // The place of an event, or the user's own company.
  if (field === 'companyName' || field === 'name') return values.isConstant ? 0.05 : 0
  // The job that people apply for, or "Function" above jobs.
  if (field === 'title') return values.isConstant ? 0.3 : 0
  if (field === 'department') return mostly(values, 'job') && values.share('department') < 0.8 ? 0.2 : 0
  if (field === 'location') return values.share('comma') + values.share('digit') === 0 ? 0.2 : 0
  if (field === 'state') return mostly(values, 'country') ? 0.2 : 0
  return field === 'city' && mostly(values, 'comma') ? 0.35 : 0
}

function means(field: Exclude<CompanyField, 'name'>, concept: Match['concept']): boolean {
  if (field === 'employeeRange' && concept === 'employees') return true
  if (field === 'employeeCount' && concept === 'employeeRange') return true
  return concept === companyConcepts[field]
}

/** Factor that makes an empty column the last choice. */
const emptyScore = 0.01

/** Whether a name alone means a field; vague names of groups do only in a file without rows. */
function isClear({ concept, needsProof, score, isVague }: Match, isSampled: boolean): boolean {
  return !needsProof && score >= 0.8 && !(isVague && isSampled && grouping.has(concept))
}

const grouping: ReadonlySet<Match['concept']> = new Set([
  'department',
  'seniority',
  'industry',
  'description',
  'employees',
])

/** Returns the best match of a name for a field if the values agree. */
function byName(
  { matches, values }: Column,
  isSampled: boolean,
  scoreOf: (match: Match) => number,
  fits: Test,
  proof?: Test,
): number {
  let best = 0
  for (const match of matches) {
    const score = scoreOf(match)
    if (score <= best) continue
    if (values.isEmpty) best = Math.max(best, isClear(match, isSampled) ? score * emptyScore : 0)
    else if (fits(values) && (!match.needsProof || isProven(match, values, proof))) best = score
  }
  return best
}

const decoyScore = 0.05
/** That of values under a name that means nothing, at most. */
const guessScore = 0.2

function isProven({ concept }: Match, values: Values, proof: Test | undefined): boolean {
  return proof?.(values) === true || (concept === 'owner' && isNameShaped(values))
}

/** Returns how clearly the values alone indicate a field; lower than most names. */
function byValues({ header, values, index }: Column, signal: Test | undefined, isPersonal: boolean): number {
  if (!signal || values.isEmpty) return 0
  if (isDecoy(header)) return isQualified(header) && signal(values) ? decoyScore : 0
  const [whole] = header.readings
  if (isPersonal && whole?.scope === 'company') return 0
  return signal(values) ? 0.3 - (header.isBlank ? index * 0.0001 : (whole?.cost ?? 0)) : 0
}

/** A "Contact" may be a number to call. */
function asNumberOfContact({ name, values }: Column): number {
  const words = wordsOf(name)
  const isContact = words.some((word) => contactWords.has(word))
  const isOnly = words.every((word) => contactWords.has(word) || companyWords.has(word))
  return isContact && isOnly && personFits.phone(values) ? calledScore : 0
}

const contactWords: ReadonlySet<string> = new Set(
  'contact contacts info details kontakt contacto contato contatto'.split(' '),
)

/** Returns how clearly values indicate a field if the name has no meaning; the lowest score. */
function byProof(
  column: Column,
  field: PersonField | CompanyField,
  proof: Test | undefined,
  isKnownLanguage: boolean,
): number {
  const { header, values, index } = column
  if (!proof || values.isEmpty || (values.isConstant && nameFields.has(field))) return 0
  if (header.isBlank) return proof(values) ? guessScore - index * 0.0001 : 0
  if (isKnownLanguage && placeFields.has(field)) return 0
  return strongProofs.has(field) && isUnknown(column) && proof(values) ? 0.1 - index * 0.00001 : 0
}

/** Fields whose values differ from row to row. */
const nameFields: ReadonlySet<PersonField | CompanyField> = new Set(['firstName', 'lastName', 'fullName'])

/** Places, which other columns may contain as well. */
const placeFields: ReadonlySet<PersonField | CompanyField> = new Set(['city', 'country'])

/** Returns whether most names of a file have a meaning, so that one without is about something else. */
function hasKnownNames(columns: readonly Column[]): boolean {
  const known = columns.filter(({ matches }) => matches.length > 0).length
  return columns.length > 3 && known * 3 >= columns.length
}

/** Returns whether no word of the name is known. */
function isUnknown({ header, matches }: Column): boolean {
  const isLabel =
    matches.length > 0 && matches.every(({ concept, scope }) => concept === 'companyLabel' && scope === null)
  return (matches.length === 0 || isLabel) && header.readings[0]?.scope === null && !isDecoy(header)
}

/** Assigns the best candidates first; each column fills one field, each field has one column. */
function assign<Field extends PersonField | CompanyField>(
  fields: readonly Field[],
  candidates: readonly Candidate<Field>[],
): { mapping: Mapping<Field>; taken: Set<Column> } {
  const taken = new Set<Column>()
  const found = new Map<Field, string>()
  for (const { field, column } of candidates.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)) {
    if (found.has(field) || taken.has(column)) continue
    found.set(field, column.name)
    taken.add(column)
  }
  const mapping: Mapping<Field> = {}
  for (const field of fields) Object.assign(mapping, { [field]: found.get(field) ?? null })
  return { mapping, taken }
}
