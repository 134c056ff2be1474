import { fold } from '../../identity/normalise.ts'
import type { Column } from './column.ts'
import { isCompanyName, isFullName, personFits } from './fits.ts'
import { wordsOf } from './header.ts'
import type { Match } from './match.ts'
import { roles } from './roles.ts'
import { mostly } from './values.ts'
import { otherWords, partyWords, personWords, teamLeaders } from './words.ts'

/** The columns of one of the people or companies that a row names. */
interface Party {
  /** The word for it; empty for columns that name no party. */
  word: string
  number: number
  rank: number
  columns: Column[]
  names: Column[]
  addresses: Column[]
}

/** Words for a party, with their rank: of the parties of a row, the lead is the one of the lowest rank. */
const ranks: ReadonlyMap<string, number> = new Map([
  ...[...personWords].map((word) => [word, 0] as const),
  ...list('invitee registrant delegate visitor respondent applicant panelist decisionmaker', 0),
  ...roles.map((word) => [word, 0] as const),
  ...teamLeaders.map((word) => [word, 0.6] as const),
  ...list('member members', 0.65),
  ...list('guardian parent mother father mom dad eltern elternteil erziehungsberechtigte erziehungsberechtigter', 0.6),
  ...list('student pupil child kid camper player athlete eleve schuler schulerin alumno alumna alunno aluno', 0.7),
  ...list('guest speaker', 1),
  ...[...partyWords].map((word) => [word, 1] as const),
  ...list(
    'buyer purchaser payer booker orderer order billing acheteur comprador acquirente kaufer besteller kupujacy',
    2,
  ),
  ...list('accounting buchhaltung rechnungswesen comptabilite contabilidad boekhouding', 2),
  ...list('shipping delivery lieferung livraison envio entrega spedizione verzending', 2.5),
  ...list('referrer emergency secondary secretary alternate technical spouse user host agent organizer organiser', 3),
])
/** The rank of a full name without a party: next to an attendee's name, it is someone else's. */
const unnamedRank = 0.5
/** The rank of a first and last name without a party. */
const leadRank = -1

/** The contact for a row: a "Lead" that has one is a company. */
const mainContact = 'main contact'
const mainWords = new Set('primary main first key principal'.split(' '))
const contactWords = new Set('contact contacts'.split(' '))
const mainRank = -0.5

const maxNumber = 20
const sampledRows = 40

/** Marks the columns of all parties except the lead, and recognizes a company by the people in its row. */
export function separateParties(all: readonly Column[], rows: readonly string[][]): Column[] {
  const columns = withBearers(all)
  const compare = new Comparison(columns, rows)
  const known = groupByParty(columns).filter(({ names, addresses }) => names.length + addresses.length > 0)
  const [lead, ...rest] = known.sort(byRank)
  const companies = new Set(columns.filter(isCalledCompany))
  const others = new Set(constants(columns, rows))
  if (lead) {
    for (const party of rest.filter((other) => !isSamePerson(lead, other, compare))) {
      for (const column of columnsOfOther(party, lead)) others.add(column)
      for (const column of party.names) if (isEntity(column, party, lead)) companies.add(column)
    }
    for (const column of contradicting(lead, columns, compare)) {
      others.add(column)
      if (isBareName(column) && !isFullName(column.values)) companies.add(column)
    }
  }
  const whole = wholeBesideFirst(columns, compare)
  return columns.map((column) => {
    if (column === whole) return { ...column, matches: [fullName] }
    if (companies.has(column)) return { ...column, matches: [companyName] }
    return others.has(column) ? { ...column, isOfOthers: true } : column
  })
}

/** Only people have first names, so in a file with a "Ticket First Name", the "Ticket Email" is that person's. */
function withBearers(columns: readonly Column[]): readonly Column[] {
  const bearers = new Set(columns.filter(isFirstNameOfOther).flatMap(({ name }) => otherWordsIn(name)))
  return columns.map((column) => {
    if (!otherWordsIn(column.name).some((word) => bearers.has(word))) return column
    return {
      ...column,
      matches: column.matches.map((match) => (isOfBearer(match, column) ? withoutOther(match) : match)),
    }
  })
}

/** A "Ticket Title" or "Ticket Name" may well be the ticket's. */
const ofBearers: ReadonlySet<Match['concept']> = new Set([
  'firstName',
  'lastName',
  'fullName',
  'email',
  'phone',
  'companyName',
])

function isOfBearer({ concept }: Match, { name }: Column): boolean {
  return ofBearers.has(concept) || (concept === 'title' && wordsOf(name).includes('job'))
}

function isFirstNameOfOther({ matches }: Column): boolean {
  // 名 is a first name, or any.
  if (matches.some(({ concept, score }) => concept === 'name' && score > 0.7)) return false
  return matches.some(({ concept, scope, score }) => concept === 'firstName' && scope === 'other' && score > 0.7)
}

function otherWordsIn(name: string): string[] {
  return wordsOf(name).filter((word) => otherWords.has(word))
}

