import { fold } from '../../identity/normalise.ts'
import type { CompanyField, Mapping, PersonField } from '../leads/fields.ts'
import { tidyCell } from '../leads/tidy.ts'
import type { Column } from './column.ts'
import { isCompanyName, isFullName } from './fits.ts'
import { wordsOf } from './header.ts'
import { isOfMainContact } from './parties.ts'
import { isOfRole } from './roles.ts'
import { isOfPlaces } from './row-names.ts'
import { mostly } from './values.ts'
import { companyWords, numberWords, partyWords } from './words.ts'

/** How strongly a field indicates that each row is a person, or a company. */
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

/** Type of the rows, with confidence and reasoning. */
export interface Choice {
  dataType: 'PEOPLE' | 'COMPANIES'
  confidence: 'HIGH' | 'MEDIUM' | 'LOW'
  /** One or two sentences that name the decisive columns. */
  reasoning: string
}

/** A column that indicates the type of the rows. */
interface Clue {
  column: Column
  weight: number
}

/** Returns whether the rows are people or companies, by the fields that either mapping would fill. */
export function chooseType(
  columns: readonly Column[],
  person: Mapping<PersonField>,
  company: Mapping<CompanyField>,
  rows: readonly string[][],
): Choice {
  const isSampled = columns.some(({ values }) => !values.isEmpty)
  const decisive = isSampled ? columns.filter(({ values }) => !values.isEmpty) : columns
  const people = personClues(decisive, person, rows)
  const companies = companyClues(decisive, company)
  const [peopleWeight, companiesWeight] = [total(people), total(companies)]
  const isFilled = (field: PersonField) => decisive.some(({ name }) => name === person[field])
  const firstName = decisive.find(({ name }) => name === person.firstName)
  // A contact's name may be one attribute of a company among others.
  const isNamed = firstName && person.lastName && (!isContact(firstName) || person.title || person.seniority)
  // So may its founder's profile.
  const isOfFounder =
    peopleWeight < companiesWeight && columns.some((column) => column.name === person.fullName && isOfRole(column))
  const hasProfile = (isFilled('linkedinUrl') || isFilled('salesNavUrl')) && !isOfFounder
  const isWithContact = isCompanyWithContact(columns, person, company)
  // A register of sole proprietors names each of them.
  // So does a ledger name each customer's bookkeeper.
  const isInLedger = isWithContact && columns.some(isOfLedger)
  const isProprietor = isWithContact && !person.email && columns.find(({ name }) => name === company.name)?.index === 0
  // Nothing but a company's name next to a person's address is the employer.
  const email = decisive.find(({ name }) => name === person.email)?.values
  const isPersonal = email !== undefined && email.share('named') + email.share('dotted') >= 0.5
  const isAddressed = isPersonal && companies.length === 1 && isFilled('companyName')
  const unnamed = isPersonal ? 0 : unnamedShare(columns, person, company, rows)
  const isUnnamed = unnamed > 0.5 || (isWithContact && unnamed > 0.2)
  const hasPerson = (Boolean(isNamed) && !isProprietor && !isInLedger && !isUnnamed) || hasProfile || isAddressed
  const isPeople = hasPerson || (peopleWeight >= companiesWeight && !isWithContact && !isUnnamed)
  const [clues, weight, other] = isPeople
    ? [people, peopleWeight, companiesWeight]
    : [companies, companiesWeight, peopleWeight]
  const dataType = isPeople ? 'PEOPLE' : 'COMPANIES'
  return {
    dataType,
    confidence: weight < 2 ? 'LOW' : (isPeople && hasPerson) || weight >= other + 3 ? 'HIGH' : 'MEDIUM',
    reasoning: reason(dataType, clues),
  }
}

/** Returns the share of the rows with a company that name no person. */
function unnamedShare(
  columns: readonly Column[],
  person: Mapping<PersonField>,
  company: Mapping<CompanyField>,
  rows: readonly string[][],
): number {
  const named = new Set<unknown>([person.firstName, person.lastName, person.fullName])
  const names = columns.filter(({ name }) => named.has(name))
  const employer = columns.find(({ name }) => name === company.name)
  if (employer === undefined || names.includes(employer)) return 0
  const isFilled = (row: readonly string[], { index }: Column) => tidyCell(row[index] ?? '') !== ''
  const sampled = rows.slice(0, sampledRows)
  const ofCompanies = sampled.filter((row) => isFilled(row, employer))
  if (ofCompanies.length * 2 < sampled.length) return 0
  const unnamed = ofCompanies.filter((row) => !names.some((column) => isFilled(row, column)))
  return unnamed.length / (ofCompanies.length || 1)
}

/** Returns whether each row is a company with a contact: a name before the contact's, and a register number, a balance or a shared mailbox, but no title. */
function isCompanyWithContact(
  columns: readonly Column[],
  person: Mapping<PersonField>,
  company: Mapping<CompanyField>,
): boolean {
  const column = (name: string | null | undefined) => columns.find((one) => one.name === name)
  const [name, contact, email] = [
    column(company.name),
    column(person.fullName ?? person.firstName),
    column(person.email),
  ]
  if (!name || name === contact || person.headline || person.seniority || (contact && contact.index < name.index))
    return false
  if ((contact && isOfMainContact(contact)) || isOfPlaces(columns)) return true
  if (!person.title && wordsOf(name.name).some((word) => tradeWords.has(word))) return true
  const isRegistered = columns.some(({ matches }) => isCalled(matches, 'register'))
  const isAccount = isRegistered || columns.some(isOfLedger) || (contact && columns.some(isNumberOfCompany))
  return !person.title && (isAccount || Boolean(email && mostly(email.values, 'mailbox')))
}

