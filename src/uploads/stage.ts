import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { transaction } from '../db/client.ts'
import type { PrismaClient, Upload } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import { Shares } from '../db/shares.ts'
import { withoutInvisible } from '../invisible.ts'
import { Content } from './content.ts'
import type { SourceRecord } from './csv/record.ts'
import { UploadNotFoundError } from './errors.ts'
import { detectFileType, type FileType, headSize } from './file-type.ts'
import { type FileFindings, type Intake, type StoreChunk, TextIntake } from './intake.ts'
import { checkQuota, type QuotaConfig, storageError } from './quota.ts'
import { RowChunks } from './row-chunks.ts'
import { truncate } from './truncate.ts'
import {
  deleteExpired,
  deleteUpload,
  deleteWorkbook,
  finishUpload,
  insertChunk,
  insertUpload,
  lockWorkbook,
  selectExpiredOwners,
  selectUnusedWorkbooks,
} from './uploads.sql.ts'
import { WorkbookIntake } from './workbook/intake.ts'
import { noWorkbook, unknownSheet } from './workbook/refusals.ts'
import { storedBytes, WorkbookChunks } from './workbook/store.ts'

const maxFileName = 255
/** Each file takes some megabytes while it is received. */
const filesAtOnce = new Shares(4)

/** A file that is being received; `bytesOf` returns the content for a text. */
export interface FileContent {
  fileName: string | null
  content: AsyncIterable<Uint8Array>
}

/** Dependencies of staging. */
export interface Staging {
  readonly pool: pg.Pool
  readonly config: Pick<Config, 'maxUploadBytes'> & QuotaConfig
}

/**
 * Stages a file as normalized CSV while it is received. Of a workbook, stages `sheet`, or by default the first sheet with rows, past a cover.
 * Throws UnreadableFileError, InvalidInputError for a sheet that the file does not have, UploadQuotaExceededError and
 * StorageFullError; after an error nothing is stored.
 */
export async function stageUpload(
  staging: Staging,
  ownerId: number,
  file: FileContent,
  sheet: string | null = null,
): Promise<Upload> {
  const { pool, config } = staging
  const fileName = file.fileName === null ? null : cleanName(file.fileName)
  const content = new Content(file.content, config.maxUploadBytes)
  return await filesAtOnce.run(ownerId, () =>
    stage(staging, { ownerId, fileName, workbookId: null }, async (id, store) => {
      const findings = await receive(content, { ownerId, sheet }, store, () =>
        WorkbookChunks.create(pool, { ownerId, id }, () => checkQuota(pool, config, ownerId)),
      )
      return { findings, byteSize: BigInt(content.byteSize) }
    }),
  )
}

/**
 * Stages records whose columns are known as an upload, without looking for a header. Throws UploadQuotaExceededError and
 * StorageFullError; after an error nothing is stored.
 */
export async function stageRecords(
  staging: Staging,
  ownerId: number,
  columns: string[],
  records: Iterable<SourceRecord> | AsyncIterable<SourceRecord>,
): Promise<Upload> {
  return await stage(staging, { ownerId, fileName: null, workbookId: null }, async (_id, store) => {
    const rows = new RowChunks(columns.length, columns.length)
    for await (const record of records) {
      const chunk = rows.add(record)
      if (chunk !== null) await store(chunk)
    }
    const rest = rows.rest()
    if (rest !== null) await store(rest)
    const { totalRows, sampleRows } = rows
    const table = { headerLine: 1, columns, totalRows, sampleRows, warnings: [] }
    return { findings: { ...table, delimiter: null, encoding: null, sheet: null, sheets: [] }, byteSize: 0n }
  })
}

/**
 * Returns the upload of another sheet of the same workbook: a new one unless it is the staged sheet.
 * Throws like `stageUpload`, and UploadNotFoundError when the workbook has expired.
 */
export async function stageSheet(staging: Staging, upload: Upload, sheet: string): Promise<Upload> {
  const { workbookId, byteSize } = upload
  if (workbookId === null) throw noWorkbook()
  if (upload.sheet === sheet) return upload
  if (!upload.sheets.includes(sheet)) throw unknownSheet(sheet, upload.sheets)
  return await stage(staging, upload, async (_id, store) => {
    const findings = await receive(
      storedBytes(staging.pool, { ownerId: upload.ownerId, id: workbookId }),
      { ownerId: upload.ownerId, sheet },
      store,
      async () => null,
    )
    return { findings, byteSize }
  })
}

/** The driver returns a bigint as text. */
type StoredUpload = Pick<Upload, 'workbookId' | 'createdAt' | 'expiresAt'> & { stagedBytes: string }

type Origin = Pick<Upload, 'ownerId' | 'fileName' | 'workbookId'>

