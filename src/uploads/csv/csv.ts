import { UnreadableFileError } from '../errors.ts'
import { pluralize } from '../pluralize.ts'

/** One record of a file; a broken one holds its line as the only cell, as it stood there. */
export interface SourceRecord {
  cells: string[]
  broken: boolean
}

/** A quoted cell that goes on for longer than this has a quote that nobody closed, and a line that does is none of a table. */
const maxRecord = 1 << 25
/** More than any program writes in a row; as arrays, a line of delimiters would take a hundred times its size. */
const maxCells = 100_000
const partSize = 1 << 18

/**
 * Text in pieces (lines end in LF) → records, blank lines included.
 * Where quotes are broken, only the physical line that the record starts on is given up, and reading goes on with the next one.
 * Lines and rows that are longer than any table has throw UnreadableFileError.
 */
export class RecordReader {
  readonly #delimiter: string
  readonly #longest: number
  #text = ''
  #at = 0
  /** The first quote from where reading is, once it was looked for. */
  #quote = -1
  /** A record that goes on is read anew only when there is twice as much of it, so that its length counts once. */
  #wanted = 0

  constructor(delimiter: string, longest = maxRecord) {
    this.#delimiter = delimiter
    this.#longest = longest
  }

  /** The records that are whole by now, to be taken before the next piece. */
  *push(text: string): Generator<SourceRecord, void, undefined> {
    this.#text = this.#text.slice(this.#at) + text
    this.#at = 0
    this.#quote = -1
    if (this.#text.length >= this.#wanted) yield* this.#read(false)
  }

  /** The records that are left. */
  *end(): Generator<SourceRecord, void, undefined> {
    yield* this.#read(true)
  }

  *#read(atEnd: boolean): Generator<SourceRecord, void, undefined> {
    while (this.#at < this.#text.length) {
      const record = this.#next(atEnd)
      if (record === null) {
        this.#wanted = Math.min((this.#text.length - this.#at) * 2, this.#longest)
        return
      }
      yield record
    }
    this.#wanted = 0
  }

  /** The record that starts where reading is; null where more text is needed. */
  #next(atEnd: boolean): SourceRecord | null {
    const text = this.#text
    const start = this.#at
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
      if (text.charCodeAt(at) === quoteCode) {
        const closing = closingQuote(text, at)
        const end = closing === -1 ? text.length : afterBlanks(text, closing + 1, this.#delimiter)
        if (end === text.length && !atEnd && !this.#isTooLong(end)) return null
        if (closing === -1 || this.#isTooLong(closing) || !this.#endsCell(end))
          return this.#brokenLine(firstLineEnd, atEnd)
        cells.push(unescaped(text.slice(at + 1, closing)))
        at = end
        if (lineEnd < at) lineEnd = positionIn(text, '\n', at)
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
    return { cells: [unmarked(line)], broken: true }
  }

  #record(cells: string[], end: number): SourceRecord {
    if (cells.length > maxCells) throw tooManyCells()
    this.#at = end + 1
    return { cells, broken: false }
  }

  #line(end: number): string {
    if (this.#isTooLong(end))
      throw new UnreadableFileError(`A line of the file is longer than ${pluralize(this.#longest, 'character')}.`)
    return this.#text.slice(this.#at, end)
  }

  #isTooLong(end: number): boolean {
    return end - this.#at > this.#longest
  }
}

const quoteCode = 0x22
const newlineCode = 0x0a

function positionIn(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at === -1 ? text.length : at
}

/** Where the cell that opens at `opening` closes; -1 where it doesn't. A doubled quote is one of its characters. */
function closingQuote(text: string, opening: number): number {
  let at = text.indexOf('"', opening + 1)
  while (at !== -1 && text.charCodeAt(at + 1) === quoteCode) at = text.indexOf('"', at + 2)
  return at
}

/** Blanks after a closing quote are no error. */
function afterBlanks(text: string, from: number, delimiter: string): number {
  let at = from
  while (at < text.length && !text.startsWith(delimiter, at) && /[^\S\n]/.test(text.charAt(at))) at++
  return at
}

function unescaped(cell: string): string {
  return cell.includes('"') ? replaced(cell, '""', '"') : cell
}

/** As `replaceAll`, which takes many times the memory of a text with many quotes; no part of a long one ends within a pair. */
function replaced(text: string, what: string, by: string): string {
  if (text.length <= partSize) return text.split(what).join(by)
  const parts: string[] = []
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + partSize, text.length)
    let run = 0
    while (end - run > at && text.charCodeAt(end - run - 1) === quoteCode) run++
    if (run % 2 === 1 && end < text.length && end > at + 1) end--
    parts.push(text.slice(at, end).split(what).join(by))
    at = end
  }
  return parts.join('')
}

function tooManyCells(): UnreadableFileError {
  return new UnreadableFileError(`A row of the file has more than ${pluralize(maxCells, 'cell')}.`)
}

/** All records of a text, however long. */
export function readRecords(text: string, delimiter: string): SourceRecord[] {
  const reader = new RecordReader(delimiter, text.length)
  return [...reader.push(text), ...reader.end()]
}

/** Nothing but white space on a line, which counts as no record. */
export function isBlank({ cells, broken }: SourceRecord): boolean {
  return !broken && cells.length < 2 && (cells[0] ?? '').trim() === ''
}

/** The number of physical lines that a record takes up. */
export function lineCount({ cells }: SourceRecord): number {
  let lines = 1
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) lines++
  }
  return lines
}

/** A record as a line of normalised CSV; `readRecords` gives it back unchanged, a broken one as broken again. */
export function writeRecord({ cells, broken }: SourceRecord): string {
  if (broken) return `${quoted(cells[0] ?? '')}!\n`
  // Other delimiters are quoted too, so that nobody who sniffs the text takes one of them for ours.
  const line = cells.map((cell) => (/[",;|\t\n]/.test(cell) ? quoted(cell) : cell)).join(',')
  return line === '' ? '""\n' : `${line}\n`
}

function quoted(text: string): string {
  return `"${replaced(text, '"', '""')}"`
}

/** The raw text of a broken line that `writeRecord` wrote; any other line as it is. */
function unmarked(line: string): string {
  if (line.length < 3 || !line.startsWith('"') || !line.endsWith('"!')) return line
  const inner = line.slice(1, -2)
  const text = replaced(inner, '""', '')
  return text.includes('"') ? line : replaced(inner, '""', '"')
}
