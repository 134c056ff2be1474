import { type SourceRecord, writeRecord } from './csv/csv.ts'
import { truncate } from './truncate.ts'

/** Whole records of normalised CSV, to be stored as they are. */
export interface RowChunk {
  firstRow: number
  rowCount: number
  content: string
}

const chunkSize = 1 << 20
const sampleRowLimit = 200
const sampleCellLength = 1_000
/** Cells of a sampled row beyond its columns: enough to see what is wrong with it. */
const sampleSurplus = 5
/** Characters of all sampled rows together. */
const sampleSize = 2_000_000

/** Records under known columns → chunks of normalised CSV, with counts of what was odd. */
export class RowChunks {
  totalRows = 0
  brokenRows = 0
  surplusRows = 0
  /** How many columns have a name or hold anything. */
  width: number
  readonly #maxColumns: number
  readonly #sample: SourceRecord[] = []
  #sampleSize = 0
  #lines: string[] = []
  #size = 0

  /** `width` columns have a name; up to `maxColumns` stand in the header. */
  constructor(width: number, maxColumns: number) {
    this.width = width
    this.#maxColumns = maxColumns
  }

  /** The first rows, long cells cut; complete when all rows are in. */
  get sampleRows(): string[][] {
    return this.#sample.map((row) => (row.broken ? row.cells : padded(row.cells, this.width)))
  }

  /** Takes one record in; a chunk where that makes one full. */
  add(record: SourceRecord): RowChunk | null {
    const row = record.broken ? record : { cells: this.#fit(record.cells), broken: false }
    this.totalRows++
    if (row.broken) this.brokenRows++
    else if (row.cells.length > this.#maxColumns) this.surplusRows++
    else if (row.cells.length > this.width) this.width = row.cells.length
    const line = writeRecord(row)
    if (this.#sample.length < sampleRowLimit && this.#sampleSize < sampleSize) this.#takeSample(row, line.length)
    this.#lines.push(line)
    this.#size += line.length
    return this.#size >= chunkSize ? this.rest() : null
  }

  /** The chunk that is not full yet; null where nothing is left. */
  rest(): RowChunk | null {
    const rowCount = this.#lines.length
    if (rowCount === 0) return null
    const content = this.#lines.join('')
    this.#lines = []
    this.#size = 0
    return { firstRow: this.totalRows - rowCount + 1, rowCount, content }
  }

  #takeSample({ cells, broken }: SourceRecord, length: number): void {
    const sampled = cells
      .slice(0, this.#maxColumns + sampleSurplus)
      .map((cell) => copied(truncate(cell, sampleCellLength)))
    this.#sample.push({ cells: sampled, broken })
    this.#sampleSize += Math.min(length, sampled.length * sampleCellLength)
  }

  /** Short rows are padded, empty surplus cells dropped. */
  #fit(cells: string[]): string[] {
    if (cells.length === this.width) return cells
    let length = cells.length
    while (length > this.width && cells[length - 1]?.trim() === '') length--
    return padded(cells.slice(0, length), this.width)
  }
}

/** The same text by itself: a part of a longer one would keep all of it in memory. */
function copied(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

function padded(cells: string[], width: number): string[] {
  return cells.length >= width ? cells : [...cells, ...Array<string>(width - cells.length).fill('')]
}
