import { TextReader } from '../encoding/text.ts'
import { UnreadableFileError } from '../errors.ts'
import type { RowChunk } from '../row-text.ts'
import { Table, type TableFindings } from '../table.ts'
import { lineCount, type SourceRecord } from './record.ts'
import { RecordReader } from './record-reader.ts'
import { sniff } from './sniff.ts'

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

  /** Complete after `end`. */
  findings(): CsvFindings {
    const { encoding } = this.#text
    const warnings = [...this.#text.warnings(), ...this.#table.warnings()]
    return { ...this.#table.findings(), delimiter: this.#delimiter, encoding, warnings }
  }

  /** The chunks that are full by now, one by one: to be taken before the next piece. */
  *push(bytes: Uint8Array): Generator<RowChunk, void, undefined> {
    const text = this.#text.push(bytes)
    if (this.#records) yield* this.#take(this.#records.push(text))
    else {
      this.#sample += text
      // The same sample, whether the file ends with it or not.
      if (this.#sample.length > sampleSize) yield* this.#begin(false)
    }
  }

  /** The chunks that are left. */
  *end(): Generator<RowChunk, void, undefined> {
    const text = this.#text.end()
    if (this.#records) yield* this.#take(this.#records.push(text))
    else {
      this.#sample += text
      yield* this.#begin(true)
    }
    yield* this.#take(this.#records?.end() ?? [])
    const rest = this.#table.end()
    if (rest) yield rest
  }

  *#begin(isWhole: boolean): Generator<RowChunk, void, undefined> {
    const text = this.#sample
    this.#sample = ''
    const layout = sniff(text.slice(0, sampleSize), isWhole && text.length <= sampleSize)
    if (!layout)
      throw new UnreadableFileError(isWhole ? 'The file is empty.' : 'The file begins with nothing but blanks.')
    this.#delimiter = layout.delimiter
    this.#line = layout.startLine
    this.#table = new Table(layout.headerLine, layout.width)
    this.#records = new RecordReader(layout.delimiter)
    yield* this.#take(this.#records.push(text.slice(layout.start)))
  }

  *#take(records: Iterable<SourceRecord>): Generator<RowChunk, void, undefined> {
    for (const record of records) {
      const chunk = this.#table.add(record, this.#line)
      if (chunk) yield chunk
      if (this.#table.isYoung) this.#line += lineCount(record)
    }
  }
}
