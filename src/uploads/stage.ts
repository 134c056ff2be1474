import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Config } from '../config.ts'
import type { PrismaClient, Upload } from '../db/generated/client.ts'
import { Content } from './content.ts'
import { CsvFile, type CsvFindings } from './csv-file.ts'
import { cut } from './cut.ts'
import { UploadNotFoundError } from './errors.ts'
import type { RowChunk } from './rows.ts'
import { deleteExpired, deleteUpload, finishUpload, insertChunk, insertUpload } from './uploads.sql.ts'

const longestFileName = 255

/** A file as it comes in: `bytesOf` makes one of a text. */
export interface FileContent {
  fileName: string | null
  content: AsyncIterable<Uint8Array>
}

/** What staging needs of the process. */
export interface Staging {
  readonly pool: pg.Pool
  readonly config: Pick<Config, 'maxUploadBytes' | 'uploadTtlHours'>
}

interface Findings extends CsvFindings {
  byteSize: number
  workbookId: string | null
  sheet: string | null
  sheets: string[]
}

/** Stages a file as normalised CSV while it comes in; throws UnreadableFileError, and leaves nothing behind however it fails. */
export async function stageUpload(staging: Staging, ownerId: number, file: FileContent): Promise<Upload> {
  const { pool, config } = staging
  const id = randomUUID()
  const fileName = file.fileName === null ? null : cleanName(file.fileName)
  await pool.query(insertUpload, [id, ownerId, fileName, config.uploadTtlHours])
  try {
    const findings = await storeChunks(pool, id, new Content(file.content, config.maxUploadBytes))
    return { id, ownerId, fileName, ...(await finish(staging, id, findings)) }
  } catch (error) {
    // What can't be deleted now expires.
    await pool.query(deleteUpload, [id]).catch(() => undefined)
    throw error
  }
}

/** A client may send anything for a name: what Postgres refuses or no line can show is left out. */
function cleanName(fileName: string): string {
  return cut(fileName.replace(/\p{Cc}/gu, '').replace(/\p{Cs}/gu, '\ufffd'), longestFileName)
}

async function storeChunks(pool: pg.Pool, id: string, content: Content): Promise<Findings> {
  const file = new CsvFile()
  let seq = 0
  const store = async (chunks: RowChunk[]) => {
    for (const { firstRow, rowCount, content } of chunks) {
      await pool.query(insertChunk, [id, seq++, firstRow, rowCount, content])
    }
  }
  for await (const bytes of content) await store(file.push(bytes))
  await store(file.end())
  return { ...file.findings(), byteSize: content.byteSize, workbookId: null, sheet: null, sheets: [] }
}

async function finish(
  { pool, config }: Staging,
  id: string,
  findings: Findings,
): Promise<Omit<Upload, 'id' | 'ownerId' | 'fileName'>> {
  const { byteSize, delimiter, encoding, headerLine, columns, totalRows, sampleRows, warnings } = findings
  const values = [byteSize, delimiter, encoding, headerLine, columns, totalRows, JSON.stringify(sampleRows), warnings]
  const { rows } = await pool.query<Pick<Upload, 'createdAt' | 'expiresAt'>>(finishUpload, [
    id,
    ...values,
    config.uploadTtlHours,
  ])
  const times = rows[0]
  if (!times) throw new UploadNotFoundError()
  return { ...findings, byteSize: BigInt(byteSize), ...times }
}

/** The owner's upload, while it lives; throws UploadNotFoundError for any other id. */
export async function findUpload(prisma: PrismaClient, ownerId: number, id: string): Promise<Upload> {
  if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) throw new UploadNotFoundError()
  const upload = await prisma.upload.findFirst({
    where: { id, ownerId, totalRows: { gt: 0 }, expiresAt: { gt: new Date() } },
  })
  if (!upload) throw new UploadNotFoundError()
  return upload
}

/** Deletes an upload that nothing has been started with. */
export async function discardUpload(pool: pg.Pool, id: string): Promise<void> {
  await pool.query(deleteUpload, [id])
}

/** Deletes the uploads whose time is over and that no run still needs, and says how many. */
export async function deleteExpiredUploads(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(deleteExpired)
  return rowCount ?? 0
}