function withoutOther(match: Match): Match {
  return match.scope === 'other' ? { ...match, scope: null } : match
}

/** Returns the full names that are not made of the lead's first and last name, so they are someone else's. */
function contradicting(lead: Party, columns: readonly Column[], compare: Comparison): Column[] {
  const [first, last] = [nameOf(lead, 'firstName'), nameOf(lead, 'lastName')]
  if (!first || !last) return []
  return columns.filter((column) => {
    if (column === first || column === last) return false
    const isWhole = lead.names.includes(column) && hasConcept(column, 'fullName', 'name', 'owner')
    const isUnknown = column.matches.length === 0 && isFullName(column.values)
    return (isWhole || isUnknown) && compare.contradicts(column, first, last)
  })
}

const companyName: Match = {
  concept: 'companyName',
  scope: null,
  score: 0.8,
  isLoose: false,
  isVague: false,
  needsProof: false,
}
const fullName: Match = { ...companyName, concept: 'fullName' }

/** Returns a column called "Name" whose values contain the first names beside it, so that they are no last names. */
function wholeBesideFirst(columns: readonly Column[], compare: Comparison): Column | undefined {
  const first = columns.find((column) => hasConcept(column, 'firstName'))
  if (!first || columns.some((column) => hasConcept(column, 'lastName'))) return undefined
  const names = columns.filter((column) => column !== first && isBareName(column) && !column.values.isEmpty)
  return names.find((column) => compare.isMadeOf(column, first))
}

function groupByParty(columns: readonly Column[]): Party[] {
  const labelled = columns.map((column) => ({ column, ...partyOf(column.name) }))
  const numbers = new Map<string, Set<number>>()
  for (const { column, word, number } of labelled) {
    if (isName(column)) numbers.set(word, (numbers.get(word) ?? new Set()).add(number))
  }
  const parties = new Map<string, Party>()
  for (const { column, word, number: own } of labelled) {
    // "Contact 1 Name" and "Contact 2 Name" are two people; "Email 1" and "Email 2" are of one.
    const number = (numbers.get(word)?.size ?? 0) > 1 ? own : 0
    const key = `${word} ${number}`
    const party = parties.get(key) ?? { word, number, rank: 0, columns: [], names: [], addresses: [] }
    parties.set(key, party)
    party.columns.push(column)
    if (isName(column)) party.names.push(column)
    else if (isAddress(column)) party.addresses.push(column)
  }
  return [...parties.values()].map((party) => ({ ...party, rank: rankOf(party) }))
}

function rankOf(party: Party): number {
  if (party.word === mainContact) return mainRank
  if (party.word !== '') return ranks.get(party.word) ?? 0
  return nameOf(party, 'firstName') && nameOf(party, 'lastName') ? leadRank : unnamedRank
}

/** Returns whether a column is about the main contact. */
export function isOfMainContact({ name }: Column): boolean {
  return partyOf(name).word === mainContact
}

/** The first word for a party in a name, and the first number. */
function partyOf(name: string): { word: string; number: number } {
  const words = wordsOf(name)
  const known = words.filter((word) => ranks.has(word))
  const isMain = words.some((word, at) => mainWords.has(word) && contactWords.has(words[at + 1] ?? ''))
  const word = isMain ? mainContact : (known.sort((a, b) => (ranks.get(b) ?? 0) - (ranks.get(a) ?? 0))[0] ?? '')
  const number = Number(words.find((text) => /^\d{1,2}$/.test(text)) ?? 1)
  return { word, number: number > maxNumber ? 1 : number }
}

/** Sorts by how likely the party is the lead. */
function byRank(a: Party, b: Party): number {
  return (
    Number(isBlank(a)) - Number(isBlank(b)) ||
    Number(a.names.length === 0) - Number(b.names.length === 0) ||
    Number(isStaff(a)) - Number(isStaff(b)) ||
    a.rank - b.rank ||
    a.number - b.number
  )
}

function isBlank({ names, addresses }: Party): boolean {
  return [...names, ...addresses].every(({ values }) => values.isEmpty)
}

/** The same value in every row is the user's own staff, not the lead. */
function isStaff({ names, addresses }: Party): boolean {
  const filled = [...names, ...addresses].filter(({ values }) => !values.isEmpty)
  return filled.length > 0 && filled.every(({ values }) => values.isConstant)
}

function isName(column: Column): boolean {
  const { values, header } = column
  if (header.readings[0]?.scope === 'company') return false
  if (!hasConcept(column, 'firstName', 'lastName', 'fullName', 'name', 'owner')) return false
  return values.isEmpty || (personFits.fullName(values) && !mostly(values, 'phone'))
}

function isAddress(column: Column): boolean {
  return hasConcept(column, 'email') && (column.values.isEmpty || personFits.email(column.values))
}

function hasConcept({ matches }: Column, ...concepts: Match['concept'][]): boolean {
  return matches.some(({ concept, scope, score }) => {
    if (concept === 'owner' && scope !== 'person') return false
    return score > 0.6 && scope !== 'other' && scope !== 'company' && concepts.includes(concept)
  })
}

