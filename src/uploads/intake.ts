import type { Upload } from '../db/generated/client.ts'
import { CsvFile } from './csv/csv-file.ts'
import type { RowChunk } from './row-text.ts'
import type { TableFindings } from './table.ts'

/** What is stored about a file in addition to its rows. */
export type FileFindings = TableFindings & Pick<Upload, 'delimiter' | 'encoding' | 'sheet' | 'sheets' | 'warnings'>

/** Stores a chunk of rows. Resolves when the next one may follow. */
export type StoreChunk = (chunk: RowChunk) => Promise<void>

/** Turns the bytes of a file into stored rows. Every method throws UnreadableFileError when the file can't be read. */
export interface Intake {
  push(bytes: Uint8Array, store: StoreChunk): Promise<void>
  /** Stores the remaining rows and returns the findings; `sheet` selects the sheet of a workbook. */
  end(sheet: string | null, store: StoreChunk): Promise<FileFindings>
  /** Must be called last, also after an error. */
  close(): Promise<void>
}

/** Reads a text file while it is being received. */
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
