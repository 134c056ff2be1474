import { createHash } from 'node:crypto'
import anyAscii from 'any-ascii'

/** Longer keys are replaced by a digest: a B-tree entry holds 2,704 bytes at most. */
const maxKey = 255
const maxFolded = 2_000

/** Letters that Unicode does not decompose into a base letter and an accent. */
const undecomposed: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
}

/** Accents, vowel points of Hebrew and Arabic, the Arabic line extender, and what chooses the form of an emoji. */
const marks =
  /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]|[\u20d0-\u20ff]|\p{Variation_Selector}/gu

/** Returns text in lower case without accents, punctuation and repeated spaces; null if nothing is left. */
export function fold(text: string): string | null {
  // Not a name; and decomposing a long run of accents takes quadratic time.
  if (text.length > maxFolded) return bounded(text.toLowerCase())
  const plain = /^[A-Za-z0-9 ]*$/.test(text) ? text.toLowerCase() : foldLetters(text)
  const folded = plain.replace(/ {2,}/g, ' ').trim()
  return folded === '' ? null : bounded(folded)
}

function foldLetters(text: string): string {
  return (
    text
      .replace(/[™℠®©]/g, '')
      .normalize('NFKD')
      // Compatibility forms such as 𝐉 decompose into capitals.
      .toLowerCase()
      .replace(marks, '')
      .normalize('NFKC')
      .replace(/[ßæœøðđħıłþ]/g, (letter) => undecomposed[letter] ?? letter)
      .replace(/['’‘ʼ`´.]|\p{Cf}/gu, '')
      .replace(/[\p{P}\p{S}\p{Z}\p{C}]+/gu, ' ')
  )
}

const cyrillicOrGreek = /[\u0370-\u03ff\u0400-\u052f\u1f00-\u1fff]+/g

/** Returns text with Cyrillic and Greek words in Latin letters. */
export function romanise(text: string): string {
  if (text.search(cyrillicOrGreek) < 0) return text
  return text.replace(cyrillicOrGreek, (run) =>
    anyAscii(run.normalize('NFC').replace(/ου|ού/gi, 'ou').replace(/γγ/g, 'ng')),
  )
}

/**
 * Returns folded text in which "ae", "oe" and "ue" in place of an umlaut become the bare vowel, as "ä" is. Words in which they
 * are two sounds (Bauer, Michael, Manuel, Joe) stay as they are.
 */
export function withoutDigraphs(folded: string): string {
  return folded.replace(/(?<![aeiouyq])([aou])e(?![aeiouy ]|$|l(?:[aeiouys ]|$))/g, '$1')
}

/** Returns the key in a length that an index can hold. */
export function bounded(key: string): string {
  return key.length <= maxKey ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`
}