async function stage(
  { pool, config }: Staging,
  { ownerId, fileName, workbookId }: Origin,
  fill: (id: string, store: StoreChunk) => Promise<{ findings: FileFindings; byteSize: bigint }>,
): Promise<Upload> {
  const id = randomUUID()
  let seq = 0
  try {
    await checkQuota(pool, config, ownerId)
    const values = [id, ownerId, fileName, workbookId, config.uploadTtlHours]
    const { rowCount } = await transaction(pool, (client) => client.query(insertUpload, values), {
      keepOwner: ownerId,
    })
    // The owner is being deleted, with all uploads.
    if (rowCount === 0) throw new UploadNotFoundError()
    const { findings, byteSize } = await fill(id, async ({ firstRow, rowCount, content, brokenRows }) => {
      await pool.query(insertChunk, [id, seq++, firstRow, rowCount, content, brokenRows, ownerId])
      await checkQuota(pool, config, ownerId)
    })
    const { delimiter, encoding, headerLine, columns, totalRows, sampleRows, warnings, sheet, sheets } = findings
    const layout = [delimiter, encoding, headerLine, columns, totalRows, JSON.stringify(sampleRows), warnings]
    const { rows } = await pool.query<StoredUpload>(finishUpload, [
      ...[id, byteSize, ...layout, sheet, sheets, config.uploadTtlHours, ownerId],
    ])
    const stored = rows[0]
    if (!stored) throw new UploadNotFoundError()
    return { id, ownerId, fileName, byteSize, ...findings, ...stored, stagedBytes: BigInt(stored.stagedBytes) }
  } catch (error) {
    // If it can't be deleted now, it expires.
    await discardUpload(pool, { ownerId, id }).catch(() => undefined)
    throw storageError(error)
  }
}

async function receive(
  bytes: AsyncIterable<Uint8Array>,
  { ownerId, sheet }: { ownerId: number; sheet: string | null },
  store: StoreChunk,
  keep: () => Promise<WorkbookChunks | null>,
): Promise<FileFindings> {
  const begin = async (kind: FileType): Promise<Intake> => {
    if (kind !== 'text') return await WorkbookIntake.begin(ownerId, kind, await keep())
    if (sheet !== null) throw noWorkbook()
    return new TextIntake()
  }
  let intake: Intake | null = null
  try {
    for await (const piece of withHead(bytes)) {
      intake ??= await begin(detectFileType(piece))
      await intake.push(piece, store)
    }
    intake ??= await begin('text')
    return await intake.end(sheet, store)
  } finally {
    await intake?.close()
  }
}

/** Yields the same bytes; the first piece is long enough to detect the file type. */
async function* withHead(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let head: Uint8Array[] | null = []
  let size = 0
  for await (const piece of bytes) {
    head?.push(piece)
    size += piece.length
    if (size < headSize) continue
    yield head ? Buffer.concat(head) : Buffer.from(piece.buffer, piece.byteOffset, piece.length)
    head = null
  }
  if (head && size > 0) yield Buffer.concat(head)
}

/** Returns the client's file name without invisible characters and those that Postgres refuses. */
function cleanName(fileName: string): string {
  return truncate(
    withoutInvisible(fileName)
      .replace(/\p{Cc}/gu, '')
      .replace(/\p{Cs}/gu, '\ufffd'),
    maxFileName,
  )
}

/** Returns the owner's upload if it has not expired. Throws UploadNotFoundError for any other id. */
export async function findUpload(prisma: PrismaClient, ownerId: number, id: string): Promise<Upload> {
  if (parseUuid(id) === null) throw new UploadNotFoundError()
  const upload = await prisma.upload.findFirst({
    where: { id, ownerId, totalRows: { gt: 0 }, expiresAt: { gt: new Date() } },
  })
  if (!upload) throw new UploadNotFoundError()
  return upload
}

/** Deletes an upload unless a run was started with it. */
export async function discardUpload(pool: pg.Pool, { ownerId, id }: Pick<Upload, 'ownerId' | 'id'>): Promise<void> {
  await pool.query(deleteUpload, [ownerId, id])
  await deleteLeftWorkbooks(pool)
}

/** Deletes the expired uploads that no run needs, and returns their number. */
export async function deleteExpiredUploads(pool: pg.Pool): Promise<number> {
  let count = 0
  const { rows: owners } = await pool.query<{ ownerId: number }>(selectExpiredOwners)
  for (const { ownerId } of owners) count += (await pool.query(deleteExpired, [ownerId])).rowCount ?? 0
  await deleteLeftWorkbooks(pool)
  return count
}

async function deleteLeftWorkbooks(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ ownerId: number; id: string }>(selectUnusedWorkbooks)
  for (const { ownerId, id } of rows) {
    await transaction(pool, async (client) => {
      const { rowCount } = await client.query(lockWorkbook, [ownerId, id])
      if (rowCount === 1) await client.query(deleteWorkbook, [ownerId, id])
    })
  }
}
