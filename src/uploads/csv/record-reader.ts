import { UnreadableFileError } from '../errors.ts'
import { pluralize } from '../pluralize.ts'
import { unmarkBroken } from './broken-line.ts'
import type { SourceRecord } from './record.ts'

/** Characters of a record. A longer quoted cell has an unclosed quote, and a longer line is not part of a table. */
const maxRecordLength = 1 << 25
/** No program writes more cells in a row; as an array, a line of delimiters takes a hundred times its size. */
const maxCells = 100_000
const partSize = 1 << 18

/**
 * Reads the records of a file that arrives in pieces of text (lines end in LF). Consecutive blank lines are one record.
 *
 * Only users' files are read by it; rows that we wrote are read by papaparse (row-text.ts). In users' files quotes are broken, and
 * papaparse reads on from an unclosed quote to the end of the file: one bad character would take all later rows along. This reader
 * marks only the line that the broken record starts on as broken, continues with the next one, and limits the length of a
 * record and its cells. Throws UnreadableFileError when a record exceeds a limit.
 */
export class RecordReader {
  readonly #delimiter: string
  readonly #maxLength: number
  #text = ''
  #at = 0
  /** Position of the first quote from `#at` on; less than `#at` if unknown. */
  #quote = -1
  /** An incomplete record is read again only when its text has doubled, which keeps the total work linear. */
  #wanted = 0
  /** Whether the file escapes quotes by a backslash. */
  #escapes = false

  constructor(delimiter: string, maxLength = maxRecordLength) {
    this.#delimiter = delimiter
    this.#maxLength = maxLength
  }

  /** Yields the records that are complete; consume all of them before the next `push`. */
  *push(text: string): Generator<SourceRecord, void, undefined> {
    this.#text = this.#text.slice(this.#at) + text
    this.#at = 0
    this.#quote = -1
    if (this.#text.length >= this.#wanted) yield* this.#read(false)
  }

  /** Yields the remaining records. */
  *end(): Generator<SourceRecord, void, undefined> {
    yield* this.#read(true)
  }

  *#read(atEnd: boolean): Generator<SourceRecord, void, undefined> {
    while (this.#at < this.#text.length) {
      const record = this.#next(atEnd)
      if (record === null) {
        this.#wanted = Math.min((this.#text.length - this.#at) * 2, this.#maxLength)
        return
      }
      yield record
    }
    this.#wanted = 0
  }