/** "Customer ID", "Kunden-Nr." */
function isNumberOfCompany({ name, index }: Column): boolean {
  const words = wordsOf(name)
  return index === 0 && words.length === 2 && companyOf.has(words[0] ?? '') && numberOf.has(words[1] ?? '')
}

const companyOf: ReadonlySet<string> = new Set([
  ...partyWords,
  ...companyWords,
  'filial',
  'kunden',
  'kd',
  'debitor',
  'cust',
  'acct',
])
const numberOf: ReadonlySet<string> = new Set([...numberWords, 'id', 'code'])

/** What companies and institutions are in a list of their own. */
const tradeWords: ReadonlySet<string> = new Set(
  `sponsor exhibitor supplier vendor aussteller lieferant exposant fournisseur expositor fornecedor proveedor espositore fornitore
  standhouder leverancier ayuntamiento`.split(/\s+/),
)

/** Returns whether a column is about what a customer or supplier owes. */
function isOfLedger({ name }: Column): boolean {
  const words = wordsOf(name)
  return (
    words.some((word) => ledgerWords.has(word)) && words.every((word) => ledgerWords.has(word) || ofLedger.has(word))
  )
}

/** What may stand beside them: a "Leave Balance" is no account's. */
const ofLedger: ReadonlySet<string> = new Set(
  'account accounts open opening closing current outstanding total due amount usd eur gbp'.split(' '),
)

const ledgerWords: ReadonlySet<string> = new Set('balance saldo solde kontostand bakiye receivable payable'.split(' '))

function personClues(columns: readonly Column[], person: Mapping<PersonField>, rows: readonly string[][]): Clue[] {
  const email = columns.find(({ name }) => name === person.email)
  const clues = weigh(columns, person, personWeights).map(({ field, column, weight }) => {
    const ofFirst = field === 'fullName' && column.index === 0 && isContact(column) ? 2 : 0
    if (field === 'fullName' && (isFullName(column.values) || isInAddress(column, email, rows)))
      return { column, weight: weight + (isContact(column) ? 1 : 2) + ofFirst }
    if (ofFirst > 0) return { column, weight: weight + ofFirst }
    if (field !== 'fullName' && field !== 'title' && isContact(column)) return { column, weight: weight / 2 }
    return { column, weight: field === 'email' && isCompanyAddress(column) ? 0 : weight }
  })
  const traits = columns.filter(({ matches }) => isCalled(matches, 'personTrait'))
  return [...clues, ...traits.map((column) => ({ column, weight: 1 }))]
}

/** Returns whether the local parts of addresses contain the names in their rows: dora@fern.example for Dora Vale. */
function isInAddress(name: Column, email: Column | undefined, rows: readonly string[][]): boolean {
  let known = 0
  let personal = 0
  for (const row of rows.slice(0, sampledRows)) {
    const [local, domain] = (row[email?.index ?? -1] ?? '').toLowerCase().split('@')
    const words = fold(row[name.index] ?? '')?.split(' ') ?? []
    if (!local || !domain || words.length === 0) continue
    known++
    if (words.some((word) => word.length > 2 && local.includes(word) && !domain.includes(word))) personal++
  }
  return personal > 1 && personal * 2 >= known
}

const sampledRows = 40

function companyClues(columns: readonly Column[], company: Mapping<CompanyField>): Clue[] {
  const weighed = weigh(columns, company, companyWeights)
  const clues = weighed.map(({ field, column, weight }) => {
    if (field !== 'name') return { column, weight }
    const isProven = isCompanyName(column.values) && column.header.readings[0]?.scope !== 'company'
    // Rows are about whatever the first column is about.
    return { column, weight: weight + (isProven ? 2 : 0) + (column.index === 0 && weighed.length > 1 ? 0.5 : 0) }
  })
  const registers = columns.filter(({ matches }) => {
    return (
      isCalled(matches, 'register') || matches.some(({ concept, scope }) => concept === 'trait' && scope === 'company')
    )
  })
  return [...clues, ...registers.map((column) => ({ column, weight: 1 }))]
}

function isCalled(matches: Column['matches'], concept: 'register' | 'personTrait'): boolean {
  return matches.some((match) => match.concept === concept && match.score > 0.7)
}

/** Returns whether an address is a company's, not a person's. */
function isCompanyAddress({ header, values }: Column): boolean {
  return header.readings[0]?.scope === 'company' || mostly(values, 'mailbox')
}

/** Returns whether a name is that of a contact. */
function isContact({ header }: Column): boolean {
  return header.readings[0]?.scope === 'person'
}

function weigh<Field extends PersonField | CompanyField>(
  columns: readonly Column[],
  mapping: Mapping<Field>,
  weights: Partial<Record<Field, number>>,
): (Clue & { field: string })[] {
  const byName = new Map(columns.map((column) => [column.name, column]))
  const filled = new Map<string, unknown>(Object.entries(mapping))
  return Object.entries<number | undefined>(weights).flatMap(([field, weight]) => {
    const name = filled.get(field)
    const column = typeof name === 'string' ? byName.get(name) : undefined
    return column ? [{ field, column, weight: weight ?? 0 }] : []
  })
}

function total(clues: Clue[]): number {
  return clues.reduce((sum, { weight }) => sum + weight, 0)
}

function reason(dataType: Choice['dataType'], clues: Clue[]): string {
  const what = dataType === 'PEOPLE' ? 'a person' : 'a company'
  const decisive = clues.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight)
  if (decisive.length === 0) return 'No column shows what the rows are. Choose the type and the mapping yourself.'
  const named = decisive.slice(0, 4).map(({ column }) => `“${column.name}”`)
  const last = named.pop()
  return `Each row seems to be ${what}, judging by ${named.length === 0 ? last : `${named.join(', ')} and ${last}`}.`
}
