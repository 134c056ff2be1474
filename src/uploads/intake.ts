import type { Upload } from '../db/generated/client.ts'
import { CsvFile } from './csv/csv-file.ts'
import type { RowChunk } from './row-text.ts'
import type { TableFindings } from './table.ts'

/** What is stored about a file besides its rows. */
export type FileFindings = TableFindings & Pick<Upload, 'delimiter' | 'encoding' | 'sheet' | 'sheets' | 'warnings'>

/** Stores a chunk of rows; the next one comes when it has. */
export type StoreChunk = (chunk: RowChunk) => Promise<void>

/** Takes a file's bytes in and hands its rows over. Every method throws UnreadableFileError where that can't be done. */
export interface Intake {
  push(bytes: Uint8Array, store: StoreChunk): Promise<void>
  /** Hands over what is left and says what the file holds: of the sheet that is asked for, where one is. */
  end(sheet: string | null, store: StoreChunk): Promise<FileFindings>
  /** Comes last, however it went. */
  close(): Promise<void>
}

/** A text file, read while it comes in. */
export class TextIntake implements Intake {
  readonly #file = new CsvFile()

  async push(bytes: Uint8Array, store: StoreChunk): Promise<void> {
    for (const chunk of this.#file.push(bytes)) await store(chunk)
  }

  async end(_sheet: string | null, store: StoreChunk): Promise<FileFindings> {
    for (const chunk of this.#file.end()) await store(chunk)
    return { ...this.#file.findings(), sheet: null, sheets: [] }
  }

  async close(): Promise<void> {}
}