  /** Returns the next record; null if more text is needed. */
  #next(atEnd: boolean): SourceRecord | null {
    const text = this.#text
    const start = this.#at
    const end = afterBlankLines(text, start, this.#delimiter)
    if (end > start) return this.#record([text.slice(start, end - 1)], end - 1)
    const newline = text.indexOf('\n', start)
    const lineEnd = newline === -1 ? text.length : newline
    if (this.#quote < start) this.#quote = positionIn(text, '"', start)
    if (this.#quote < lineEnd) return this.#readQuoted(lineEnd, atEnd)
    if (newline === -1 && !atEnd && !this.#isTooLong(lineEnd)) return null
    const cells = this.#line(lineEnd).split(this.#delimiter, maxCells + 1)
    return this.#record(cells, lineEnd)
  }

  #readQuoted(firstLineEnd: number, atEnd: boolean): SourceRecord | null {
    const text = this.#text
    const cells: string[] = []
    let at = this.#at
    let lineEnd = firstLineEnd
    for (;;) {
      const opening = text.charCodeAt(at) <= spaceCode ? afterBlanks(text, at, this.#delimiter) : at
      const isQuoted = text.charCodeAt(opening) === quoteCode
      const quoted = isQuoted ? this.#quotedCell(opening, atEnd) : 'none'
      if (quoted === 'more') return null
      if (typeof quoted === 'object') {
        cells.push(quoted.cell)
        at = quoted.end
        if (lineEnd < at) lineEnd = positionIn(text, '\n', at)
      } else if (isQuoted && opening === at) {
        return this.#brokenLine(firstLineEnd, atEnd)
      } else {
        const rest = text.slice(at, lineEnd)
        const length = rest.indexOf(this.#delimiter)
        cells.push(length === -1 ? rest : rest.slice(0, length))
        at = length === -1 ? lineEnd : at + length
      }
      if (at >= lineEnd) {
        if (at >= text.length && !atEnd && !this.#isTooLong(at)) return null
        return this.#isTooLong(at) ? this.#brokenLine(firstLineEnd, atEnd) : this.#record(cells, at)
      }
      at += this.#delimiter.length
      if (cells.length > maxCells) throw tooManyCells()
    }
  }

  /** Reads the cell that the quote at `opening` begins; 'none' if no quote ends it, 'more' if more text is needed. */
  #quotedCell(opening: number, atEnd: boolean): { cell: string; end: number } | 'none' | 'more' {
    const text = this.#text
    if (!this.#escapes) {
      const closing = closingQuote(text, opening)
      const end = closing === -1 ? text.length : afterBlanks(text, closing + 1, this.#delimiter)
      if (end === text.length && !atEnd && !this.#isTooLong(end)) return 'more'
      if (closing === -1 || this.#isTooLong(closing)) return 'none'
      if (this.#endsCell(end)) return { cell: unescaped(text.slice(opening + 1, closing)), end }
      if (text.charCodeAt(closing - 1) !== backslashCode) return 'none'
    }
    const closing = closingEscaped(text, opening)
    const end = closing === -1 ? text.length : afterBlanks(text, closing + 1, this.#delimiter)
    if (end === text.length && !atEnd && !this.#isTooLong(end)) return 'more'
    if (closing === -1 || this.#isTooLong(closing) || !this.#endsCell(end)) return 'none'
    // Nothing but a program that escapes quotes in this way writes one that does not end its cell.
    this.#escapes = true
    return {
      cell: unescaped(
        text
          .slice(opening + 1, closing)
          .split('\\"')
          .join('"'),
      ),
      end,
    }
  }

  #endsCell(at: number): boolean {
    return (
      at === this.#text.length ||
      this.#text.charCodeAt(at) === newlineCode ||
      this.#text.startsWith(this.#delimiter, at)
    )
  }

  #brokenLine(lineEnd: number, atEnd: boolean): SourceRecord | null {
    if (lineEnd === this.#text.length && !atEnd && !this.#isTooLong(lineEnd)) return null
    const line = this.#line(lineEnd)
    this.#at = lineEnd + 1
    return { cells: [unmarkBroken(line)], broken: true }
  }

  #record(cells: string[], end: number): SourceRecord {
    if (cells.length > maxCells) throw tooManyCells()
    this.#at = end + 1
    return { cells, broken: false }
  }

  #line(end: number): string {
    if (this.#isTooLong(end))
      throw new UnreadableFileError(`A line of the file is longer than ${pluralize(this.#maxLength, 'character')}.`)
    return this.#text.slice(this.#at, end)
  }

  #isTooLong(end: number): boolean {
    return end - this.#at > this.#maxLength
  }
}

const quoteCode = 0x22
const backslashCode = 0x5c
const newlineCode = 0x0a
const spaceCode = 0x20
const tabCode = 0x09

function positionIn(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at === -1 ? text.length : at
}

/** Returns the position after the blank lines at `from`; `from` if there are none. */
function afterBlankLines(text: string, from: number, delimiter: string): number {
  let end = from
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === newlineCode) end = at + 1
    else if ((code !== spaceCode && code !== tabCode) || text.startsWith(delimiter, at)) break
  }
  return end
}

/** Returns the position of the quote that closes the cell opened at `opening`; -1 if none does. A doubled quote is a character of the cell. */
function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1)
  while (at !== -1 && text.charCodeAt(at + 1) === quoteCode) at = text.indexOf('"', at + 2)
  return at
}

/** Returns the position of the closing quote where quotes in the cell follow a backslash, or are doubled; -1 if there is none. */
function closingEscaped(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === backslashCode) backslashes++
    if (backslashes % 2 === 1) continue
    if (text.charCodeAt(at + 1) !== quoteCode) return at
    at++
  }
  return -1
}

/** Blanks before an opening and after a closing quote are allowed. */
function afterBlanks(text: string, from: number, delimiter: string): number {
  let at = from
  while (at < text.length && !text.startsWith(delimiter, at) && /[^\S\n]/.test(text.charAt(at))) at++
  return at
}

function unescaped(cell: string): string {
  if (!cell.includes('""')) return cell
  if (cell.length <= partSize) return cell.split('""').join('"')
  // In parts, as replacing all quotes of a long cell at once takes many times its memory; no part ends within a pair.
  const parts: string[] = []
  for (let at = 0; at < cell.length; ) {
    let end = Math.min(at + partSize, cell.length)
    let run = 0
    while (end - run > at && cell.charCodeAt(end - run - 1) === quoteCode) run++
    if (run % 2 === 1 && end < cell.length) end--
    parts.push(cell.slice(at, end).split('""').join('"'))
    at = end
  }
  return parts.join('')
}

function tooManyCells(): UnreadableFileError {
  return new UnreadableFileError(`A row of the file has more than ${pluralize(maxCells, 'cell')}.`)
}
