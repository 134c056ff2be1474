import { charactersOf } from './decoder.ts'
import type { SingleByteEncoding } from './encodings.ts'

/** Punctuation that occurs between and next to words. */
const typographic = '’‘“”„‚–—…•·°€£®™©§\u00a0«»¿¡ºªµ´'
/** Frequency of any other sign; that of an undefined byte is `nothing`. */
const strangeSign = 1e-3
const nothing = 1e-6
/** Frequency of a letter of the encoding that none of its languages uses. */
const foreignLetter = 0.002
/** Share of a file that is assumed to be in its main language. */
const mainShare = 0.7

interface Sign {
  text: string
  /** Whether it is ASCII. */
  isPlain: boolean
  isLetter: boolean
  isLatin: boolean
  isUpper: boolean
  isLower: boolean
  /** Its frequency in each language of the encoding, as a logarithm; 0 if it is not a non-ASCII letter. */
  frequencies: number[]
}

const signsOf = new Map<string, Sign[]>()

/** Returns how likely words (bytes as Latin-1 characters) are text in an encoding, as a logarithm. */
export function likelihood(words: string[], encoding: SingleByteEncoding): number {
  const signs = signsOf.get(encoding.name) ?? signsIn(encoding)
  signsOf.set(encoding.name, signs)
  const perWord = words.map((word) => {
    const read = Array.from(word, (_, at) => signs[word.charCodeAt(at)]).filter((sign) => sign !== undefined)
    return perLanguage(read, encoding.languages.length)
  })
  return Math.max(...encoding.languages.map((_, main) => perWord.reduce((sum, all) => sum + mixed(all, main), 0)))
}

/** Returns a word's likelihood in a file with this main language. */
function mixed(all: number[], main: number): number {
  const top = Math.max(...all)
  const mean = all.reduce((sum, one) => sum + Math.exp(one - top), 0) / all.length
  return top + Math.log(mainShare * Math.exp((all[main] ?? 0) - top) + (1 - mainShare) * mean)
}

/** Returns how likely a word is in each language. */
function perLanguage(read: Sign[], languages: number): number[] {
  const letters = read.filter(({ isLetter }) => isLetter)
  const isDense = letters.length >= 4 && letters.filter(({ isPlain }) => !isPlain).length > 0.6 * letters.length
  const sums = Array<number>(languages).fill(0)
  for (const [at, sign] of read.entries()) {
    if (sign.isPlain) continue
    const fit = Math.log(fitOf(sign, read[at - 1], read[at + 1], isDense))
    for (const [language, frequency] of sign.frequencies.entries())
      sums[language] = (sums[language] ?? 0) + frequency + fit
  }
  return sums
}

/** Returns how well a non-ASCII sign fits its neighbors in any language: "KowaŁski" and "Mьller" are not words. */
function fitOf(sign: Sign, before: Sign | undefined, after: Sign | undefined, isDense: boolean): number {
  const isAfterLetter = before?.isLetter ?? false
  const isBeforeLetter = after?.isLetter ?? false
  if (!sign.isLetter) return fitOfMark(sign.text, isAfterLetter, isBeforeLetter)
  let fit = 1
  if (sign.isLatin) {
    // In Latin script most letters are ASCII, and few are single-letter words.
    if (isDense) fit *= 0.1
    if (!isAfterLetter && !isBeforeLetter) fit *= 0.1
  } else if ((isAfterLetter && before?.isPlain) || (isBeforeLetter && after?.isPlain)) fit *= 0.01
  if (sign.isUpper) fit *= before?.isLower ? 0.006 : 0.3
  if (sign.isLower && before?.isUpper && after?.isUpper && sign.text !== 'ß') fit *= 0.05
  return fit
}

function fitOfMark(mark: string, isAfterLetter: boolean, isBeforeLetter: boolean): number {
  if (mark === '\ufffd' || mark < '\u00a0') return nothing
  if (!typographic.includes(mark)) return isAfterLetter || isBeforeLetter ? strangeSign / 100 : strangeSign
  const isWithin = isAfterLetter && isBeforeLetter
  if (isWithin && !'’·\u00a0'.includes(mark)) return strangeSign / 10
  // An apostrophe is at the end of a word or inside it.
  return mark === '’' && isBeforeLetter && !isAfterLetter ? strangeSign : 0.02
}

/** Returns the sign of each byte. */
function signsIn(encoding: SingleByteEncoding): Sign[] {
  const weights = encoding.languages.map(weightsOf)
  return charactersOf(encoding).map((text, byte) => {
    const isPlain = byte < 0x80
    const isLetter = /^[\p{L}\p{M}]$/u.test(text) && !typographic.includes(text)
    const lower = text.toLowerCase()
    const frequencyIn = (language: Map<string, number>) => language.get(text) ?? language.get(lower) ?? foreignLetter
    return {
      text,
      isPlain,
      isLetter,
      isLatin: /\p{Script=Latin}/u.test(text),
      isUpper: isLetter && text !== lower,
      isLower: isLetter && text !== text.toUpperCase(),
      frequencies: weights.map((language) => (isLetter && !isPlain ? Math.log(frequencyIn(language)) : 0)),
    }
  })
}

/** Estimates the frequency of letters by their rank. */
function weightsOf(letters: string): Map<string, number> {
  const shares = Array.from(letters, (_, rank) => 1 / (rank + 3))
  const sum = shares.reduce((one, other) => one + other, 0)
  return new Map(Array.from(letters, (letter, rank) => [letter, (shares[rank] ?? 0) / sum]))
}
