import type { Column } from './column.ts'
import { isFullName, personFits } from './fits.ts'
import { wordsOf } from './header.ts'
import type { Match } from './match.ts'
import { mostly } from './values.ts'
import { otherWords } from './words.ts'

/** Words in the columns of directories of places. */
const placeWords: ReadonlySet<string> = new Set(
  'category categories rating ratings score stars reviews review website site hours opening placeid place cid latitude lat maps plus'.split(
    ' ',
  ),
)
/** Words of these that lists of scored leads don't have. */
const mapWords = ['placeid', 'cid', 'latitude', 'lat', 'reviews', 'opening']
const enough = 3
/** If the file begins with the titles, and they are no jobs. */
const enoughForFirst = 2
/** If a column is called a name, which may be a person's. */
const enoughForName = 5
/** The name of the row is among the first columns. */
const maxIndex = 2

/** Recognizes the name of the rows if no column is called a name, or one among ratings and the like is: a "title", an "Investor Name". */
export function nameRows(columns: readonly Column[]): Column[] {
  const place = isOfPlaces(columns) && columns.find((column) => column.index <= maxIndex && isBareName(column))
  if (place && !isFullName(place.values)) return rename(columns, place, 'companyName')
  const workplace = columns.find(isWorkplace)
  if (workplace && !columns.some(isOfCompany)) return rename(columns, workplace, 'companyName')
  if (columns.some(({ matches }) => matches.some(isName))) return [...columns]
  const title = columns.find((column) => isTitle(column))
  const needed = title?.index === 0 && !mostly(title.values, 'job') ? enoughForFirst : enough
  if (title && placeClues(columns) >= needed && !isFullName(title.values)) return rename(columns, title, 'companyName')
  const named = columns.find((column) => column.index <= maxIndex && endsInName(column))
  if (!named) return [...columns]
  const isPerson = title || isFullName(named.values) || hasOwnAddress(columns, named)
  return rename(columns, named, isPerson ? 'fullName' : 'companyName')
}

/** "Hotel" and "School Name", among the first columns: later ones are where a guest stays, or a pupil learns. */
function isWorkplace({ name, index, values }: Column): boolean {
  const words = wordsOf(name)
  const isCalled = workplaces.has(words[0] ?? '') && (words.length === 1 || (words.length === 2 && words[1] === 'name'))
  return isCalled && index <= maxIndex && personFits.companyName(values) && !isFullName(values)
}

const workplaces: ReadonlySet<string> = new Set(
  'hotel restaurant ristorante restaurante gasthof bakery dealership gym salon museum gallery library church parish school university college schule hochschule ecole escuela'.split(
    ' ',
  ),
)

function isOfCompany({ matches }: Column): boolean {
  return matches.some(({ concept, scope, score }) => {
    return score > 0.7 && (concept === 'companyName' || (scope === 'company' && nameOrOwner.has(concept)))
  })
}

const nameOrOwner: ReadonlySet<Match['concept']> = new Set(['name', 'owner', 'companyLabel'])

/** Returns whether each row is a place, as maps list them. */
export function isOfPlaces(columns: readonly Column[]): boolean {
  const found = new Set(columns.flatMap(({ name }) => wordsOf(name)))
  return (
    [...placeWords].filter((word) => found.has(word)).length >= enoughForName &&
    mapWords.some((word) => found.has(word))
  )
}

function placeClues(columns: readonly Column[]): number {
  return columns.filter(({ name }) => wordsOf(name).some((word) => placeWords.has(word))).length
}

function rename(columns: readonly Column[], named: Column, concept: Match['concept']): Column[] {
  const match = { concept, scope: null, score: 0.8, isLoose: false, isVague: false, needsProof: false }
  return columns.map((column) => (column === named ? { ...column, matches: [match] } : column))
}

function isBareName({ matches }: Column): boolean {
  return matches.some(({ concept, scope, score }) => concept === 'name' && scope === null && score > 0.7)
}

function isTitle({ matches, values }: Column): boolean {
  const isCalled = matches.some(({ concept, scope }) => concept === 'title' && scope === null)
  return isCalled && (values.isEmpty || personFits.title(values))
}

/** Returns whether a column is called "Investor Name" or the like, but not "Product Name". */
function endsInName({ name, values }: Column): boolean {
  const words = wordsOf(name)
  return words.length === 2 && words[1] === 'name' && !otherWords.has(words[0] ?? '') && personFits.companyName(values)
}

/** Returns whether there is an "Agent Email" for an "Agent Name". */
function hasOwnAddress(columns: readonly Column[], named: Column): boolean {
  const [owner] = wordsOf(named.name)
  return columns.some(({ name, values }) => {
    const isOwned = name !== named.name && wordsOf(name)[0] === owner
    return isOwned && mostly(values, 'email') && !mostly(values, 'mailbox')
  })
}

function isName({ concept, scope, score }: Match): boolean {
  if (score < 0.7 || scope === 'other') return false
  return nameConcepts.has(concept) || (concept === 'owner' && scope !== null)
}

const nameConcepts: ReadonlySet<Match['concept']> = new Set([
  'firstName',
  'lastName',
  'fullName',
  'companyName',
  'companyLabel',
  'name',
])
