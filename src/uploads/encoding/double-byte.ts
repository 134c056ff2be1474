import type { DoubleByte } from './encodings.ts'

/** Frequency of a character of each class: kana and Hangul are few and in every word, most Chinese characters are rare. */
const kana = 1e-2
const hangul = 2e-3
const common = 1 / 1_500
const punctuation = 1e-3
const rare = 1e-5
const odd = 1e-6
const nothing = 1e-9

type Frequency = (first: number, second: number) => number

/** Returns the frequency of the character of two bytes, by the part of the character set that it is in. */
const frequencies: Record<DoubleByte, Frequency> = {
  shift_jis(first, second) {
    if ((first > 0x9f && first < 0xe0) || first > 0xfc || second < 0x40 || second === 0x7f || second > 0xfc)
      return nothing
    const both = (first << 8) | second
    if (both <= 0x81fc || within(both, 0x824f, 0x829a)) return punctuation
    if (within(both, 0x829f, 0x82f1) || within(both, 0x8340, 0x8396)) return kana
    if (within(both, 0x889f, 0x9872)) return common
    return within(both, 0x989f, 0xeaa4) ? rare : odd
  },
  'euc-jp'(first, second) {
    if (second < 0xa1) return nothing
    if (first === 0x8e) return second <= 0xdf ? punctuation : nothing
    if (first === 0xa4 || first === 0xa5) return kana
    if (within(first, 0xb0, 0xcf)) return common
    return ideograph(first, 0xa3, 0xf4)
  },
  'euc-kr'(first, second) {
    if (second < 0x41 || first === 0xc9 || first === 0xfe) return nothing
    if (second < 0xa1 || first < 0xa1) return odd
    return within(first, 0xb0, 0xc8) ? hangul : ideograph(first, 0xa3, 0xfd)
  },
  gb18030(first, second) {
    if (second < 0x40 || second === 0x7f) return nothing
    if (second < 0xa1 || first < 0xa1) return odd
    return within(first, 0xb0, 0xd7) ? common : ideograph(first, 0xa3, 0xf7)
  },
  big5(first, second) {
    if (!within(first, 0xa1, 0xf9) || second < 0x40 || within(second, 0x7f, 0xa0)) return nothing
    return within(first, 0xa4, 0xc6) ? common : ideograph(first, 0xa3, 0xf9)
  },
}

function ideograph(first: number, lastSign: number, last: number): number {
  if (first < 0xa1) return nothing
  if (first <= lastSign) return punctuation
  return first <= last ? rare : odd
}

function within(value: number, first: number, last: number): boolean {
  return value >= first && value <= last
}

/** Returns how likely words (bytes as Latin-1 characters) are text in an encoding, as a logarithm. */
export function likelihood(words: string[], name: DoubleByte): number {
  return words.reduce((sum, word) => sum + ofWord(Buffer.from(word, 'latin1'), name), 0)
}

function ofWord(bytes: Buffer, name: DoubleByte): number {
  let sum = 0
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0
    if (first < 0x80) {
      at++
    } else if (name === 'shift_jis' && isHalfKana(first)) {
      sum += Math.log(isHalfKana(bytes[at - 1] ?? 0) || isHalfKana(bytes[at + 1] ?? 0) ? 2e-3 : rare)
      at++
    } else {
      const frequency = frequencies[name](first, bytes[at + 1] ?? 0)
      const isAfterLatin = /[a-z]/i.test(String.fromCharCode(bytes[at - 1] ?? 0))
      sum += Math.log(isAfterLatin ? frequency / 10 : frequency)
      at += frequency === nothing ? 1 : 2
    }
  }
  return sum
}

function isHalfKana(byte: number): boolean {
  return within(byte, 0xa1, 0xdf)
}
