import { detached } from '../detached.ts'
import type { SourceRecord } from './csv/record.ts'
import { UnreadableFileError } from './errors.ts'
import { pluralize } from './pluralize.ts'
import { type RowChunk, unparseRows } from './row-text.ts'
import { truncate } from './truncate.ts'

/** papaparse takes some 40 bytes of memory for each quotation mark of a cell while it writes or reads it. */
const maxQuotes = 4_000_000
/** Characters after which a chunk is stored. */
const chunkSize = 1 << 20
/** Rows after which a chunk is stored: a few milliseconds of work however short they are. */
const chunkRows = 20_000
/** Rows of an upload; each takes about a microsecond to read, however short it is. */
const maxRows = 5_000_000
const sampleRowLimit = 200
const sampleCellLength = 1_000
/** Surplus cells of a sampled row: enough to show what is wrong with it. */
const sampleSurplus = 5
/** Total characters of the sampled rows. */
const sampleSize = 2_000_000

/** Collects records in chunks, and counts broken rows and rows with surplus cells. */
export class RowChunks {
  totalRows = 0
  brokenRows = 0
  surplusRows = 0
  /** Number of cells such as 4.47911E+11, whose other digits are lost. */
  roundedNumbers = 0
  /** Number of columns that have a name or a value. */
  width: number
  readonly #maxColumns: number
  readonly #maxRows: number
  readonly #sample: SourceRecord[] = []
  #sampleSize = 0
  #rows: string[][] = []
  #brokenRows: number[] = []
  #size = 0

  /** `width` columns have a name; the header has `maxColumns` cells. */
  constructor(width: number, maxColumns: number, rowLimit = maxRows) {
    this.#maxRows = rowLimit
    this.width = width
    this.#maxColumns = maxColumns
  }

  /** Returns the first rows with long cells truncated; complete when all rows were added. */
  get sampleRows(): string[][] {
    return this.#sample.map((row) => (row.broken ? row.cells : padded(row.cells, this.width)))
  }

  /** Adds records, and returns the chunk that they fill, if any. Throws UnreadableFileError for more rows, or a row of more quotation marks, than any table has. */
  add(record: SourceRecord, next: readonly SourceRecord[] = []): RowChunk | null {
    this.#append(record)
    for (const one of next) this.#append(one)
    return this.#size >= chunkSize || this.#rows.length >= chunkRows ? this.rest() : null
  }

  #append(record: SourceRecord): void {
    const row = record.broken ? record : { cells: this.#fit(record.cells), broken: false }
    if (++this.totalRows > this.#maxRows) {
      throw new UnreadableFileError(
        `The file has more than ${pluralize(this.#maxRows, 'row')}. Split it, and upload the parts one by one.`,
      )
    }
    if (row.broken) {
      this.brokenRows++
      this.#brokenRows.push(this.totalRows)
    } else if (row.cells.length > this.#maxColumns) this.surplusRows++
    else if (row.cells.length > this.width) this.width = row.cells.length
    const size = sizeOf(row.cells)
    if (size > maxQuotes && row.cells.reduce((sum, cell) => sum + quotesIn(cell), 0) > maxQuotes) {
      throw new UnreadableFileError(`A row of the file has more than ${pluralize(maxQuotes, 'quotation mark')}.`)
    }
    if (this.#sample.length < sampleRowLimit && this.#sampleSize < sampleSize) this.#takeSample(row, size)
    this.#rows.push(row.cells)
    this.#size += size
    if (!row.broken) for (const cell of row.cells) if (isRounded(cell)) this.roundedNumbers++
  }

  /** Returns the last, incomplete chunk; null if there are no more rows. */
  rest(): RowChunk | null {
    const rowCount = this.#rows.length
    if (rowCount === 0) return null
    const chunk = {
      firstRow: this.totalRows - rowCount + 1,
      rowCount,
      content: unparseRows(this.#rows),
      brokenRows: this.#brokenRows,
    }
    this.#rows = []
    this.#brokenRows = []
    this.#size = 0
    return chunk
  }

  #takeSample({ cells, broken }: SourceRecord, size: number): void {
    const sampled = cells
      .slice(0, this.#maxColumns + sampleSurplus)
      .map((cell) => detached(truncate(cell, sampleCellLength)))
    this.#sample.push({ cells: sampled, broken })
    this.#sampleSize += Math.min(size, sampled.length * sampleCellLength)
  }

  /** Pads short rows and drops empty surplus cells. */
  #fit(cells: string[]): string[] {
    if (cells.length === this.width) return cells
    let length = cells.length
    while (length > this.width && cells[length - 1]?.trim() === '') length--
    return padded(cells.slice(0, length), this.width)
  }
}

/** Returns the characters of a row as text, without quotes. */
function sizeOf(cells: string[]): number {
  let size = cells.length
  for (const cell of cells) size += cell.length
  return size
}

const pointCode = 0x2e
const commaCode = 0x2c
const rounded = /^\d[.,](\d{1,5})E\+(\d\d)$/i

function isRounded(cell: string): boolean {
  const code = cell.charCodeAt(1)
  return (code === pointCode || code === commaCode) && rounded.test(cell)
}

function quotesIn(text: string): number {
  let quotes = 0
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) quotes++
  return quotes
}

function padded(cells: string[], width: number): string[] {
  return cells.length >= width ? cells : [...cells, ...Array<string>(width - cells.length).fill('')]
}
