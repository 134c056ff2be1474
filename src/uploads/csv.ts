import Papa from 'papaparse'

/** One record of a file; a broken one holds its line as the only cell, as it stood there. */
export interface SourceRecord {
  cells: string[]
  broken: boolean
}

/** How much text is parsed at once: less after an error, more while a record is longer. */
const usualWindow = 1 << 18
const smallestWindow = 1 << 7
/** A record longer than this has a quote that nobody closed. */
const longestRecord = 1 << 24

/**
 * Text in pieces (lines end in LF) → records, blank lines included.
 * Where quotes are broken, only the physical line that the record starts on is given up, and reading goes on with the next one.
 */
export class RecordReader {
  readonly #delimiter: string
  #text = ''
  #at = 0
  #window: number

  constructor(delimiter: string, firstWindow = usualWindow) {
    this.#delimiter = delimiter
    this.#window = firstWindow
  }

  /** The records that are whole by now. */
  push(text: string): SourceRecord[] {
    this.#text = this.#text.slice(this.#at) + text
    this.#at = 0
    return this.#read(false)
  }

  /** The records that are left. */
  end(): SourceRecord[] {
    return this.#read(true)
  }

  #read(atEnd: boolean): SourceRecord[] {
    const records: SourceRecord[] = []
    for (;;) {
      const rest = this.#text.length - this.#at
      if (rest === 0 || (!atEnd && rest < this.#window)) return records
      this.#readWindow(atEnd && rest <= this.#window, atEnd, records)
    }
  }

  #readWindow(isLast: boolean, atEnd: boolean, records: SourceRecord[]): void {
    const text = this.#text.slice(this.#at, this.#at + this.#window)
    const { data, errors, meta } = parse(text, this.#delimiter, !isLast)
    const failed = errors[0]?.row
    if (failed !== undefined && !(failed === data.length && errors.length === 1 && mayGoOn(text))) {
      for (const cells of data.slice(0, failed)) records.push({ cells, broken: false })
      if (failed > 0) this.#at += parse(text, this.#delimiter, true, failed).meta.cursor
      this.#takeBrokenLine(atEnd, records)
      return
    }
    for (const cells of data) records.push({ cells, broken: false })
    this.#at += meta.cursor
    if (meta.cursor > 0) this.#window = Math.min(this.#window * 2, usualWindow)
    else if (this.#window < longestRecord) this.#window *= 2
    else this.#takeBrokenLine(atEnd, records)
  }

  #takeBrokenLine(atEnd: boolean, records: SourceRecord[]): void {
    const rest = this.#text.length - this.#at
    const newline = this.#text.indexOf('\n', this.#at)
    if (newline === -1 && !atEnd && rest < longestRecord) {
      this.#window = Math.min(rest * 2, longestRecord)
      return
    }
    const end = newline === -1 ? this.#text.length : newline
    records.push({ cells: [unmarked(this.#text.slice(this.#at, end))], broken: true })
    this.#at = Math.min(end + 1, this.#text.length)
    this.#window = smallestWindow
  }
}

/** All records of a text. */
export function readRecords(text: string, delimiter: string): SourceRecord[] {
  const reader = new RecordReader(delimiter)
  const records = reader.push(text)
  for (const record of reader.end()) records.push(record)
  return records
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
  return `"${text.replaceAll('"', '""')}"`
}

/** The raw text of a broken line that `writeRecord` wrote; any other line as it is. */
function unmarked(line: string): string {
  if (line.length < 3 || !line.startsWith('"') || !line.endsWith('"!')) return line
  const inner = line.slice(1, -2)
  return inner.replaceAll('""', '').includes('"') ? line : inner.replaceAll('""', '"')
}

/** White space after a quote at the end of a window may turn out to stand before a delimiter, which is no error. */
function mayGoOn(window: string): boolean {
  return window.trimEnd().endsWith('"')
}

function parse(text: string, delimiter: string, ignoreLastRow: boolean, preview = 0): Papa.ParseResult<string[]> {
  return new Papa.Parser({ delimiter, newline: '\n', preview }).parse(text, 0, ignoreLastRow)
}
