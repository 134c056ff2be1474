import { isAscii, isUtf8 } from 'node:buffer'
import { likelihood as doubleByteLikelihood } from './double-byte.ts'
import { doubleByte, type Encoding, singleByte } from './encodings.ts'
import { likelihood as singleByteLikelihood } from './single-byte.ts'
import { isOtherEncoding, linesOf } from './utf8-lines.ts'

/** Number of non-ASCII words that are enough to decide, and the maximum that is examined. */
const enoughWords = 30
const maxWords = 300
const maxWord = 1_000

/**
 * Returns the encoding of bytes without a byte order mark: 'ascii' if all are ASCII, 'unclear' if more bytes would help
 * and there are more (`isLast` is false).
 */
export function detect(sample: Buffer, isLast: boolean): Encoding | 'ascii' | 'unclear' {
  if (isAscii(sample)) return detectEscapes(sample, isLast)
  if (isUtf8(sample)) return 'utf-8'
  // The sample may end inside a character, which has four bytes at most.
  if (!isLast && isAscii(sample.subarray(0, -3))) return 'unclear'
  if (!isLast && [1, 2, 3].some((cut) => isUtf8(sample.subarray(0, -cut)))) return 'utf-8'
  const { words, isMixed } = linesBeyondUtf8(sample)
  if (isMixed) return 'utf-8'
  return !isLast && words.length < enoughWords ? 'unclear' : mostLikely(words)
}

/** Japanese mail and old exports switch character sets by escape sequences of ASCII. */
function detectEscapes(sample: Buffer, isLast: boolean): 'iso-2022-jp' | 'ascii' | 'unclear' {
  if (sample.includes('\x1b$B') || sample.includes('\x1b$@')) return 'iso-2022-jp'
  return !isLast && sample.subarray(-2).includes(0x1b) ? 'unclear' : 'ascii'
}

/**
 * Returns the words of the lines that are not UTF-8, and whether the others are, as in a file to which another was appended: text in
 * a Western encoding never looks like UTF-8 by chance, and in other encodings few lines do.
 */
function linesBeyondUtf8(sample: Buffer): { words: string[]; isMixed: boolean } {
  const lines = linesOf(sample).filter((line) => !isAscii(line))
  const others = lines.filter(isOtherEncoding)
  const words = wordsBeyondAscii(Buffer.concat(others))
  const rest = lines.length - others.length
  return { words, isMixed: rest > 0 && (rest >= others.length || mostLikely(words) === 'windows-1252') }
}

/** Returns the distinct words with non-ASCII bytes, as Latin-1. The second byte of a character may be one of @ to ~. */
function wordsBeyondAscii(sample: Buffer): string[] {
  const words = new Set<string>()
  for (const [word] of sample.toString('latin1').matchAll(/[@-~\x80-\xff]+/g)) {
    const at = word.search(/[\x80-\xff]/)
    if (at === -1) continue
    const start = Math.max(at - 8, 0)
    words.add(word.slice(start, start + maxWord))
    if (words.size === maxWords) break
  }
  return [...words]
}

/** Short samples say little, so Windows-1252, the most common encoding, wins unless another one is clearly more likely. */
function mostLikely(words: string[]): Encoding {
  const single = singleByte.map((encoding) => ({
    name: encoding.name,
    score: singleByteLikelihood(words, encoding) - encoding.rarity,
  }))
  const double = doubleByte.map(({ name, rarity }) => ({
    name,
    score: doubleByteLikelihood(words, name) - rarity,
  }))
  return [...single, ...double].reduce((one, other) => (other.score > one.score ? other : one)).name
}
