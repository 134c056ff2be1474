import type { Column } from './column.ts'
import { isFullName, isNameShaped } from './fits.ts'
import { parseHeader, wordsOf } from './header.ts'
import { type Match, matchHeader } from './match.ts'
import { companyWords, otherWords } from './words.ts'

/** Who may stand for a company or a thing; beside a lead, each of them is someone else. */
export const roles =
  `founder founders cofounder ceo president chairman chairwoman chairperson chair principal headteacher proprietor owner owners investor
  inhaber inhaberin geschaftsfuhrer geschaftsfuhrerin vorsitzender vorsitzende dirigeant dirigeante gerant gerante maire presidente presidenta
  titolare propietario propietaria proprietario proprietaria eigenaar`.split(/\s+/)
/** Those that the user's own staff is called in a CRM. */
const ofStaff: ReadonlySet<string> = new Set('owner owners'.split(' '))
const ofSales: ReadonlySet<string> = new Set('deal deals opportunity pipeline account lead lifecycle'.split(' '))
/** Those that are companies as often. */
const ofEither: ReadonlySet<string> = new Set(['investor'])
/** In a list of pupils, a parent is no company. */
const parent = 'parent'

/** Makes the founder, owner or head in each row its contact if the row names no other person. */
export function nameContacts(columns: readonly Column[]): readonly Column[] {
  const known = columns.map((column) => (isParent(column) ? asContact(column, parent) : column))
  if (known.some(isNamed)) return known
  const isOfStaff = known.some(({ name }) => wordsOf(name).some((word) => ofSales.has(word)))
  const possible = isOfStaff ? roles.filter((role) => !ofStaff.has(role)) : roles
  const role = possible.find((one) => isPerson(one, known.filter(ofRole(one))))
  return role === undefined ? known : known.map((column) => (ofRole(role)(column) ? asContact(column, role) : column))
}

function isParent({ name, values }: Column): boolean {
  const words = wordsOf(name)
  return words.length === 2 && words[0] === parent && words[1] === 'name' && isFullName(values)
}

/** Returns whether a column is about a founder, an owner or the like. */
export function isOfRole({ name }: Column): boolean {
  return wordsOf(name).some((word) => roles.includes(word))
}

/** "Founder Email", but not "Deal Owner". */
function ofRole(role: string): (column: Column) => boolean {
  return ({ name }) => {
    const words = wordsOf(name)
    return words.includes(role) && !words.some((word) => otherWords.has(word) || companyWords.has(word))
  }
}

function isPerson(role: string, columns: readonly Column[]): boolean {
  if (ofStaff.has(role) && (columns.length < 2 || columns.some(({ values }) => values.isConstant))) return false
  return columns.some((column) => {
    const { values, matches } = asContact(column, role)
    const isHalf = matches.some(({ concept }) => concept === 'firstName')
    return (
      isNamed({ matches, values }) &&
      (isHalf || isFullName(values) || (!ofEither.has(role) && values.isDistinct && isNameShaped(values)))
    )
  })
}

function asContact(column: Column, role: string): Column {
  const called = role === parent ? 'guardian' : 'contact'
  const header = parseHeader(
    wordsOf(column.name)
      .map((word) => (word === role ? called : word))
      .join(' '),
  )
  return { ...column, header, matches: matchHeader(header) }
}

/** Returns whether a column is a person's name, or may be. */
function isNamed({ matches, values }: Pick<Column, 'matches' | 'values'>): boolean {
  return matches.some(({ concept, scope, score }) => {
    if (score < 0.7 || scope === 'company' || scope === 'other') return false
    if (nameConcepts.has(concept)) return true
    const isBare = scope === null && concept === 'name'
    if (isBare) return isFullName(values) || isNameShaped(values)
    return scope === 'person' && (concept === 'name' || concept === 'owner')
  })
}

const nameConcepts: ReadonlySet<Match['concept']> = new Set(['firstName', 'lastName', 'fullName'])
