import { hasColumnNames, hasHeaderWord, isLikeRows, looksLikeData } from './header-words.ts'
import { isBlank, isBorder, lineCount, type SourceRecord } from './record.ts'
import { RecordReader } from './record-reader.ts'
import { unwrapLine } from './wrapped-line.ts'

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
  /** Whether lines are quoted as a whole. */
  isWrapped: boolean
  /** The cells of a line above the header that names groups of columns; none if there is no such line. */
  groups: string[]
}

type Header = Pick<Layout, 'width' | 'groups'> & { line: number; isHeader: boolean }

/** A record with the line of the file, or the row of the sheet, that it starts on. */
export interface Placed {
  line: number
  record: SourceRecord
}

/** The records of a text as one of the delimiters parts them. */
interface Reading {
  delimiter: string
  records: Placed[]
  isWrapped: boolean
}

const delimiters = [',', ';', '\t', '|']
/** Tried if no other delimiter gives columns; each must give at least this many, because they also occur in text, such as “~” in URLs. */
const rareDelimiters = { '，': 2, '；': 2, '¦': 2, '~': 3, '^': 3 }
/** Preambles are short: a line further down is not a header, even if it looks like one. */
const maxHeaderRecord = 40
/** Number of records that the layout is judged by; blank ones are not counted. */
export const recordsToJudge = 100
/** Rows above the real table: a small table about the report, and another one. */
const maxRowsAbove = 10

/** Returns the layout of a file that starts with `sample` (and ends with it if `isWhole`); null if the sample has no record. */
export function sniff(sample: string, isWhole: boolean): Layout | null {
  const separator = /^\s*"?sep=(.)"?[ ,;\t]*(?:\n|$)/.exec(sample)
  const skipped = separator ? separator[0].length : 0
  const text = sample.slice(skipped)
  const firstLine = 1 + newlines(sample.slice(0, skipped))
  const given = separator?.[1]
  const candidates = given && !'"\n'.includes(given) ? [given] : delimiters
  const readings = candidates.flatMap((delimiter): Reading[] => {
    const records = place(text, delimiter, firstLine, isWhole)
    const inner = unwrapped(records, delimiter)
    const plain = { delimiter, records, isWrapped: false }
    return inner === null ? [plain] : [plain, { delimiter, records: inner, isWrapped: true }]
  })
  const best = readings.reduce((one, other) => (regularity(other.records) > regularity(one.records) ? other : one))
  const chosen =
    regularity(best.records) > 0
      ? best
      : (byRareDelimiter(text, firstLine, isWhole) ??
        // If no delimiter makes columns, take one that does not occur in the only column.
        readings.find(({ records }) => records.every(isNarrow)) ??
        best)
  const found = findHeader(chosen.records)
  if (found === null) return null
  return {
    delimiter: chosen.delimiter,
    headerLine: found.isHeader ? found.line : 0,
    startLine: found.line,
    start: skipped + lineStart(text, found.line - firstLine),
    width: found.width,
    isWrapped: chosen.isWrapped,
    groups: found.groups,
  }
}

/** Returns the reading by a rare delimiter that parts every line into the same number of cells; null if none does. */
function byRareDelimiter(text: string, firstLine: number, isWhole: boolean): Reading | null {
  for (const [delimiter, least] of Object.entries(rareDelimiters)) {
    if (!text.includes(delimiter)) continue
    const records = place(text, delimiter, firstLine, isWhole)
    const width = records[0]?.record.cells.length ?? 0
    const isTable = records.length > 1 && records.every(({ record }) => record.cells.length === width)
    if (width >= least && isTable) return { delimiter, records, isWrapped: false }
  }
  return null
}

/** Returns the records inside lines that are quoted as a whole (the header may not be); null if they don't form a table. */
function unwrapped(records: Placed[], delimiter: string): Placed[] | null {
  const inner = records.map(({ line, record }) => ({ line, record: unwrapLine(record, delimiter) }))
  const width = inner[0]?.record.cells.length ?? 0
  const changed = inner.filter(({ record }, at) => record !== records[at]?.record)
  const regular = inner.filter(({ record }) => record.cells.length === width)
  if (width < 2 || changed.length * 2 < records.length || regular.length < records.length * 0.9) return null
  // "Acme, Inc" is a name.
  const isList = width === 2 && changed.every(({ record }) => record.cells[1]?.startsWith(' '))
  return isList ? null : inner
}

