import type { Concept } from './concept.ts'
import { foldHeader } from './fold.ts'
import { type HeaderName, type Reading, reduceName } from './header.ts'
import { type Meaning, meanings, vague } from './names.ts'
import { contexts, decoys, qualities } from './words.ts'

/** An attribute that a column name may mean; `owner` is a bare "Company" or "Contact". */
export interface Match {
  concept: Concept | 'owner'
  scope: Reading['scope']
  /** Up to 1; lower for each word around the attribute's name. */
  score: number
  isLoose: boolean
  /** Whether the name means other things in other words. */
  isVague: boolean
  /** Whether the name is ambiguous, so that the values must prove it. */
  needsProof: boolean
}

const known = meanings((name) => {
  const words = reduceName(name)
  // What is left of a longer name may be a word that means something else.
  return decoys.has(words) && words !== foldHeader(name) ? '' : words
})
const vagueNames: ReadonlySet<string> = new Set([...vague].map(reduceName))
/** That of a manager, or of a sponsor, a member or a course. */
const level = 'level'
/** Attributes that are recognized by their values, so that words after their names don't matter. */
const formed: ReadonlySet<Concept> = new Set(['email', 'phone', 'domain', 'website', 'linkedin', 'salesNav'])

/** Returns all meanings that a column name may have. */
export function matchHeader({ readings }: HeaderName): Match[] {
  return joinHalves(readings.map(matchReading))
}

function matchReading(reading: Reading): Match[] {
  const { scope, words, cost } = reading
  if (words.length > 0) return matchWords(reading)
  const needsProof = scope === 'person'
  return [{ concept: 'owner', scope, score: 1 - cost, isLoose: false, isVague: false, needsProof }]
}

/** "First/Last Name" and "Prénom/Nom" are whole names, whatever their sides mean. */
function joinHalves(readings: readonly Match[][]): Match[] {
  const matches = readings.flat()
  const whole = readings[0]?.find((match) => isClearly(match, 'fullName')) ?? ofHalves(readings)
  if (whole === undefined) return matches
  return [whole, ...matches.filter((match) => !isClearly(match, 'fullName', 'firstName', 'lastName', 'name'))]
}

/** Returns the meaning of a name of which one side is a first name and another a last name. */
function ofHalves(readings: readonly Match[][]): Match | undefined {
  const first = readings.find((reading) => reading.some((match) => isClearly(match, 'firstName')))
  const last = readings.find((reading) => reading.some((match) => isClearly(match, 'lastName')))
  const half = last?.find((match) => isClearly(match, 'lastName'))
  if (!first || !half || first === last) return undefined
  return { ...half, concept: 'fullName', isVague: false }
}

function isClearly({ concept, scope, score }: Match, ...concepts: Match['concept'][]): boolean {
  return concepts.includes(concept) && scope !== 'company' && score > 0.7
}

/** Returns whether a name is about something other than the attribute itself. */
export function isDecoy({ readings }: HeaderName): boolean {
  return readings[0]?.words.some((word) => decoys.has(word)) ?? false
}

/** Returns whether a name only qualifies an attribute that its values prove. */
export function isQualified({ readings }: HeaderName): boolean {
  const words = readings[0]?.words ?? []
  return words.some((word) => known.has(word)) && words.every((word) => !decoys.has(word) || qualities.has(word))
}

function matchWords({ scope, words, cost }: Reading): Match[] {
  const matches: Match[] = []
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 1; to <= words.length; to++) {
      const name = words.slice(from, to).join(' ')
      const isVague = vagueNames.has(name)
      for (const meaning of known.get(name) ?? []) {
        const fit = fitOf(meaning, name, words.slice(0, from), words.slice(to))
        if (fit)
          matches.push({
            ...fit,
            needsProof:
              fit.needsProof || name === level || (isVague && scope === 'person' && meaning.concept === 'country'),
            concept: meaning.concept,
            scope,
            score: fit.score - cost,
            isLoose: meaning.isLoose,
            isVague,
          })
      }
    }
  }
  return matches
}

/** Returns how well a name fits with the words around it. */
function fitOf(
  { concept, rank }: Meaning,
  name: string,
  before: readonly string[],
  after: readonly string[],
): Pick<Match, 'score' | 'needsProof'> | null {
  if (before.some(isDecoyWord) || after.some(isDecoyWord)) return null
  const isPlain = before.every((word) => contexts.has(word) && (!isName(concept) || !groups.has(word)))
  if (formed.has(concept) && after.length > 0) return before.length === 0 ? { score: 0.25, needsProof: false } : null
  const isEmpty = (word: string) => emptyWords.has(word) || (places.has(concept) && seats.has(word))
  if (!after.every(isEmpty)) return null
  const cost = before.length * 0.03 + after.length * 0.1
  if (isPlain) return { score: rank - cost, needsProof: false }
  return { score: 0.5 * rank - cost, needsProof: vagueNames.has(name) }
}

/** "Category Name" does not name the row. */
const groups: ReadonlySet<string> = new Set([
  'category',
  'field',
  'fields',
  'custom',
  'address',
  'location',
  'property',
])

function isName(concept: Concept): boolean {
  return concept === 'name' || concept === 'companyLabel' || concept === 'fullName'
}

/** "Ville siège", the city of the headquarters. */
const places: ReadonlySet<Concept> = new Set(['city', 'state', 'country'])
const seats: ReadonlySet<string> = new Set(['siege', 'sede', 'sitz'])

/** Words behind an attribute that add nothing: "Country Name". */
const emptyWords: ReadonlySet<string> = new Set(['name', 'names', 'text', 'printed', 'formatted'])

function isDecoyWord(word: string): boolean {
  return decoys.has(word)
}
