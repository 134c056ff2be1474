import type { Upload } from '../db/generated/client.ts'
import type { Queryable } from '../db/queryable.ts'
import type { SourceRecord } from './csv/record.ts'
import { TextTooLargeError, UploadNotFoundError } from './errors.ts'
import { csvTextOf, type RowChunk, recordsOf, unparseRows } from './row-text.ts'
import { selectChunkOfRow, selectTotalRows } from './uploads.sql.ts'

/** JSON is serialized as a whole, which blocks the event loop. */
const maxTextBytes = 25_000_000

/** Yields the rows of an upload after row number `afterRow` in order, one array per chunk. Throws UploadNotFoundError when the upload is gone. */
export async function* stagedRecords(
  database: Queryable,
  upload: Pick<Upload, 'ownerId' | 'id'>,
  afterRow: number,
): AsyncGenerator<SourceRecord[]> {
  for await (const chunk of chunksFrom(database, upload, afterRow + 1)) {
    const records = recordsOf(chunk)
    yield chunk.firstRow > afterRow ? records : records.slice(afterRow + 1 - chunk.firstRow)
  }
}

/** Returns the upload as normalised CSV with its header. Throws UploadNotFoundError when the upload is gone, and TextTooLargeError above 25 MB. */
export async function renderCsv(
  database: Queryable,
  upload: Pick<Upload, 'ownerId' | 'id' | 'columns'>,
): Promise<string> {
  const parts = [unparseRows([upload.columns])]
  let size = 0
  for await (const chunk of chunksFrom(database, upload, 1)) {
    const text = csvTextOf(chunk)
    size += Buffer.byteLength(text)
    if (size > maxTextBytes) throw new TextTooLargeError()
    parts.push(text)
  }
  return parts.join('')
}

async function* chunksFrom(
  database: Queryable,
  { ownerId, id }: Pick<Upload, 'ownerId' | 'id'>,
  firstRow: number,
): AsyncGenerator<RowChunk> {
  const { rows } = await database.query<{ totalRows: number }>(selectTotalRows, [ownerId, id])
  const totalRows = rows[0]?.totalRows
  if (totalRows === undefined) throw new UploadNotFoundError()
  for (let row = firstRow; row <= totalRows; ) {
    const found = await database.query<RowChunk>(selectChunkOfRow, [ownerId, id, row])
    const chunk = found.rows[0]
    if (!chunk || chunk.firstRow + chunk.rowCount <= row) throw new UploadNotFoundError()
    yield chunk
    row = chunk.firstRow + chunk.rowCount
  }
}
