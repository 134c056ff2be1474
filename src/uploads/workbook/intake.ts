import type { WorkbookType } from '../file-type.ts'
import type { FileFindings, Intake, StoreChunk } from '../intake.ts'
import { limitsFor, readApart } from './host.ts'
import { refuseTooLarge } from './refusals.ts'
import { TemporaryFile, type WorkbookChunks } from './store.ts'

/** Writes a workbook to disk while it is received, then reads it in a separate process. */
export class WorkbookIntake implements Intake {
  readonly #ownerId: number
  readonly #file: TemporaryFile
  readonly #kind: WorkbookType
  readonly #copy: WorkbookChunks | null
  #byteSize = 0

  private constructor(ownerId: number, file: TemporaryFile, kind: WorkbookType, copy: WorkbookChunks | null) {
    this.#ownerId = ownerId
    this.#file = file
    this.#kind = kind
    this.#copy = copy
  }

  /** `copy` stores the bytes for later previews; null if they are already stored. */
  static async begin(ownerId: number, kind: WorkbookType, copy: WorkbookChunks | null): Promise<WorkbookIntake> {
    return new WorkbookIntake(ownerId, await TemporaryFile.create(), kind, copy)
  }

  async push(bytes: Uint8Array): Promise<void> {
    this.#byteSize += bytes.length
    if (this.#kind !== 'zip') refuseTooLarge(this.#byteSize)
    await this.#file.append(bytes)
    await this.#copy?.append(bytes)
  }

  async end(sheet: string | null, store: StoreChunk): Promise<FileFindings> {
    await this.#copy?.end()
    const job = { ownerId: this.#ownerId, path: this.#file.path, kind: this.#kind, sheet }
    return { ...(await readApart(job, limitsFor(this.#byteSize), store)), delimiter: null, encoding: null }
  }

  async close(): Promise<void> {
    await this.#file.remove()
  }
}
