import { isUtf8 } from 'node:buffer'
import { decoderOf } from './decoder.ts'
import type { Encoding } from './encodings.ts'

const marks: readonly (readonly [bytes: string, encoding: Encoding])[] = [
  ['\xff\xfe\0\0', 'utf-32le'],
  ['\0\0\xfe\xff', 'utf-32be'],
  ['\xff\xfe', 'utf-16le'],
  ['\xfe\xff', 'utf-16be'],
  ['\xef\xbb\xbf', 'utf-8'],
  ['\x84\x31\x95\x33', 'gb18030'],
]

/** Returns the encoding indicated by the byte order mark, or by the zero bytes of UTF-16 and UTF-32; null if there are neither. */
export function byteOrder(start: Buffer): Encoding | null {
  const first = start.toString('latin1', 0, 4)
  return marks.find(([bytes]) => first.startsWith(bytes))?.[1] ?? wideEncodingOf(start.subarray(0, 4_096))
}

function wideEncodingOf(start: Buffer): Encoding | null {
  if (!start.includes(0)) return null
  const zeros = [0, 0, 0, 0]
  for (const [index, byte] of start.entries()) {
    if (byte === 0) zeros[index % 4] = (zeros[index % 4] ?? 0) + 1
  }
  const [zero = 0, one = 0, two = 0, three = 0] = zeros
  const most = (start.length / 4) * 0.9
  if (two > most && three > most && zero * 10 < two) return 'utf-32le'
  if (zero > most && one > most && three * 10 < one) return 'utf-32be'
  const even = zero + two
  const odd = one + three
  if (odd > even * 10) return isWide(start, odd, 'utf-16le') ? 'utf-16le' : null
  if (even > odd * 10) return isWide(start, even, 'utf-16be') ? 'utf-16be' : null
  return null
}

/** Half of the bytes are zero if most characters are ASCII; in other scripts, those of delimiters and line breaks are. */
function isWide(start: Buffer, zeros: number, encoding: Encoding): boolean {
  if (zeros > start.length / 4) return true
  const text = decoderOf(encoding).write(start)
  const strange = text.replace(/[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}\t\r\n]/gu, '').length
  if (!/[\r\n]/.test(text) || strange > text.length / 100) return false
  // Text with a few stray zero bytes is still text without them.
  const bytes = start.filter((byte) => byte !== 0)
  return !isUtf8(bytes) || bytes.some((byte) => byte < 0x09)
}
