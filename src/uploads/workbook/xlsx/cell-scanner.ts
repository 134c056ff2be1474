import { equals, quote, space } from './ascii.ts'
import { XmlScanner } from './xml-scanner.ts'

/** Meaning of a cell's text. */
export type CellType = 'number' | 'string' | 'text' | 'boolean' | 'date'

/** No spreadsheet program has more. */
export const maxColumns = 1 << 14

const bytesOf = (text: string) => Buffer.from(text)
const cellOpens = bytesOf('<c ')
const valueOpens = bytesOf('><v>')
const valueAndCellClose = bytesOf('</v></c>')
const cellEnds = bytesOf('/>')
const letterR = 0x72
const letterS = 0x73
const letterT = 0x74

/** A scanner for the cells of sheets. */
export class CellScanner extends XmlScanner {
  /** Column from 0; null if the cell has no reference. */
  column: number | null = null
  style = 0
  type: CellType = 'number'

  /**
   * Reads a whole cell at once, with its value as the current text, if the next one has the usual form:
   * `<c r="B7" s="1" t="s"><v>12</v></c>`, or one without a value. Otherwise returns false and reads nothing.
   */
  takeCell(): boolean {
    const { bytes, length } = this
    if (this.isEmptyElement || !this.matchesAt(this.at, cellOpens)) return false
    this.#forget()
    let at = this.at + 2
    while (bytes[at] === space) {
      if (bytes[at + 2] !== equals || bytes[at + 3] !== quote) return false
      const start = at + 4
      let end = start
      while (end < length && bytes[end] !== quote) end++
      if (!this.#know(bytes[at + 1], start, end)) return false
      at = end + 1
    }
    if (this.matchesAt(at, valueOpens)) return this.takeText(at + valueOpens.length, valueAndCellClose)
    if (!this.matchesAt(at, cellEnds)) return false
    this.at = at + cellEnds.length
    this.start = at
    this.end = at
    return true
  }

  /** Reads the attributes of the cell that just opened, in any form. */
  readCell(): void {
    const { attributes } = this
    this.#forget()
    for (let index = 0; index < this.attributeCount * 4; index += 4) {
      const [from = 0, to = 0, start = 0, end = 0] = attributes.subarray(index, index + 4)
      if (to - from === 1) this.#know(this.bytes[from], start, end)
    }
  }

  #forget(): void {
    this.column = null
    this.style = 0
    this.type = 'number'
  }

  #know(name: number | undefined, start: number, end: number): boolean {
    if (name === letterR) this.column = columnAt(this.bytes, start, end)
    else if (name === letterS) this.style = digitsAt(this.bytes, start, end)
    else if (name === letterT) this.type = typeAt(this.bytes, start, end)
    else return false
    return true
  }
}

/** Returns the column of a reference such as B7, from 0; null if it has none. */
function columnAt(bytes: Buffer, start: number, end: number): number | null {
  let column = 0
  for (let at = start; at < end; at++) {
    const letter = (bytes[at] ?? 0) & ~0x20
    if (letter < 0x41 || letter > 0x5a || column > maxColumns) break
    column = column * 26 + letter - 0x40
  }
  return column === 0 ? null : column - 1
}

/** Returns a whole number; NaN for anything but digits. */
export function digitsAt(bytes: Buffer, start: number, end: number): number {
  let number = end > start ? 0 : Number.NaN
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

/** One-letter types are n, s, b, d and e; the longer ones, str and inlineStr, are text. */
function typeAt(bytes: Buffer, start: number, end: number): CellType {
  if (end - start > 1) return 'text'
  switch (bytes[start]) {
    case 0x73:
      return 'string'
    case 0x62:
      return 'boolean'
    case 0x64:
      return 'date'
    case 0x65:
      return 'text'
    default:
      return 'number'
  }
}
