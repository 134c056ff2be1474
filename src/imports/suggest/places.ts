import type { Column } from './column.ts'
import { isFullName, personFits } from './fits.ts'
import { wordsOf } from './header.ts'
import type { Match } from './match.ts'

/** Words that only a directory of places has. */
const placeWords: ReadonlySet<string> = new Set(
  'category categories rating ratings score stars reviews review website site hours opening placeid place cid latitude lat maps plus'.split(
    ' ',
  ),
)
const enough = 3

/** Recognizes the name of a place, which maps call its title. */
export function namePlaces(columns: readonly Column[]): Column[] {
  const title = columns.find(({ matches }) =>
    matches.some(({ concept, scope }) => concept === 'title' && scope === null),
  )
  const clues = columns.filter(({ name }) => wordsOf(name).some((word) => placeWords.has(word)))
  const isCalled = columns.some(({ matches }) => matches.some(isNameOfSomebody))
  if (!title || isCalled || clues.length < enough || isFullName(title.values)) return [...columns]
  if (!title.values.isEmpty && !personFits.title(title.values)) return [...columns]
  return columns.map((column) => (column === title ? { ...column, matches: [companyName] } : column))
}

const companyName: Match = {
  concept: 'companyName',
  scope: null,
  score: 0.9,
  isLoose: false,
  isVague: false,
  needsProof: false,
}

function isNameOfSomebody({ concept, scope, score }: Match): boolean {
  if (score < 0.7 || scope === 'other') return false
  return (
    concept === 'firstName' ||
    concept === 'lastName' ||
    concept === 'fullName' ||
    concept === 'companyName' ||
    concept === 'name' ||
    (scope === 'company' && concept === 'owner')
  )
}
