import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { byteOrder } from '../encoding/byte-order.ts'
import { decoderOf } from '../encoding/decoder.ts'
import { detect } from '../encoding/detect.ts'
import type { Encoding } from '../encoding/encodings.ts'
import { UnreadableFileError } from '../errors.ts'

/** Matches the encoding that a web page or XML declares. */
const declarationSize = 4_096
const sampleSize = 1 << 20

/** Returns the text of a markup file; of a web page, the part from its first table on. Throws UnreadableFileError when a web page has no table. */
export function markupOf(bytes: Buffer): string {
  const text = decode(bytes).trimStart()
  if (/<(?:\w+:)?workbook\b|<office:document\b/i.test(text.slice(0, declarationSize))) return text
  const table = text.search(/<table\b/i)
  if (table === -1) {
    throw new UnreadableFileError(
      'This is a web page without a table. The download may have been redirected to a sign-in page.',
    )
  }
  return `<html>${text.slice(table)}`
}

function decode(bytes: Buffer): string {
  const unicode = byteOrder(bytes) ?? (isUtf8(bytes) ? 'utf-8' : null)
  if (unicode) return decoded(bytes, unicode)
  // Declarations can be wrong: files that are not UTF-8 declare it, and single-byte files declare UTF-16.
  const start = bytes.toString('latin1', 0, declarationSize)
  const label = /(?:charset|encoding)\s*=\s*["']?(?!utf)([\w-]+)/i.exec(start)?.[1]
  if (label !== undefined && iconv.encodingExists(label)) return iconv.decode(bytes, label)
  const found = detect(bytes.subarray(0, sampleSize), true)
  return decoded(bytes, found === 'ascii' || found === 'unclear' ? 'windows-1252' : found)
}

function decoded(bytes: Buffer, encoding: Encoding): string {
  const decoder = decoderOf(encoding)
  return decoder.write(bytes) + decoder.end()
}
