import { columnNames } from './columns.ts'
import { isBlank, type SourceRecord } from './csv/record.ts'
import { filledLength } from './csv/sniff.ts'
import { UnreadableFileError } from './errors.ts'
import { unguardFormula } from './formula.ts'
import { pluralize } from './pluralize.ts'
import { RowChunks } from './row-chunks.ts'
import type { RowChunk } from './row-text.ts'

/** What every kind of file is found to hold. */
export interface TableFindings {
  headerLine: number
  columns: string[]
  totalRows: number
  sampleRows: string[][]
}

const maxColumns = 1_000
/** A file whose first rows are mostly broken is no table; fewer broken ones than this are just bad rows. */
const recordsToJudge = 1_000
const fewestToCondemn = 10

/** Records from the header on → chunks of normalised CSV. What makes no table throws UnreadableFileError. */
export class Table {
  readonly #headerLine: number
  readonly #width: number
  #columns: string[] = []
  #header = ''
  #rows: RowChunks | null = null
  #repeatedHeaders = 0
  #firstBrokenLine: number | null = null

  /** `headerLine` is where the header stands, 0 where the first record is a row already; `width` columns are known to hold anything. */
  constructor(headerLine: number, width = 0) {
    this.#headerLine = headerLine
    this.#width = width
  }

  /** Takes the record that starts on `line` of the file; a chunk where that makes one full. */
  add(read: SourceRecord, line: number): RowChunk | null {
    if (isBlank(read)) return null
    const record = unguarded(read)
    if (!this.#rows) {
      this.#rows = this.#begin(record, line)
      if (this.#headerLine !== 0) return null
    } else if (this.#isHeader(record)) {
      this.#repeatedHeaders++
      return null
    }
    if (record.broken) this.#firstBrokenLine ??= line
    const chunk = this.#rows.add(record)
    if (this.#rows.totalRows === recordsToJudge) this.#judge()
    return chunk
  }

  /** The chunk that is left; throws UnreadableFileError where there was no row. */
  end(): RowChunk | null {
    this.#judge()
    if (!this.#rows || this.#rows.totalRows === 0) {
      throw new UnreadableFileError('The file has a header but no rows.', this.#headerLine || null)
    }
    return this.#rows.rest()
  }

  /** Whether lines still matter: the first rows decide whether it is a table. */
  get isYoung(): boolean {
    return (this.#rows?.totalRows ?? 0) <= recordsToJudge
  }

  /** Complete after `end`. */
  findings(): TableFindings {
    const { totalRows = 0, sampleRows = [], width = 0 } = this.#rows ?? {}
    return { headerLine: this.#headerLine, columns: this.#columns.slice(0, width), totalRows, sampleRows }
  }

  /** What was odd about the rows, in words for a person. */
  warnings(): string[] {
    const { brokenRows = 0, surplusRows = 0 } = this.#rows ?? {}
    return [
      this.#headerLine === 0 && 'The file has no header: its columns are named by their position.',
      this.#repeatedHeaders > 0 && `${pluralize(this.#repeatedHeaders, 'repeated header')} left out.`,
      brokenRows > 0 && `${pluralize(brokenRows, 'row')} with broken quotes.`,
      surplusRows > 0 && `${pluralize(surplusRows, 'row')} with more cells than columns.`,
    ].filter((warning) => warning !== false)
  }

  #begin(first: SourceRecord, line: number): RowChunks {
    if (first.broken) throw new UnreadableFileError(`The quotes of the header in line ${line} are broken.`, line)
    const names = first.cells.slice(0, filledLength(first.cells))
    if (names.length > maxColumns) {
      throw new UnreadableFileError(`The file has more than ${maxColumns.toLocaleString('en')} columns.`, line)
    }
    // Programs that end each line with a delimiter leave columns without a name, which count where a row holds anything in them.
    const most = Math.min(first.cells.length, maxColumns)
    if (this.#headerLine !== 0) {
      this.#columns = columnNames(first.cells.slice(0, most))
      this.#header = joined(first)
      return new RowChunks(Math.max(names.length, Math.min(this.#width, most)), most)
    }
    const width = Math.min(Math.max(names.length, this.#width), maxColumns)
    this.#columns = columnNames(Array<string>(Math.max(most, width)).fill(''))
    return new RowChunks(width, this.#columns.length)
  }

  /** Files that were put together from several repeat the header; a header of one cell may be a value as well. */
  #isHeader(record: SourceRecord): boolean {
    if (record.broken || !this.#header.includes('\0')) return false
    return this.#header.startsWith(record.cells[0]?.trim() ?? '') && joined(record) === this.#header
  }

  #judge(): void {
    const { totalRows = 0, brokenRows = 0 } = this.#rows ?? {}
    if (totalRows > recordsToJudge || brokenRows < fewestToCondemn || brokenRows * 2 <= totalRows) return
    throw new UnreadableFileError(
      `The quotes of most rows are broken, first in line ${this.#firstBrokenLine}.`,
      this.#firstBrokenLine,
    )
  }
}

function joined({ cells }: SourceRecord): string {
  return cells
    .slice(0, filledLength(cells))
    .map((cell) => cell.trim())
    .join('\0')
}

/** A record without what guards its cells from spreadsheet programs. */
function unguarded(record: SourceRecord): SourceRecord {
  if (record.broken || !record.cells.some(mayBeGuarded)) return record
  return { cells: record.cells.map(unguardFormula), broken: false }
}

function mayBeGuarded(cell: string): boolean {
  return cell.startsWith("'") || cell.startsWith('="') || cell.includes("''")
}
