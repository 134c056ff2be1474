import { lineCount, RecordReader, type SourceRecord } from './csv.ts'
import { UnreadableFileError } from './errors.ts'
import type { RowChunk } from './rows.ts'
import { sniff } from './sniff.ts'
import { Table, type TableFindings } from './table.ts'
import { TextReader } from './text.ts'

/** What was found out about a text file while it was read. */
export interface CsvFindings extends TableFindings {
  delimiter: string
  encoding: string
  warnings: string[]
}

const sampleSize = 1 << 16

/** The bytes of a CSV file in pieces → chunks of normalised CSV. Every method throws UnreadableFileError where that can't be done. */
export class CsvFile {
  readonly #text = new TextReader()
  #sample = ''
  #delimiter = ','
  #records: RecordReader | null = null
  #line = 1
  #table = new Table(0)

  /** The chunks that are full by now. */
  push(bytes: Uint8Array): RowChunk[] {
    const text = this.#text.push(bytes)
    if (this.#records) return this.#take(this.#records.push(text))
    this.#sample += text
    // The same sample, whether the file ends with it or not.
    return this.#sample.length <= sampleSize ? [] : this.#begin(false)
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
    const rest = this.#table.end()
    return rest ? [...chunks, rest] : chunks
  }

  /** Complete after `end`. */
  findings(): CsvFindings {
    const { encoding } = this.#text
    const warnings = [...this.#text.warnings(), ...this.#table.warnings()]
    return { ...this.#table.findings(), delimiter: this.#delimiter, encoding, warnings }
  }

  #begin(isWhole: boolean): RowChunk[] {
    const text = this.#sample
    this.#sample = ''
    const layout = sniff(text.slice(0, sampleSize), isWhole && text.length <= sampleSize)
    if (!layout)
      throw new UnreadableFileError(isWhole ? 'The file is empty.' : 'The file begins with nothing but blanks.')
    this.#delimiter = layout.delimiter
    this.#line = layout.startLine
    this.#table = new Table(layout.headerLine, layout.width)
    this.#records = new RecordReader(layout.delimiter)
    return this.#take(this.#records.push(text.slice(layout.start)))
  }

  #take(records: Iterable<SourceRecord>): RowChunk[] {
    const chunks: RowChunk[] = []
    for (const record of records) {
      const chunk = this.#table.add(record, this.#line)
      if (chunk) chunks.push(chunk)
      if (this.#table.isYoung) this.#line += lineCount(record)
    }
    return chunks
  }
}
