import { Content } from '../../src/uploads/content.ts'
import { CsvFile, type CsvFindings } from '../../src/uploads/csv/csv-file.ts'
import type { SourceRecord } from '../../src/uploads/csv/record.ts'
import { RecordReader } from '../../src/uploads/csv/record-reader.ts'
import { UnreadableFileError } from '../../src/uploads/errors.ts'
import { csvTextOf, type RowChunk, recordsOf, unparseRows } from '../../src/uploads/row-text.ts'

/** Result of reading a file: the findings and rows, or the refusal. */
export type Outcome = { findings: CsvFindings; chunks: RowChunk[]; records: SourceRecord[] } | { refusal: string }

/** Yields bytes in pieces of the given sizes, in rotation. */
export async function* inPieces(bytes: Uint8Array, sizes: readonly number[] = [65_536]): AsyncGenerator<Uint8Array> {
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

/** Yields `unit` repeated to `size` bytes, between a start and an end. */
export async function* repeated(start: string, unit: string, size: number, end = ''): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start)
  const piece = Buffer.from(unit.repeat(Math.ceil(65_536 / unit.length)))
  for (let sent = 0; sent < size; sent += piece.length) yield piece
  yield Buffer.from(end)
}

/** Returns all records of a text, however long. */
export function readRecords(text: string, delimiter = ','): SourceRecord[] {
  const reader = new RecordReader(delimiter, text.length)
  return [...reader.push(text), ...reader.end()]
}

/** Reads a file as the server does; throws any error but a refusal. */
export async function readAsServer(bytes: AsyncIterable<Uint8Array>, maxBytes = 1_000_000_000): Promise<Outcome> {
  const file = new CsvFile()
  const chunks: RowChunk[] = []
  try {
    for await (const piece of new Content(bytes, maxBytes)) chunks.push(...file.push(piece))
    chunks.push(...file.end())
  } catch (error) {
    if (error instanceof UnreadableFileError) return { refusal: error.message }
    throw error
  }
  return { findings: file.findings(), chunks, records: chunks.flatMap(recordsOf) }
}

/** A file and its rows. */
export interface ReadFile extends CsvFindings {
  chunks: RowChunk[]
  /** The normalized CSV with its header. */
  text: string
  rows: string[][]
}

/** Reads a file of text; throws its refusal. */
export function read(content: string | Buffer): ReadFile {
  const bytes = Buffer.from(content)
  const file = new CsvFile()
  const chunks: RowChunk[] = []
  for (let at = 0; at < bytes.length; at += 65_536) chunks.push(...file.push(bytes.subarray(at, at + 65_536)))
  chunks.push(...file.end())
  const findings = file.findings()
  const text = unparseRows([findings.columns]) + chunks.map(csvTextOf).join('')
  return { ...findings, chunks, text, rows: chunks.flatMap(recordsOf).map(({ cells }) => cells) }
}
