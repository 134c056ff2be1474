import { randomUUID } from 'node:crypto'
import pLimit, { type LimitFunction } from 'p-limit'
import type pg from 'pg'
import type { Config } from '../config.ts'
import type { PrismaClient, Upload } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import { Content } from './content.ts'
import { UploadNotFoundError } from './errors.ts'
import { detectFileType, type FileType, headSize } from './file-type.ts'
import { type FileFindings, type Intake, type StoreChunk, TextIntake } from './intake.ts'
import { truncate } from './truncate.ts'
import { deleteExpired, deleteUpload, deleteWorkbooks, finishUpload, insertChunk, insertUpload } from './uploads.sql.ts'
import { WorkbookIntake } from './workbook/intake.ts'
import { noWorkbook, unknownSheet } from './workbook/refusals.ts'
import { storedBytes, WorkbookChunks } from './workbook/store.ts'

const maxFileName = 255
const stagedAtOnce = 4
const turns = new Map<number, LimitFunction>()

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

/**
 * Stages a file as normalised CSV while it comes in, of a workbook the sheet that is asked for or else the first with rows.
 * Throws UnreadableFileError, and InvalidInputError for a sheet that the file does not have; leaves nothing behind however it fails.
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
  return await inTurn(ownerId, () =>
    stage(staging, { ownerId, fileName, workbookId: null }, async (id, store) => {
      const findings = await receive(content, sheet, store, () => WorkbookChunks.create(pool, id))
      return { findings, byteSize: BigInt(content.byteSize) }
    }),
  )
}

/** A file that is read takes some megabytes: each owner stages a few at once, and the others wait. */
async function inTurn(ownerId: number, work: () => Promise<Upload>): Promise<Upload> {
  const turn = turns.get(ownerId) ?? pLimit(stagedAtOnce)
  turns.set(ownerId, turn)
  try {
    return await turn(work)
  } finally {
    if (turn.activeCount === 0 && turn.pendingCount === 0) turns.delete(ownerId)
  }
}

/**
 * The upload of another sheet of an upload's workbook, a new one unless it is the same sheet.
 * Throws as `stageUpload` does, and UploadNotFoundError where the workbook has expired.
 */
export async function stageSheet(staging: Staging, upload: Upload, sheet: string): Promise<Upload> {
  const { workbookId, byteSize } = upload
  if (workbookId === null) throw noWorkbook()
  if (upload.sheet === sheet) return upload
  if (!upload.sheets.includes(sheet)) throw unknownSheet(sheet, upload.sheets)
  return await stage(staging, upload, async (_id, store) => {
    const findings = await receive(storedBytes(staging.pool, workbookId), sheet, store, async () => null)
    return { findings, byteSize }
  })
}

type Origin = Pick<Upload, 'ownerId' | 'fileName' | 'workbookId'>

async function stage(
  { pool, config }: Staging,
  { ownerId, fileName, workbookId }: Origin,
  fill: (id: string, store: StoreChunk) => Promise<{ findings: FileFindings; byteSize: bigint }>,
): Promise<Upload> {
  const id = randomUUID()
  await pool.query(insertUpload, [id, ownerId, fileName, workbookId, config.uploadTtlHours])
  let seq = 0
  try {
    const { findings, byteSize } = await fill(id, async ({ firstRow, rowCount, content, brokenRows }) => {
      await pool.query(insertChunk, [id, seq++, firstRow, rowCount, content, brokenRows])
    })
    const { delimiter, encoding, headerLine, columns, totalRows, sampleRows, warnings, sheet, sheets } = findings
    const layout = [delimiter, encoding, headerLine, columns, totalRows, JSON.stringify(sampleRows), warnings]
    const { rows } = await pool.query<Pick<Upload, 'workbookId' | 'createdAt' | 'expiresAt'>>(finishUpload, [
      ...[id, byteSize, ...layout, sheet, sheets, config.uploadTtlHours],
    ])
    const stored = rows[0]
    if (!stored) throw new UploadNotFoundError()
    return { id, ownerId, fileName, byteSize, ...findings, ...stored }
  } catch (error) {
    // What can't be deleted now expires.
    await discardUpload(pool, id).catch(() => undefined)
    throw error
  }
}

async function receive(
  bytes: AsyncIterable<Uint8Array>,
  sheet: string | null,
  store: StoreChunk,
  keep: () => Promise<WorkbookChunks | null>,
): Promise<FileFindings> {
  const begin = async (kind: FileType): Promise<Intake> => {
    if (kind !== 'text') return await WorkbookIntake.begin(kind, await keep())
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

/** The same bytes, the first piece of them long enough to recognise the file. */
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

/** A client may send anything for a name: what Postgres refuses or no line can show is left out. */
function cleanName(fileName: string): string {
  return truncate(fileName.replace(/\p{Cc}/gu, '').replace(/\p{Cs}/gu, '\ufffd'), maxFileName)
}

/** The owner's upload, while it lives; throws UploadNotFoundError for any other id. */
export async function findUpload(prisma: PrismaClient, ownerId: number, id: string): Promise<Upload> {
  if (parseUuid(id) === null) throw new UploadNotFoundError()
  const upload = await prisma.upload.findFirst({
    where: { id, ownerId, totalRows: { gt: 0 }, expiresAt: { gt: new Date() } },
  })
  if (!upload) throw new UploadNotFoundError()
  return upload
}

/** Deletes an upload that nothing has been started with. */
export async function discardUpload(pool: pg.Pool, id: string): Promise<void> {
  await pool.query(deleteUpload, [id])
  await pool.query(deleteWorkbooks)
}

/** Deletes the uploads whose time is over and that no run still needs, and says how many. */
export async function deleteExpiredUploads(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(deleteExpired)
  await pool.query(deleteWorkbooks)
  return rowCount ?? 0
}
