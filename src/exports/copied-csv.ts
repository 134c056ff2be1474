import { guardFormula } from '../uploads/formula.ts'

/** Ends a row that has not ended, whether it ends in quotes or not. */
const sentinel = Buffer.from('"\n"\n')

/** Digits of a bigint, and more. */
const maxIdLength = 20
const [tab, lineFeed, carriageReturn, space, quote, comma] = [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c]

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
const isChecked = bytesOf([0x01, 0x02], [tab, lineFeed], [carriageReturn, carriageReturn], [0x3b, 0x3b], [0x7c, 0x7c])
/** Bytes that may end a cell, or be checked. */
const isSpecial = isChecked.map((checked, byte) => checked || Number(byte === quote || byte === comma))

/**
 * Makes CSV of what Postgres copies, piece by piece: rows with numbers for ids, bare line feeds, and cells that may be formulas get
 * their ids, the line ends of RFC 4180, and cells that spreadsheet programs show as text. It goes over the bytes once, and makes strings
 * of few cells.
 */
export class CopiedCsv {
  private readonly begin: Buffer
  private readonly areTexts: readonly boolean[]
  /** The last row, if its end has not arrived. */
  private rest: Buffer = Buffer.allocUnsafe(0)
  /** The number in the id of the last row; null if there is no row. */
  lastId: number | null = null

  /** `idPrefix` precedes the number in an id, which is the first column; a column whose cells are not text has no formulas. */
  constructor(idPrefix: string, areTexts: readonly boolean[]) {
    this.begin = Buffer.from(idPrefix)
    this.areTexts = areTexts
  }

  /** Takes the next bytes, which may begin and end anywhere; returns the rows that they complete. */
  add(bytes: Buffer): Uint8Array {
    const { begin, areTexts } = this
    const csv = Buffer.concat([this.rest, bytes, sentinel])
    const available = csv.length - sentinel.length
    let out: Buffer = Buffer.allocUnsafe(csv.length + (csv.length >> 3))
    let length = 0
    let outEnd = 0
    let end = 0
    let lastRow = 0
    for (let at = 0; at < available; ) {
      out = withRoom(out, length, begin.length)
      for (let place = 0; place < begin.length; place++) out[length++] = begin[place] ?? 0
      let isLast = false
      /** Where the bytes begin that are not in `out` yet. */
      let rest = at
      for (let column = 0; !isLast; column++) {
        const from = at
        let byte = csv[at] ?? lineFeed
        let isSuspect = isHarmless[byte] === 0
        if (byte === quote) {
          byte = csv[++at] ?? lineFeed
          isSuspect = isHarmless[byte] === 0 || byte === lineFeed
          for (;;) {
            byte = csv[at++] ?? lineFeed
            if (isSpecial[byte] === 0) continue
            if (byte === quote) {
              // The closing one, or the first of two.
              byte = csv[at++] ?? lineFeed
              if (byte !== quote) break
            } else isSuspect ||= isChecked[byte] === 1 && isSplit(csv, at)
          }
        } else {
          for (;;) {
            byte = csv[at++] ?? lineFeed
            if (isSpecial[byte] === 0) continue
            if (byte === comma || byte === lineFeed) break
            isSuspect ||= isSplit(csv, at)
          }
        }
        isLast = byte === lineFeed
        if (isSuspect && areTexts[column] === true) {
          const cell = Buffer.from(guardEncoded(csv.toString('utf8', from, at - 1)))
          out = withRoom(out, length, from - rest + cell.length)
          length += csv.copy(out, length, rest, from)
          length += cell.copy(out, length)
          rest = at - 1
        }
      }
      // The bytes ended before the row, whatever was written of it.
      if (at > available) break
      out = withRoom(out, length, at - rest + 1)
      length += csv.copy(out, length, rest, at - 1)
      out[length++] = carriageReturn
      out[length++] = lineFeed
      outEnd = length
      lastRow = end
      end = at
    }
    this.rest = csv.subarray(end, available)
    if (end > 0) this.lastId = Number.parseInt(csv.toString('latin1', lastRow, lastRow + maxIdLength), 10)
    return out.subarray(0, outEnd)
  }
}

/** Whether a cell may be split before a place, and a formula begin there. */
function isSplit(csv: Uint8Array, place: number): boolean {
  let at = place
  while (csv[at] === space) at++
  return (csv[place - 1] ?? 0) < tab || isHarmless[csv[at] ?? lineFeed] === 0
}

/** Returns a buffer with the first `length` bytes, and with room for `added` more. */
function withRoom(buffer: Buffer, length: number, added: number): Buffer {
  if (length + added <= buffer.length) return buffer
  const longer = Buffer.allocUnsafe(2 * (length + added))
  buffer.copy(longer, 0, 0, length)
  return longer
}

/** Returns a cell of CSV, in quotes or not, that spreadsheet programs show as text, without the control characters that are left out. */
function guardEncoded(cell: string): string {
  const text = cell.replaceAll('\x01', '').replaceAll('\x02', '')
  if (!text.startsWith('"')) return guardFormula(text)
  // Quotes inside stay doubled, which makes no difference to the guard.
  const inner = text.slice(1, -1)
  return inner === '' ? '' : `"${guardFormula(inner)}"`
}
