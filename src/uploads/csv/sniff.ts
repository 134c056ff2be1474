import { isBlank, lineCount, type SourceRecord } from './record.ts'
import { RecordReader } from './record-reader.ts'

/** The start of the rows in a text, and the delimiter of its cells. */
export interface Layout {
  delimiter: string
  /** The physical line of the header, from 1; 0 if the file has none. */
  headerLine: number
  /** The physical line to start reading from: the header's or the first row's. */
  startLine: number
  /** Position of that line in the text. */
  start: number
  /** Number of columns with values below the header, or in most records if there is no header. */
  width: number
}

type Header = Pick<Layout, 'width'> & { line: number; isHeader: boolean }

/** A record with the line of the file, or the row of the sheet, that it starts on. */
export interface Placed {
  line: number
  record: SourceRecord
}

const delimiters = [',', ';', '\t', '|']
/** Preambles are short: a line further down is not a header, even if it looks like one. */
const deepestHeader = 40
/** Number of records that the layout is judged by; blank ones are not counted. */
export const recordsToJudge = 100
/** Characters of a cell that are examined: an e-mail address or URL of a person is not longer. */
const maxTell = 320

/** Returns the layout of a file that starts with `sample` (and ends with it if `isWhole`); null if the sample has no record. */
export function sniff(sample: string, isWhole: boolean): Layout | null {
  const separator = /^\s*"?sep=(.)"?[ ,;\t]*(?:\n|$)/.exec(sample)
  const skipped = separator ? separator[0].length : 0
  const text = sample.slice(skipped)
  const firstLine = 1 + newlines(sample.slice(0, skipped))
  const given = separator?.[1]
  const candidates = given && !'"\n'.includes(given) ? [given] : delimiters
  const readings = candidates.map((delimiter) => ({ delimiter, records: place(text, delimiter, firstLine, isWhole) }))
  const best = readings.reduce((one, other) => (regularity(other.records) > regularity(one.records) ? other : one))
  // If no delimiter makes columns, take one that does not occur in the only column.
  const chosen = regularity(best.records) > 0 ? best : (readings.find(({ records }) => records.every(isNarrow)) ?? best)
  const found = findHeader(chosen.records)
  if (found === null) return null
  return {
    delimiter: chosen.delimiter,
    headerLine: found.isHeader ? found.line : 0,
    startLine: found.line,
    start: skipped + lineStart(text, found.line - firstLine),
    width: found.width,
  }
}

function place(text: string, delimiter: string, firstLine: number, isWhole: boolean): Placed[] {
  const reader = new RecordReader(delimiter)
  const records = [...reader.push(text)]
  // The last record of a sample is truncated and counts only if it is the only one.
  if (isWhole || records.length === 0) records.push(...reader.end())
  const placed: Placed[] = []
  let line = firstLine
  for (const record of records) {
    if (!isBlank(record)) placed.push({ line, record })
    if (placed.length === recordsToJudge) break
    line += lineCount(record)
  }
  return placed
}

/** Returns how much a reading looks like a table (records of the same width, including the first; wider is better); 0 if it does not. */
function regularity(records: Placed[]): number {
  const width = widthOf(records)
  const isRegular = ({ record }: Placed) => record.cells.length === width && !isTorn(record)
  const first = records.findIndex(isRegular)
  const regular = records.filter(isRegular).length
  // A table below notes is regular; pairs among single cells are one column whose cells sometimes contain the delimiter.
  if (width < 2 || (width === 2 && first > 0 && regular < (records.length - first) * 0.8)) return 0
  // A note with a delimiter in it looks like a header, but no row has its width.
  const isHeader = first === 0 && (regular > 1 || records.length === 1)
  return regular / records.length + (isHeader ? 0.5 : 0) + Math.log2(width) / 20
}

/** Splitting at a delimiter inside quotes leaves an odd number of quotes on either side. */
function isTorn({ cells, broken }: SourceRecord): boolean {
  return broken || cells.some((cell) => (cell.split('"').length - 1) % 2 === 1)
}

/** Returns the most frequent width; on a tie, the first record's or else the larger one. Single cells below a wider first record are remarks. */
function widthOf(records: Placed[]): number {
  const table = belowNotes(records)
  const first = table[0]?.record.cells.length ?? 0
  const narrowest = first > 1 ? 2 : 1
  const counts = new Map<number, number>()
  for (const { record } of table) {
    const width = record.cells.length
    if (!record.broken && width >= narrowest) counts.set(width, (counts.get(width) ?? 0) + 1)
  }
  let best = 0
  let most = 0
  for (const [width, count] of counts) {
    if (count > most || (count === most && width > best && (best !== first || first === 1))) {
      best = width
      most = count
    }
  }
  return best
}

