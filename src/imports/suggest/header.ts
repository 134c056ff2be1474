import { memoize } from '../../identity/memoize.ts'
import { foldHeader, genderedEnding } from './fold.ts'
import { nameWords } from './names.ts'
import { withoutQuestion } from './question.ts'
import {
  companyWords,
  connectives,
  contexts,
  decoys,
  englishCompanyWords,
  filler,
  numberWords,
  otherWords,
  partyWords,
  personWords,
  phrases,
  seatWords,
  secondary,
} from './words.ts'

/** One interpretation of a column name. */
export interface Reading {
  /** The owner of the attribute, according to the name. */
  scope: 'person' | 'company' | 'other' | null
  /** The attribute in folded words, without scope, filler and numbers; none for a bare scope ("Company"). */
  words: readonly string[]
  /** Penalty for filler, repetition and ignored words; "Email" beats "Email 2". */
  cost: number
}

/** An analyzed column name. */
export interface HeaderName {
  /** The name as a whole first, then what is left without asides, on each side of a slash, and after a prefix. */
  readings: readonly Reading[]
  /** Whether the name has no meaning: "Column 3", "Field1", "A". */
  isBlank: boolean
}

/** A parent who has a phone is a person, not a company. */
const parents = /\bparents?(?:['’]s)?(?=[\s_-]*(?:\d[\s_-]*)?(?:first|last|full|e-?mail|phone|mobile|cell))/gi

const maxWords = 12
const maxParts = 5

/** Analyzes a column name, ignoring case, accents, camelCase, snake_case and punctuation. */
export function parseHeader(name: string): HeaderName {
  const header = withoutQuestion(name).replace(parents, 'guardian')
  const isHead = endsInCompany(header)
  const whole = read(header, isHead ? 0.3 : 0)
  const readings = [whole, ...withoutAsides(header, whole), ...parts(header, whole)]
  const isOwner = isHead && !whole.words.some((word) => decoys.has(word) && !investors.has(word))
  if (isOwner) readings.push({ scope: 'company', words: [], cost: whole.cost - 0.2 })
  return {
    readings: readings.filter(({ scope, words }) => scope !== null || words.length > 0),
    isBlank: isBlank(header),
  }
}

/** "Revenue (in 000s USD)", "Company Name for Emails". */
function withoutAsides(header: string, whole: Reading): Reading[] {
  return asides.flatMap(([aside, cost]) => {
    const rest = header.replace(aside, (text) => (partOfName.test(text) ? text : ' '))
    return rest === header ? [] : [within(whole, read(rest, whole.cost + cost))]
  })
}

/** "Name (Middle)" is no name. */
const partOfName = /^[([](?:middle|prefix|suffix)[)\]]$/i
const brackets = /\([^()]*\)|\[[^[\]]*\]/g
const asides: [RegExp, number][] = [
  [brackets, 0.02],
  [/[\s_]for[\s_].*/gi, 0.15],
  [/\s(?:th [a-z]{3} )?(?:last avail|latin alphabet|native (?:alphabet|language)).*/gi, 0.02],
]

/** Splits "State/Region" at the slash, and "Address 1: City" after its prefix. */
function parts(header: string, whole: Reading): Reading[] {
  const plain = header.replace(brackets, ' ').replace(genderedEnding, '')
  const sides = plain.split(/\/|\||,|\sor\s/i)
  const groups = plain.split(/[.:>]|\s[-–—]\s|__/)
  const last = groups.pop() ?? ''
  const isPlain = !groups.slice(0, maxParts).some((group) => read(group, 0).words.some(isMeaningful))
  return [
    ...(sides.length > 1 && sides.length <= maxParts
      ? sides.map((side, index) => read(side, 0.03 + index * 0.01))
      : []),
    ...(groups.length > 0 && groups.length < maxParts && isPlain ? [read(last, 0.05)] : []),
  ].map((part) => within(whole, part))
}

/** Returns the column names without a meaningless prefix or suffix that all share, up to a point, colon, bar or dash. */
export function withoutSharedParts(headers: readonly string[]): string[] {
  const [first = ''] = headers
  const prefix = /^[^.:>|]{1,40}?(?:[.:>|]|\s[-–—]\s)/.exec(first)?.[0] ?? ''
  const suffix = /(?:[.:<|]|\s[-–—]\s)[^.:<|]{1,40}$/.exec(first)?.[0] ?? ''
  const hasPrefix = isShared(headers, prefix, (header) => header.startsWith(prefix))
  const hasSuffix = isShared(headers, suffix, (header) => header.endsWith(suffix) && header !== suffix)
  return headers.map((header) =>
    header.slice(hasPrefix ? prefix.length : 0, hasSuffix ? -suffix.length : undefined).trim(),
  )
}

function isShared(headers: readonly string[], part: string, has: (header: string) => boolean): boolean {
  return part !== '' && headers.length > 2 && headers.every(has) && read(part, 0).scope === null
}

/** Returns whether a prefix before a colon, point or dash changes the meaning of the rest. */
function isMeaningful(word: string): boolean {
  return decoys.has(word) || (nameWords.has(word) && !contexts.has(word))
}

/** Takes the owner from the part, or else from the whole name. */
function within(whole: Reading, part: Reading): Reading {
  const scope = part.scope === null || part.scope === 'other' ? whole.scope : part.scope
  return { ...part, scope }
}

/** Scripts of languages that put the owner behind what it owns. */
const headFirst = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}]/u

