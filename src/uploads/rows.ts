import { type SourceRecord, writeRecord } from './csv.ts'
import { cut } from './cut.ts'

/** Whole records of normalised CSV, to be stored as they are. */
export interface RowChunk {
  firstRow: number
  rowCount: number
  content: string
}

const chunkSize = 1 << 20
const sampleRowLimit = 200
const sampleCellLength = 1_000

/** Records under known columns → chunks of normalised CSV, with counts of what was odd. */
export class RowChunks {
  totalRows = 0
  brokenRows = 0
  surplusRows = 0
  /** The first rows, long cells cut. */
  readonly sampleRows: string[][] = []
  readonly #width: number
  #lines: string[] = []
  #size = 0

  constructor(width: number) {
    this.#width = width
  }

  /** Takes one record in; a chunk where that makes one full. */
  add(record: SourceRecord): RowChunk | null {
    const row = record.broken ? record : { cells: this.#fit(record.cells), broken: false }
    this.totalRows++
    if (row.broken) this.brokenRows++
    else if (row.cells.length > this.#width) this.surplusRows++
    if (this.sampleRows.length < sampleRowLimit)
      this.sampleRows.push(row.cells.map((cell) => cut(cell, sampleCellLength)))
    const line = writeRecord(row)
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

  /** Short rows are padded, empty surplus cells dropped. */
  #fit(cells: string[]): string[] {
    if (cells.length === this.#width) return cells
    let length = cells.length
    while (length > this.#width && cells[length - 1]?.trim() === '') length--
    const fitted = cells.slice(0, length)
    while (fitted.length < this.#width) fitted.push('')
    return fitted
  }
}