/** Notes can outnumber the rows of a small table: what follows them is the table if most records have the width of its first. */
function belowNotes(records: Placed[]): Placed[] {
  const start = records.findIndex(({ record }) => !record.broken && record.cells.length > 1)
  const table = records.slice(start).filter(({ record }) => !isRemark(record))
  const width = table[0]?.record.cells.length ?? 0
  const regular = table.filter(({ record }) => !record.broken && record.cells.length === width).length
  const isTable = start > 0 && width > 2 && regular > 1 && regular >= table.length * 0.8
  return isTable ? table : records
}

function isRemark({ cells }: SourceRecord): boolean {
  return cells.length === 1 && (cells[0] ?? '').trimStart().startsWith('#')
}

function isNarrow({ record }: Placed): boolean {
  return !record.broken && record.cells.length === 1
}

/** Returns the header: the first record that fills half of the columns. Notes and titles above it fill one or two. */
export function findHeader(records: Placed[]): Header | null {
  const first = records.find(({ record }) => filled(record) > 0)
  if (!first) return null
  const width = widthOf(records)
  const enough = Math.max(Math.min(width, 2), Math.ceil(width / 2))
  const top = records.slice(0, deepestHeader)
  const candidate = top.find(({ record }) => !record.broken && filled(record) >= enough) ?? first
  if (!looksLikeData(candidate.record)) return headerIn(records, belowGroups(records, candidate, width))
  const above = top
    .slice(0, top.indexOf(candidate))
    .findLast(({ record }) => filled(record) > 1 && !looksLikeData(record))
  if (above) return headerIn(records, above)
  const rows = records.slice(records.indexOf(candidate))
  return { line: candidate.line, isHeader: false, width: Math.min(width, widest(rows)) }
}

/** Returns the header below a candidate that only names groups of columns, which has gaps; otherwise the candidate. */
function belowGroups(records: Placed[], candidate: Placed, width: number): Placed {
  const [next, ...rows] = records.slice(records.indexOf(candidate) + 1)
  const names = filled(candidate.record)
  if (!next || names >= width || filled(next.record) <= names || looksLikeData(next.record)) return candidate
  if (next.record.broken || filledLength(next.record.cells) < filledLength(candidate.record.cells)) return candidate
  const data = rows.filter(({ record }) => looksLikeData(record)).length
  // The first row below a header with a gap may also fill more cells, but looks like the other rows.
  const isHeader = hasHeaderWord(next.record) || (names * 2 <= width && data * 2 > rows.length)
  return isHeader ? next : candidate
}

function headerIn(records: Placed[], header: Placed): Header {
  return { line: header.line, isHeader: true, width: widest(records.slice(records.indexOf(header) + 1)) }
}

function widest(records: Placed[]): number {
  return Math.max(0, ...records.map(({ record }) => (record.broken ? 0 : filledLength(record.cells))))
}

/** Returns the number of cells up to the last one that is not blank. */
export function filledLength(cells: string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== '') + 1
}

function filled({ cells }: SourceRecord): number {
  return cells.filter((cell) => cell.trim() !== '').length
}

/** A header has no e-mail address or URL and not mostly numbers, unless one of its cells is a known header word. */
function looksLikeData(record: SourceRecord): boolean {
  if (hasHeaderWord(record)) return false
  const values = record.cells.map(tell).filter((value) => value !== '')
  if (values.some((value) => address.test(value))) return true
  return values.filter((value) => number.test(value)).length * 2 > values.length
}

function hasHeaderWord({ cells }: SourceRecord): boolean {
  return cells.some((cell) => headerWord.test(tell(cell)))
}

/** Returns the part of a cell that is examined. */
function tell(cell: string): string {
  return cell.trim().slice(0, maxTell)
}

// None of these patterns can match a text in two ways, which would make them slow on hostile input.
const headerWord =
  /^(?:id|(?:first|last|full|company|account) ?name|name|nom|nombre|e-?mail(?: ?address)?|company|organi[sz]ation|phone|url|website|domain|title|city|country)$/i
const address =
  /^(?:mailto:)?[^\s@]+@[^\s@][^\s@.]*\.[^\s@]+$|^(?:https?:\/\/|www\.)\S+$|^(?:\w+\.)?linkedin\.com\/\S+$/i
const number = /^[\s.,:/+()%€$£-]*\d[\d\s.,:/+()%€$£-]*$/

function newlines(text: string): number {
  return text.split('\n').length - 1
}

function lineStart(text: string, lines: number): number {
  let at = 0
  for (let line = 0; line < lines; line++) at = text.indexOf('\n', at) + 1
  return at
}