/** Groups the words of a name by their role. */
function read(text: string, asideCost: number): Reading {
  let cost = asideCost
  let owner: 'person' | 'company' | null = null
  let first: 'person' | 'company' | null = null
  let isHeadFirst = headFirst.test(text)
  let isOther = false
  let isSeat = false
  let isNumber = false
  let isParty = false
  const words: string[] = []
  const links: string[] = []
  for (const word of wordsOf(text)) {
    if (/^\d+$/.test(word)) cost += word === '1' ? 0.01 : 0.2
    else if (companyWords.has(word)) {
      owner = 'company'
      isSeat = seatWords.has(word)
      first ??= owner
    } else if (personWords.has(word)) {
      owner = 'person'
      first ??= owner
    } else if (otherWords.has(word)) isOther = true
    else if (partyWords.has(word)) isParty = true
    else if (secondary.has(word)) cost += 0.08
    else if (filler.has(word) || numberWords.has(word)) {
      cost += 0.01
      isNumber ||= numberWords.has(word)
    } else if (connectives.has(word)) {
      links.push(word)
      isHeadFirst ||= owner !== null
    } else words.push(word)
  }
  // 客先名 is a client's name, and 名 alone a first name.
  if (words.join() === '名' && (owner !== null || isOther || isParty)) words[0] = 'name'
  if (words.length === 0 && owner === null && !isParty) words.push(...links.filter((word) => nameWords.has(word)))
  if (words.length === 0 && isSeat) words.push('location')
  else if (words.length === 0 && isNumber) words.push('number')
  else if (words.length === 0 && isParty && owner === null) words.push('name')
  // "Company of the contact" is a company, "Company contact" a contact.
  if (words.length === 0 && isHeadFirst) owner = first
  if (owner === null) return { scope: isOther ? 'other' : null, words, cost }
  return { scope: owner, words, cost: isOther ? cost + 0.1 : cost }
}

/** Returns the words of a name; unknown ones as their singular, or split into known words. */
export const wordsOf = memoize((text: string): readonly string[] => {
  const all = foldHeader(text).split(' ', maxWords)
  const words: string[] = []
  for (let at = 0; at < all.length; at++) {
    const length = [3, 2].find((count) => phrases.has(all.slice(at, at + count).join(' '))) ?? 1
    if (length > 1) words.push(all.slice(at, at + length).join(' '))
    else words.push(...known(all[at] ?? ''))
    at += length - 1
  }
  return words
})

function known(word: string): string[] {
  if (word === '') return []
  if (isKnown(word) || connectives.has(word)) return [word]
  const stem = [word.replace(/(?<=...)s$/, ''), word.replace(/^(?:ال|ה)/, '')].find(isKnown)
  if (stem !== undefined) return [stem]
  if (unspaced.test(word)) return unspacedWords(word) ?? [word]
  for (let at = 3; at <= word.length - 3; at++) {
    const [first, second] = [word.slice(0, at), word.slice(at)]
    if (isKnown(first) && isKnown(second)) return [first, second]
  }
  return [word]
}

/** Scripts that are written without blanks, or with few. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u

/** Returns the known words that a text without blanks consists of, the longest first; null if there are others between them. */
function unspacedWords(text: string): string[] | null {
  const words: string[] = []
  for (let at = 0; at < text.length; ) {
    let end = text.length
    while (end > at && !isKnown(text.slice(at, end)) && !connectives.has(text.slice(at, end))) end--
    if (end === at) return null
    words.push(text.slice(at, end))
    at = end
  }
  return words
}

const vocabularies = [
  nameWords,
  companyWords,
  personWords,
  otherWords,
  partyWords,
  filler,
  numberWords,
  secondary,
  contexts,
  decoys,
]

const vocabulary: ReadonlySet<string> = new Set(vocabularies.flatMap((words) => [...words]))

function isKnown(word: string): boolean {
  return vocabulary.has(word)
}

const investors: ReadonlySet<string> = new Set(['investor', 'investors'])

/** Matches names such as "Target Account": an account, not the target of an account. */
function endsInCompany(header: string): boolean {
  const words = foldHeader(header.replace(brackets, ' ')).split(' ')
  const before = words.at(-2) ?? ''
  return words.length > 1 && englishCompanyWords.has(words.at(-1) ?? '') && !connectives.has(before)
}

/** Returns whether a program generated the name, or it is a spreadsheet column letter. */
function isBlank(header: string): boolean {
  const words = foldHeader(header)
    .split(' ')
    .filter((word) => !/^\d+$/.test(word))
  return words.every((word) => word.length < 2 || placeholders.has(word)) || /^\p{L}+\d\p{L}{2,}$/u.test(header)
}

const placeholders = new Set(
  'column col field value var variable unnamed untitled header text string attr attribute cell spalte feld wert unbenannt colonne champ sans titre columna campo coluna colonna kolom veld'.split(
    ' ',
  ),
)

/** Returns a name in the form of the dictionary. */
export function reduceName(name: string): string {
  return read(name, 0).words.join(' ')
}
