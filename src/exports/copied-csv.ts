import { guardFormula } from '../uploads/formula.ts'

const [space, quote, comma, lineFeed, carriageReturn] = [0x20, 0x22, 0x2c, 0x0a, 0x0d]

/** Returns a table with 1 for the bytes of these ranges. */
function bytesOf(...ranges: readonly (readonly [first: number, last: number])[]): Uint8Array {
  const table = new Uint8Array(256)
  for (const [first, last] of ranges) table.fill(1, first, last + 1)
  return table
}

/**
 * Bytes of UTF-8 before which `guardFormula` has nothing to insert, wherever programs split a cell: those of ASCII except for blanks,
 * quotes and signs, and the first ones of most letters.
 */
export const isHarmless = bytesOf(
  [lineFeed, lineFeed],
  [0x21, 0x21],
  [0x23, 0x26],
  [0x28, 0x2a],
  [comma, comma],
  [0x2e, 0x3c],
  [0x3e, 0x3f],
  [0x41, 0x7e],
  [0xc3, 0xd7],
  [0xe4, 0xed],
)
/** Bytes at which programs may split a cell, and control characters of providers that are left out. */
const isChecked = bytesOf([0x01, 0x02], [0x09, lineFeed], [carriageReturn, carriageReturn], [0x3b, 0x3b], [0x7c, 0x7c])
/** Bytes that may end a cell, or be checked. */
const isSpecial = isChecked.map((checked, byte) => checked || Number(byte === quote || byte === comma))

/** The rows of an export as CSV, but with numbers for ids, bare line feeds, and cells that may be formulas. */
export interface CopiedRows {
  csv: Uint8Array
  /** What precedes the number in an id, which is the first column. */
  idPrefix: string
  /** Whether the cells of each column are text; others are no formula. */
  areTexts: readonly boolean[]
}

/** Returns rows with their ids, the line ends of RFC 4180, and cells that spreadsheet programs show as text. It goes over the bytes once, and makes strings of few cells. */
export function finishCopied({ csv, idPrefix, areTexts }: CopiedRows): Uint8Array {
  const prefix = Buffer.from(idPrefix)
  const rowGrowth = prefix.length + 1
  let out = Buffer.allocUnsafe(csv.length + (csv.length >> 3) + 1_024)
  let length = 0
  /** Grows `out` to hold `added` bytes, and what is left of the page unchanged. */
  const reserve = (at: number, added: number) => {
    const needed = length + added + csv.length - at
    if (needed <= out.length) return
    const longer = Buffer.allocUnsafe(needed + (needed >> 2))
    out.copy(longer, 0, 0, length)
    out = longer
  }
  for (let at = 0; at < csv.length; ) {
    reserve(at, rowGrowth)
    for (const byte of prefix) out[length++] = byte
    let isLast = false
    for (let column = 0; !isLast; column++) {
      const [from, begin] = [at, length]
      const isQuoted = csv[at] === quote
      if (isQuoted) out[length++] = csv[at++] ?? 0
      const first = csv[at] ?? 0
      let isSuspect = isHarmless[first] === 0 || (isQuoted && first === lineFeed)
      for (;;) {
        const byte = csv[at++] ?? lineFeed
        out[length++] = byte
        if (isSpecial[byte] === 0) continue
        if (!isQuoted && (byte === comma || byte === lineFeed)) break
        if (byte === quote) {
          // The closing one, or the first of two.
          out[length++] = csv[at++] ?? lineFeed
          if (csv[at - 1] !== quote) break
        } else if (isChecked[byte] === 1) {
          let next = at
          while (csv[next] === space) next++
          isSuspect ||= byte < 0x09 || isHarmless[csv[next] ?? lineFeed] === 0
        }
      }
      if (isSuspect && areTexts[column] === true) {
        const cell = Buffer.from(guardEncoded(Buffer.from(csv.buffer, csv.byteOffset + from, at - 1 - from).toString()))
        length = begin
        reserve(at - 1, cell.length + rowGrowth)
        cell.copy(out, length)
        length += cell.length
        out[length++] = csv[at - 1] ?? lineFeed
      }
      isLast = csv[at - 1] === lineFeed
    }
    out[length - 1] = carriageReturn
    out[length++] = lineFeed
  }
  return out.subarray(0, length)
}

/** Returns a cell of CSV, in quotes or not, that spreadsheet programs show as text. */
function guardEncoded(cell: string): string {
  const text = cell.replaceAll('\x01', '').replaceAll('\x02', '')
  if (!text.startsWith('"')) return guardFormula(text)
  // Quotes inside stay doubled, which makes no difference to the guard.
  const inner = text.slice(1, -1)
  return inner === '' ? '' : `"${guardFormula(inner)}"`
}