function place(text: string, delimiter: string, firstLine: number, isWhole: boolean): Placed[] {
  const reader = new RecordReader(delimiter)
  const records = [...reader.push(text)]
  // The last record of a sample is truncated and counts only if it is the only one.
  if (isWhole || records.length === 0) records.push(...reader.end())
  const placed: Placed[] = []
  let line = firstLine
  for (const record of records) {
    if (!isBlank(record) && !isBorder(record)) placed.push({ line, record })
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
  return regular / records.length + (isHeader ? 0.5 : 0) + Math.log2(width) / 20 - (isProse(records) ? 0.01 : 0)
}

/** In "Nachname, Vorname;Mail" the comma is one of a text: a blank follows each. */
function isProse(records: Placed[]): boolean {
  return records.every(({ record }) => record.cells.slice(1).every((cell) => cell.startsWith(' ')))
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
export function findHeader(all: Placed[]): Header | null {
  const records = belowTables(all)
  const first = records.find(({ record }) => filled(record) > 0)
  if (!first) return null
  const width = widthOf(records)
  const enough = Math.max(Math.min(width, 2), Math.ceil(width / 2))
  const top = records.slice(0, maxHeaderRecord)
  const candidate = top.find(({ record }) => !record.broken && filled(record) >= enough) ?? first
  const below = records.slice(records.indexOf(candidate) + 1)
  const isRow = looksLikeData(candidate.record) || isLikeRows(candidate.record, recordsOf(below))
  if (!isRow) return headerIn(records, belowGroups(records, candidate, width))
  const above = top
    .slice(0, top.indexOf(candidate))
    .findLast(({ record }) => filled(record) > 1 && !looksLikeData(record))
  if (above) return headerIn(records, above)
  const rows = records.slice(records.indexOf(candidate))
  return { line: candidate.line, isHeader: false, width: Math.min(width, widest(rows)), groups: [] }
}

/** Returns the records from the largest table on: reports have small ones above it, parted by titles or blank lines. */
function belowTables(records: Placed[]): Placed[] {
  const tables = tablesIn(records)
  const largest = tables.reduce((one, other) => (sizeOf(other) >= sizeOf(one) ? other : one), [])
  const [head, ...rows] = largest
  const above = tables.slice(0, tables.indexOf(largest))
  if (!head || above.length === 0 || rows.length === 0) return records
  const size = above.flat().length
  if (size > Math.max(maxRowsAbove, rows.length / 2)) return records
  const isRepeated = above.some(([other]) => other && joined(other) === joined(head))
  const isHeader =
    (hasHeaderWord(head.record) || hasColumnNames(head.record)) &&
    !looksLikeData(head.record) &&
    !isLikeRows(head.record, recordsOf(rows))
  return isHeader && !isRepeated ? records.slice(records.indexOf(head)) : records
}

/** Returns the number of records of the most frequent width. */
function sizeOf(table: Placed[]): number {
  const counts = new Map<number, number>()
  for (const { record } of table) counts.set(record.cells.length, (counts.get(record.cells.length) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}

/** Returns the records of each table: those of several values between titles and blank lines. */
function tablesIn(records: Placed[]): Placed[][] {
  const tables: Placed[][] = []
  let previous: Placed | null = null
  for (const placed of records) {
    const isTitle = filled(placed.record) < 2
    const isNew =
      previous === null || filled(previous.record) < 2 || placed.line - previous.line > lineCount(previous.record)
    if (!isTitle && isNew) tables.push([])
    if (!isTitle) tables.at(-1)?.push(placed)
    previous = placed
  }
  return tables
}

function joined({ record }: Placed): string {
  return record.cells.join('\0')
}

function recordsOf(placed: Placed[]): SourceRecord[] {
  return placed.map(({ record }) => record)
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
  const at = records.indexOf(header)
  const width = widest(records.slice(at + 1))
  return { line: header.line, isHeader: true, width, groups: groupsAbove(header, records[at - 1]) }
}

/** Returns the cells of the line above a header if it names groups of its columns. */
function groupsAbove({ line, record }: Placed, above: Placed | undefined): string[] {
  if (!above || above.record.broken || line - above.line > lineCount(above.record)) return []
  const names = filled(above.record)
  const isWithin = filledLength(above.record.cells) <= filledLength(record.cells)
  return names > 1 && names < filled(record) && isWithin && !looksLikeData(above.record) ? above.record.cells : []
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

function newlines(text: string): number {
  return text.split('\n').length - 1
}

function lineStart(text: string, lines: number): number {
  let at = 0
  for (let line = 0; line < lines; line++) at = text.indexOf('\n', at) + 1
  return at
}
