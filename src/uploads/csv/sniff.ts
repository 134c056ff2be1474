import { isBlank, lineCount, type SourceRecord } from './record.ts'
import { RecordReader } from './record-reader.ts'

/** Where the rows of a text begin and what parts their cells. */
export interface Layout {
  delimiter: string
  /** The physical line that the header starts on, from 1; 0 where the file has none. */
  headerLine: number
  /** The physical line that reading starts on: the header's, or the first row's. */
  startLine: number
  /** Where in the text that line begins. */
  start: number
  /** How many columns the records below the header fill; most of them do, where there is none. */
  width: number
}

type Header = Pick<Layout, 'width'> & { line: number; isHeader: boolean }

/** A record and the line of the file, or row of the sheet, that it starts on. */
export interface Placed {
  line: number
  record: SourceRecord
}

const delimiters = [',', ';', '\t', '|']
/** Preambles are short: what looks like a header further down is none. */
const deepestHeader = 40
/** So many records that are not blank show what a table looks like. */
export const recordsToJudge = 100
/** No address is longer, and the start of a longer cell tells as much. */
const maxTell = 320

/** The layout of a file whose text begins with `sample` (and ends there too where `isWhole`); null where the sample holds no record. */
export function sniff(sample: string, isWhole: boolean): Layout | null {
  const separator = /^\s*"?sep=(.)"?[ ,;\t]*(?:\n|$)/.exec(sample)
  const skipped = separator ? separator[0].length : 0
  const text = sample.slice(skipped)
  const firstLine = 1 + newlines(sample.slice(0, skipped))
  const given = separator?.[1]
  const candidates = given && !'"\n'.includes(given) ? [given] : delimiters
  const readings = candidates.map((delimiter) => ({ delimiter, records: place(text, delimiter, firstLine, isWhole) }))
  const best = readings.reduce((one, other) => (regularity(other.records) > regularity(one.records) ? other : one))
  // Where no delimiter makes columns, take one that never parts a cell of the only column.
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
  // The end of a sample cuts through its last record, which only counts where there is no other.
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

/** How much a reading looks like a table: records of one width, the first among them, rather wide than narrow; 0 where it is none. */
function regularity(records: Placed[]): number {
  const width = widthOf(records)
  const isRegular = ({ record }: Placed) => record.cells.length === width && !isTorn(record)
  const first = records.findIndex(isRegular)
  const regular = records.filter(isRegular).length
  // A table below notes is regular; pairs among single cells are one column in which some cells hold the delimiter.
  if (width < 2 || (width === 2 && first > 0 && regular < (records.length - first) * 0.8)) return 0
  // A line of notes with a delimiter in it looks like a header that no row is as wide as.
  const isHeader = first === 0 && (regular > 1 || records.length === 1)
  return regular / records.length + (isHeader ? 0.5 : 0) + Math.log2(width) / 20
}

/** A delimiter that stands inside quotes leaves half of them on either side. */
function isTorn({ cells, broken }: SourceRecord): boolean {
  return broken || cells.some((cell) => (cell.split('"').length - 1) % 2 === 1)
}

/** The most frequent width, of two the first record's or else the larger one; single cells below a first record of several are remarks. */
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

/** Notes above a small table may be more than its rows: what follows them is the table where most of it is as wide as its first record. */
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

/** The header is the first record that fills half of the columns; notes and titles above it fill one or two. */
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

/** The header below one that only names groups of columns, as gaps in it tell; else the candidate itself. */
function belowGroups(records: Placed[], candidate: Placed, width: number): Placed {
  const [next, ...rows] = records.slice(records.indexOf(candidate) + 1)
  const names = filled(candidate.record)
  if (!next || names >= width || filled(next.record) <= names || looksLikeData(next.record)) return candidate
  if (next.record.broken || filledLength(next.record.cells) < filledLength(candidate.record.cells)) return candidate
  const data = rows.filter(({ record }) => looksLikeData(record)).length
  // The first row below a header with a gap may fill more cells too, but holds no names and looks like the others.
  const isHeader = hasHeaderWord(next.record) || (names * 2 <= width && data * 2 > rows.length)
  return isHeader ? next : candidate
}

function headerIn(records: Placed[], header: Placed): Header {
  return { line: header.line, isHeader: true, width: widest(records.slice(records.indexOf(header) + 1)) }
}

function widest(records: Placed[]): number {
  return Math.max(0, ...records.map(({ record }) => (record.broken ? 0 : filledLength(record.cells))))
}

/** How many cells there are up to the last that holds anything. */
export function filledLength(cells: string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== '') + 1
}

function filled({ cells }: SourceRecord): number {
  return cells.filter((cell) => cell.trim() !== '').length
}

/** No header holds an address of a person or page, or mostly numbers, unless one of its words says that it is one. */
function looksLikeData(record: SourceRecord): boolean {
  if (hasHeaderWord(record)) return false
  const values = record.cells.map(tell).filter((value) => value !== '')
  if (values.some((value) => address.test(value))) return true
  return values.filter((value) => number.test(value)).length * 2 > values.length
}

function hasHeaderWord({ cells }: SourceRecord): boolean {
  return cells.some((cell) => headerWord.test(tell(cell)))
}

/** As much of a cell as tells what it is. */
function tell(cell: string): string {
  return cell.trim().slice(0, maxTell)
}

// None of these patterns can match the same text in two ways, which would take them long to give up.
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
