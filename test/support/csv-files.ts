import { Content } from '../../src/uploads/content.ts'
import { readRecords, type SourceRecord, writeRecord } from '../../src/uploads/csv/csv.ts'
import { CsvFile, type CsvFindings } from '../../src/uploads/csv/csv-file.ts'
import { UnreadableFileError } from '../../src/uploads/errors.ts'
import type { RowChunk } from '../../src/uploads/row-chunks.ts'

/** What came of a file: what was found and the rows, or why it was refused. */
export type Outcome = { findings: CsvFindings; chunks: RowChunk[]; records: SourceRecord[] } | { refusal: string }

/** Bytes in pieces of the given sizes, over and over. */
export async function* inPieces(bytes: Uint8Array, sizes: readonly number[] = [65_536]): AsyncGenerator<Uint8Array> {
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

/** A piece that comes again and again, after a start and before an end. */
export async function* repeated(start: string, unit: string, size: number, end = ''): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start)
  const piece = Buffer.from(unit.repeat(Math.ceil(65_536 / unit.length)))
  for (let sent = 0; sent < size; sent += piece.length) yield piece
  yield Buffer.from(end)
}

/** The file as the server takes it in; any error but a refusal is thrown. */
export async function takeIn(bytes: AsyncIterable<Uint8Array>, maxBytes = 1_000_000_000): Promise<Outcome> {
  const file = new CsvFile()
  const chunks: RowChunk[] = []
  try {
    for await (const piece of new Content(bytes, maxBytes)) chunks.push(...file.push(piece))
    chunks.push(...file.end())
  } catch (error) {
    if (error instanceof UnreadableFileError) return { refusal: error.message }
    throw error
  }
  return { findings: file.findings(), chunks, records: chunks.flatMap(({ content }) => readRecords(content, ',')) }
}

/** A file that was read, with its rows. */
export interface ReadFile extends CsvFindings {
  chunks: RowChunk[]
  /** The normalised CSV with its header. */
  text: string
  rows: string[][]
}

/** Reads a file of text; throws what it is refused for. */
export function read(content: string | Buffer): ReadFile {
  const bytes = Buffer.from(content)
  const file = new CsvFile()
  const chunks: RowChunk[] = []
  for (let at = 0; at < bytes.length; at += 65_536) chunks.push(...file.push(bytes.subarray(at, at + 65_536)))
  chunks.push(...file.end())
  const findings = file.findings()
  const body = chunks.map((chunk) => chunk.content).join('')
  const records = readRecords(body, ',').slice(0, findings.totalRows)
  const header = writeRecord({ cells: findings.columns, broken: false })
  return { ...findings, chunks, text: header + body, rows: records.map(({ cells }) => cells) }
}
