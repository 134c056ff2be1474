import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { UnreadableFileError } from '../errors.ts'
import { isBomb } from '../expansion.ts'
import { damaged, isSystemError, notWhole } from './damaged.ts'
import { protectedByPassword } from './refusals.ts'

const maxParts = 10_000
/** Maximum size of a part that is read at once, such as the list of sheets and the styles, in bytes. */
const largestSmallPart = 1 << 25
const pieceSize = 1 << 16

/** The parts of a workbook's zip by case-insensitive name. Throws UnreadableFileError for any problem with the zip. */
export class Parts {
  readonly #path: string
  readonly #zip: ZipFile
  readonly #entries: Map<string, Entry>
  readonly #maxExpandedBytes: number
  readonly #expanded = new Map<string, number>()
  #total = 0

  private constructor(path: string, zip: ZipFile, entries: Map<string, Entry>, maxExpandedBytes: number) {
    this.#path = path
    this.#zip = zip
    this.#entries = entries
    this.#maxExpandedBytes = maxExpandedBytes
  }

  /** `maxExpandedBytes` limits the total inflated size of the parts that are read; a part that is read twice counts once. */
  static async open(path: string, maxExpandedBytes: number): Promise<Parts> {
    const zip = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true }).catch(notWhole)
    try {
      return new Parts(path, zip, await entriesOf(zip), maxExpandedBytes)
    } catch (error) {
      zip.close()
      throw error
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase())
  }

  /** Returns the declared inflated size of a part, which may be wrong. */
  sizeOf(name: string): number {
    return this.#entries.get(name.toLowerCase())?.uncompressedSize ?? 0
  }

  /** Returns the content of a part as a stream that inflates it and verifies its checksum at the end. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name.toLowerCase())
    if (!entry) throw damaged(`its part ${name} is missing`)
    let size = 0
    let checksum = 0
    for await (const piece of await this.#open(entry)) {
      size += piece.length
      this.#limit(entry, size)
      checksum = crc32(piece, checksum)
      yield piece
    }
    if (size !== entry.uncompressedSize || checksum !== entry.crc32) {
      throw damaged(`its part ${name} is not what it was when it was saved`)
    }
  }

  /** Returns the content of a part that is small in any workbook. */
  async readSmall(name: string): Promise<Buffer> {
    const pieces: Buffer[] = []
    let size = 0
    for await (const piece of this.read(name)) {
      size += piece.length
      if (size > largestSmallPart) throw damaged(`its part ${name} is far too large`)
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  }

  close(): void {
    this.#zip.close()
  }

  async #open(entry: Entry): Promise<AsyncIterable<Buffer>> {
    const { fileDataStart: start } = await this.#zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch((error: unknown) => {
        throw isSystemError(error) ? error : damaged(`its part ${entry.fileName} is not where the zip says`)
      })
    if (entry.compressedSize === 0) return Readable.from([])
    const end = start + entry.compressedSize - 1
    const raw: Readable = createReadStream(this.#path, { start, end, highWaterMark: pieceSize })
    if (entry.compressionMethod === 0) return raw
    // Errors of either stream surface in the one that is read.
    return pipeline(raw, createInflateRaw({ chunkSize: pieceSize }), () => undefined)
  }

  #limit(entry: Entry, size: number): void {
    const before = this.#expanded.get(entry.fileName) ?? 0
    if (size <= before) return
    this.#expanded.set(entry.fileName, size)
    this.#total += size - before
    const isTooDense = isBomb(entry.compressedSize, size)
    if (!isTooDense && this.#total <= this.#maxExpandedBytes) return
    const limit = Math.round(this.#maxExpandedBytes / 1_000_000).toLocaleString('en')
    throw new UnreadableFileError(
      isTooDense
        ? 'The workbook expands to far more than any spreadsheet, so reading it was stopped.'
        : `The workbook is larger than ${limit} MB when unpacked.`,
    )
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  if (zip.entryCount > maxParts) throw damaged(`it has more than ${maxParts.toLocaleString('en')} parts`)
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.toLowerCase()
      if (entries.has(name)) throw damaged(`its part ${entry.fileName} is there twice`)
      if (entry.isEncrypted()) throw protectedByPassword()
      if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
        throw damaged(`its part ${entry.fileName} is packed in a way that workbooks are not`)
      }
      entries.set(name, entry)
    }
  } catch (error) {
    if (error instanceof UnreadableFileError || isSystemError(error)) throw error
    throw damaged('the table of contents of its zip is wrong')
  }
  return entries
}
