import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { transaction } from '../../db/client.ts'
import { UploadNotFoundError } from '../errors.ts'
import { insertWorkbook, insertWorkbookChunk, selectWorkbookChunk, setWorkbook } from '../uploads.sql.ts'

const chunkSize = 1 << 20

/** A temporary file for a reader. */
export class TemporaryFile {
  readonly path: string
  readonly #directory: string
  readonly #file: FileHandle

  private constructor(directory: string, path: string, file: FileHandle) {
    this.#directory = directory
    this.path = path
    this.#file = file
  }

  static async create(): Promise<TemporaryFile> {
    const directory = await mkdtemp(join(tmpdir(), 'leadstream-'))
    const path = join(directory, 'workbook')
    try {
      return new TemporaryFile(directory, path, await open(path, 'w'))
    } catch (error) {
      await rm(directory, { recursive: true, force: true })
      throw error
    }
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#file.appendFile(bytes)
  }

  async remove(): Promise<void> {
    await this.#file.close()
    await rm(this.#directory, { recursive: true, force: true })
  }
}

/** Identifies an upload or a workbook. */
interface Owned {
  ownerId: number
  id: string
}

/** Stores the bytes of a workbook in Postgres, so that another sheet can be staged later. */
export class WorkbookChunks {
  readonly #pool: pg.Pool
  readonly #ownerId: number
  readonly #workbookId: string
  readonly #stored: () => Promise<void>
  #seq = 0
  #pieces: Uint8Array[] = []
  #size = 0

  private constructor(pool: pg.Pool, workbook: Owned, stored: () => Promise<void>) {
    this.#pool = pool
    this.#ownerId = workbook.ownerId
    this.#workbookId = workbook.id
    this.#stored = stored
  }

  /** Creates the workbook of an upload; `stored` is called after each chunk and may throw to stop. */
  static async create(pool: pg.Pool, upload: Owned, stored: () => Promise<void>): Promise<WorkbookChunks> {
    const id = randomUUID()
    const values = [id, upload.id, upload.ownerId]
    await transaction(
      pool,
      async (client) => {
        await client.query(insertWorkbook, values)
        await client.query(setWorkbook, values)
      },
      { keepOwner: upload.ownerId },
    )
    return new WorkbookChunks(pool, { ownerId: upload.ownerId, id }, stored)
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#pieces.push(bytes)
    this.#size += bytes.length
    if (this.#size >= chunkSize) await this.end()
  }

  /** Stores the remaining bytes. */
  async end(): Promise<void> {
    if (this.#size === 0) return
    const content = Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#size = 0
    await this.#pool.query(insertWorkbookChunk, [this.#workbookId, this.#seq++, content, this.#ownerId])
    await this.#stored()
  }
}

/** Yields the bytes of a stored workbook. Throws UploadNotFoundError when it is gone. */
export async function* storedBytes(pool: pg.Pool, { ownerId, id }: Owned): AsyncGenerator<Buffer> {
  for (let seq = 0; ; seq++) {
    const { rows } = await pool.query<{ content: Buffer }>(selectWorkbookChunk, [id, seq, ownerId])
    const content = rows[0]?.content
    if (!content && seq === 0) throw new UploadNotFoundError()
    if (!content) return
    yield content
  }
}
