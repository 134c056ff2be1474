import { columnNames } from './columns.ts'
import { isBlank, lineCount, RecordReader, type SourceRecord } from './csv.ts'
import { fileTooLarge, UnreadableFileError } from './errors.ts'
import { type RowChunk, RowChunks } from './rows.ts'
import { type Layout, sniff } from './sniff.ts'
import { TextReader } from './text.ts'

/** What was found out about a file while it was read. */
export interface Findings {
  byteSize: number
  delimiter: string
  encoding: string
  headerLine: number
  columns: string[]
  totalRows: number
  sampleRows: string[][]
  warnings: string[]
}

const sampleSize = 1 << 16
const mostColumns = 1_000
/** A file whose first rows are mostly broken is no CSV; fewer broken ones than this are just bad rows. */
const recordsToJudge = 1_000
const fewestToCondemn = 10

/** The bytes of a CSV file in pieces → chunks of normalised CSV. Every method throws UnreadableFileError where that can't be done. */
export class CsvFile {
  readonly #maxBytes: number
  readonly #text = new TextReader()
  #byteSize = 0
  #sample = ''
  #layout: Layout | null = null
  #records: RecordReader | null = null
  #line = 1
  #columns: string[] = []
  #rows: RowChunks | null = null
  #firstBrokenLine: number | null = null

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The chunks that are full by now. */
  push(bytes: Uint8Array): RowChunk[] {
    this.#byteSize += bytes.length
    if (this.#byteSize > this.#maxBytes) throw fileTooLarge(this.#maxBytes)
    const text = this.#text.push(bytes)
    if (this.#records) return this.#take(this.#records.push(text))
    this.#sample += text
    return this.#sample.length < sampleSize ? [] : this.#begin(false)
  }

  /** The chunks that are left. */
  end(): RowChunk[] {
    const text = this.#text.end()
    const chunks: RowChunk[] = []
    if (this.#records) chunks.push(...this.#take(this.#records.push(text)))
    else {
      this.#sample += text
      chunks.push(...this.#begin(true))
    }
    chunks.push(...this.#take(this.#records?.end() ?? []))
    this.#judge()
    if (!this.#rows || this.#rows.totalRows === 0) {
      throw new UnreadableFileError('The file has a header but no rows.', this.#layout?.headerLine ?? null)
    }
    const rest = this.#rows.rest()
    return rest ? [...chunks, rest] : chunks
  }

  /** Complete after `end`. */
  findings(): Findings {
    return {
      byteSize: this.#byteSize,
      delimiter: this.#layout?.delimiter ?? ',',
      encoding: this.#text.encoding,
      headerLine: this.#layout?.headerLine ?? 0,
      columns: this.#columns,
      totalRows: this.#rows?.totalRows ?? 0,
      sampleRows: this.#rows?.sampleRows ?? [],
      warnings: this.#warnings(),
    }
  }

  #begin(isWhole: boolean): RowChunk[] {
    const text = this.#sample
    this.#sample = ''
    const layout = sniff(text.slice(0, sampleSize), isWhole && text.length <= sampleSize)
    if (!layout)
      throw new UnreadableFileError(isWhole ? 'The file is empty.' : 'The file begins with nothing but blanks.')
    this.#layout = layout
    this.#line = layout.startLine
    this.#records = new RecordReader(layout.delimiter)
    return this.#take(this.#records.push(text.slice(layout.start)))
  }

  #take(records: SourceRecord[]): RowChunk[] {
    const chunks: RowChunk[] = []
    for (const record of records) {
      const chunk = isBlank(record) ? null : this.#takeOne(record)
      if (chunk) chunks.push(chunk)
      if ((this.#rows?.totalRows ?? 0) <= recordsToJudge) this.#line += lineCount(record)
    }
    return chunks
  }

  #takeOne(record: SourceRecord): RowChunk | null {
    if (!this.#rows) {
      this.#rows = this.#startRows(record)
      if (this.#layout?.headerLine !== 0) return null
    }
    if (record.broken) this.#firstBrokenLine ??= this.#line
    const chunk = this.#rows.add(record)
    if (this.#rows.totalRows === recordsToJudge) this.#judge()
    return chunk
  }

  #startRows(first: SourceRecord): RowChunks {
    if (first.broken)
      throw new UnreadableFileError(`The quotes of the header in line ${this.#line} are broken.`, this.#line)
    if (first.cells.length > mostColumns) {
      throw new UnreadableFileError(`The file has more than ${mostColumns.toLocaleString('en')} columns.`, this.#line)
    }
    this.#columns = columnNames(this.#layout?.headerLine === 0 ? first.cells.map(() => '') : first.cells)
    return new RowChunks(this.#columns.length)
  }

  #judge(): void {
    const { totalRows, brokenRows } = this.#rows ?? { totalRows: 0, brokenRows: 0 }
    if (totalRows > recordsToJudge || brokenRows < fewestToCondemn || brokenRows * 2 <= totalRows) return
    throw new UnreadableFileError(
      `The quotes of most rows are broken, first in line ${this.#firstBrokenLine}.`,
      this.#firstBrokenLine,
    )
  }

  #warnings(): string[] {
    const { encoding, nulCharacters, unreadableCharacters } = this.#text
    const { brokenRows, surplusRows } = this.#rows ?? { brokenRows: 0, surplusRows: 0 }
    return [
      this.#layout?.headerLine === 0 && 'The file has no header: its columns are named by their position.',
      encoding === 'windows-1252' && 'The file is not Unicode; it was read as Windows-1252 (Western European).',
      unreadableCharacters > 0 && `${count(unreadableCharacters, 'character')} could not be read and stand as �.`,
      nulCharacters > 0 && `${count(nulCharacters, 'NUL character')} removed.`,
      brokenRows > 0 && `${count(brokenRows, 'row')} with broken quotes.`,
      surplusRows > 0 && `${count(surplusRows, 'row')} with more cells than columns.`,
    ].filter((warning) => warning !== false)
  }
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
