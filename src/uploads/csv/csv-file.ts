import { TextReader } from '../encoding/text.ts'
import { UnreadableFileError } from '../errors.ts'
import type { RowChunk } from '../row-text.ts'
import { Table, type TableFindings } from '../table.ts'
import { hasCurlyQuotes, StraightQuotes, straightQuotes } from './curly-quotes.ts'
import { lineCount, type SourceRecord } from './record.ts'
import { RecordReader } from './record-reader.ts'
import { sniff } from './sniff.ts'
import { unwrapLine } from './wrapped-line.ts'

/** What staging finds out about a text file. */
export interface CsvFindings extends TableFindings {
  delimiter: string
  encoding: string
  warnings: string[]
}

const sampleSize = 1 << 16

/** Turns the bytes of a CSV file into row chunks. Every method throws UnreadableFileError when the file can't be read. */
export class CsvFile {
  readonly #text = new TextReader()
  #sample = ''
  #delimiter = ','
  #records: RecordReader | null = null
  #line = 1
  #isWrapped = false
  #quotes: StraightQuotes | null = null
  #table = new Table({ headerLine: 0, width: 0, groups: [] })

  /** Returns the findings, which are complete after `end`. */
  findings(): CsvFindings {
    const { encoding } = this.#text
    const warnings = [...this.#text.warnings(), ...this.#table.warnings()]
    return { ...this.#table.findings(), delimiter: this.#delimiter, encoding, warnings }
  }

  /** Yields the chunks that are full; consume all of them before the next `push`. */
  *push(bytes: Uint8Array): Generator<RowChunk, void, undefined> {
    const text = this.#text.push(bytes)
    if (this.#records) yield* this.#take(this.#records.push(this.#quotes?.push(text) ?? text))
    else {
      this.#sample += text
      // The sample is the same whether the file ends with it or not.
      if (this.#sample.length > sampleSize) yield* this.#begin(false)
    }
  }

  /** Yields the remaining chunks. */
  *end(): Generator<RowChunk, void, undefined> {
    const text = this.#text.end()
    if (this.#records) yield* this.#take(this.#records.push(this.#quotes?.push(text) ?? text))
    else {
      this.#sample += text
      yield* this.#begin(true)
    }
    if (this.#quotes) yield* this.#take(this.#records?.push(this.#quotes.end()) ?? [])
    yield* this.#take(this.#records?.end() ?? [])
    const rest = this.#table.end()
    if (rest) yield rest
  }

  *#begin(isWhole: boolean): Generator<RowChunk, void, undefined> {
    const start = this.#sample.slice(0, sampleSize)
    if (hasCurlyQuotes(start)) this.#quotes = new StraightQuotes()
    const layout = sniff(this.#quotes ? straightQuotes(start) : start, isWhole && this.#sample.length <= sampleSize)
    if (!layout)
      throw new UnreadableFileError(
        isWhole ? 'The file is empty.' : 'The file starts with more than 65,000 blank characters.',
      )
    this.#delimiter = layout.delimiter
    this.#line = layout.startLine
    this.#isWrapped = layout.isWrapped
    this.#table = new Table(layout)
    this.#records = new RecordReader(layout.delimiter)
    const text = this.#sample.slice(layout.start)
    this.#sample = ''
    yield* this.#take(this.#records.push(this.#quotes?.push(text) ?? text))
  }

  *#take(records: Iterable<SourceRecord>): Generator<RowChunk, void, undefined> {
    for (const read of records) {
      const record = this.#isWrapped ? unwrapLine(read, this.#delimiter) : read
      const chunk = this.#table.add(record, this.#line)
      if (chunk) yield chunk
      if (this.#table.needsLines) this.#line += lineCount(record)
    }
  }
}
