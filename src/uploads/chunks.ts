import type { Upload } from '../db/generated/client.ts'
import type { Queryable } from '../db/queryable.ts'
import { readRecords, type SourceRecord, writeRecord } from './csv/csv.ts'
import { TextTooLargeError, UploadNotFoundError } from './errors.ts'
import type { RowChunk } from './row-chunks.ts'
import { selectChunkOfRow, selectTotalRows } from './uploads.sql.ts'

const maxText = 100_000_000

export type { SourceRecord } from './csv/csv.ts'

/** The rows of an upload after row number `afterRow` in their order, one array a chunk; throws UploadNotFoundError when the upload is gone. */
export async function* stagedRecords(
  database: Queryable,
  uploadId: string,
  afterRow: number,
): AsyncGenerator<SourceRecord[]> {
  for await (const { firstRow, rowCount, content } of chunksFrom(database, uploadId, afterRow + 1)) {
    const records = readRecords(content, ',')
    if (records.length < rowCount) throw new Error(`Upload ${uploadId} is damaged at row ${firstRow}`)
    // The text ends with a line break, after which the reader sees one more, empty line.
    records.length = rowCount
    yield firstRow > afterRow ? records : records.slice(afterRow + 1 - firstRow)
  }
}

/** The upload as normalised CSV text with its header; throws UploadNotFoundError when the upload is gone, and TextTooLargeError above 100 million characters. */
export async function renderCsv(database: Queryable, upload: Pick<Upload, 'id' | 'columns'>): Promise<string> {
  const parts = [writeRecord({ cells: upload.columns, broken: false })]
  let length = 0
  for await (const { content } of chunksFrom(database, upload.id, 1)) {
    length += content.length
    if (length > maxText) throw new TextTooLargeError()
    parts.push(content)
  }
  return parts.join('')
}

async function* chunksFrom(database: Queryable, uploadId: string, firstRow: number): AsyncGenerator<RowChunk> {
  const { rows } = await database.query<{ totalRows: number }>(selectTotalRows, [uploadId])
  const totalRows = rows[0]?.totalRows
  if (totalRows === undefined) throw new UploadNotFoundError()
  for (let row = firstRow; row <= totalRows; ) {
    const found = await database.query<RowChunk>(selectChunkOfRow, [uploadId, row])
    const chunk = found.rows[0]
    if (!chunk || chunk.firstRow + chunk.rowCount <= row) throw new UploadNotFoundError()
    yield chunk
    row = chunk.firstRow + chunk.rowCount
  }
}
