import { isUtf8 } from 'node:buffer'

/** The byte that ends a line. */
export const newline = 0x0a
/** First bytes of letters of two bytes, at the end of a cell. */
const truncated = /[\xc2-\xc5\xd0\xd1](?=[\n\r,;|\t"]|$)/g

/** Returns whether a line is in another encoding than UTF-8, and not just UTF-8 that a program truncated. */
export function isOtherEncoding(line: Buffer): boolean {
  if (isUtf8(line)) return false
  let broken = 0
  let whole = 0
  for (const [character] of line.toString().matchAll(/[^\0-\x7f]/gu)) {
    if (character === '\ufffd') broken++
    else whole++
  }
  return broken > whole && broken > (line.toString('latin1').match(truncated)?.length ?? 0)
}

/** Returns the lines of a block with their line breaks. */
export function linesOf(block: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let at = 0; at < block.length; ) {
    const found = block.indexOf(newline, at)
    const end = found === -1 ? block.length : found + 1
    lines.push(block.subarray(at, end))
    at = end
  }
  return lines
}