function isBareName({ matches }: Column): boolean {
  return matches.some(({ concept, scope, score }) => concept === 'name' && scope === null && score > 0.7)
}

function nameOf({ names }: Party, concept: 'firstName' | 'lastName'): Column | undefined {
  return names.find((column) => hasConcept(column, concept))
}

function isSamePerson(lead: Party, other: Party, compare: Comparison): boolean {
  const isLeadUnnamed = lead.addresses.length === 0 && other.rank <= 0
  if (other.names.length === 0) return other.word !== '' && isLeadUnnamed
  const [whole, otherWhole] = [wholeNameOf(lead), wholeNameOf(other)]
  const [first, otherFirst] = [nameOf(lead, 'firstName'), nameOf(other, 'firstName')]
  if (otherWhole) return compare.isMadeOf(otherWhole, ...(whole ? [whole] : [first, nameOf(lead, 'lastName')]))
  if (whole) return compare.isMadeOf(whole, otherFirst, nameOf(other, 'lastName'))
  return first !== undefined && otherFirst !== undefined && compare.isMadeOf(otherFirst, first)
}

/** A bare "Nom" next to a "Prénom" is a last name. */
function wholeNameOf(party: Party): Column | undefined {
  const hasFirst = nameOf(party, 'firstName') !== undefined
  return party.names.find((column) => isWholeName(column) && !(hasFirst && isBareName(column)))
}

function isWholeName(column: Column): boolean {
  return hasConcept(column, 'fullName', 'name', 'owner')
}

/** Columns that name no party complete the lead, unless the lead has its own. */
function columnsOfOther(party: Party, lead: Party): Column[] {
  if (party.word !== '' || party.number > 1) return party.columns
  const hasAddress = lead.addresses.some(({ values }) => !values.isEmpty)
  return [...party.names, ...(hasAddress ? party.addresses : [])]
}

/** Returns whether a column is called a name and holds names of companies. */
function isCalledCompany(column: Column): boolean {
  const isName = isWholeName(column) && column.header.readings[0]?.scope !== 'company'
  return isName && isCompanyName(column.values)
}

/** The bare name in a row with a contact is a company's, unless it looks like a person's. */
function isEntity(column: Column, party: Party, lead: Party): boolean {
  const { header, values } = column
  const isBare = header.readings[0]?.words.length === 1 && hasConcept(column, 'name')
  const isAlone = isBare && party.rank >= 0 && party.rank <= 1
  const hasContact = lead.word !== '' && lead.word !== party.word && (ranks.get(lead.word) ?? 0) === 0
  return isAlone && hasContact && !isFullName(values)
}

/** Returns the columns of identifying values that are the same in every row. */
function constants(columns: readonly Column[], rows: readonly string[][]): Column[] {
  if (rows.length < 3) return []
  const identifying = columns.filter((column) => isName(column) || isAddress(column))
  const varying = identifying.some(({ values }) => !values.isEmpty && !values.isConstant)
  const isFull = ({ index }: Column) => rows.every((row) => (row[index] ?? '').trim() !== '')
  // A family shares its last name.
  const isOfOne = (column: Column) => isWholeName(column) || isAddress(column)
  return varying ? identifying.filter((column) => isOfOne(column) && column.values.isConstant && isFull(column)) : []
}

/** Compares columns row by row. */
class Comparison {
  readonly #rows: readonly string[][]
  readonly #isSampled: boolean

  constructor(columns: readonly Column[], rows: readonly string[][]) {
    this.#rows = rows.slice(0, sampledRows)
    this.#isSampled = columns.some(({ values }) => !values.isEmpty)
  }

  /** Returns whether the values of a column contain the first of the other names of their row, since a family shares the last; true in a file without rows. */
  isMadeOf(full: Column, ...names: (Column | undefined)[]): boolean {
    if (!this.#isSampled) return true
    const { compared, agreeing } = this.#count(full, names)
    return compared > 0 && agreeing * 2 >= compared
  }

  /** Returns whether the values of a column don't contain the first of the other names of their row; false if no row has both. */
  contradicts(full: Column, ...names: Column[]): boolean {
    const { compared, agreeing } = this.#count(full, names)
    return agreeing * 2 < compared
  }

  #count(full: Column, names: readonly (Column | undefined)[]): { compared: number; agreeing: number } {
    let compared = 0
    let agreeing = 0
    for (const row of this.#rows) {
      const whole = solid(row[full.index] ?? '')
      const known = names.map((name) => solid(row[name?.index ?? -1] ?? '')).find((name) => name !== '')
      if (whole === '' || known === undefined) continue
      compared++
      if (whole.includes(known)) agreeing++
    }
    return { compared, agreeing }
  }
}

function solid(text: string): string {
  return fold(text)?.replaceAll(' ', '') ?? ''
}

function list(words: string, rank: number): [string, number][] {
  return words.split(' ').map((word) => [word, rank])
}
