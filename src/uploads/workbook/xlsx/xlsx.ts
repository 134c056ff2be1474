import { asUnreadable } from '../damaged.ts'
import { Merges } from '../merges.ts'
import { Parts } from '../parts.ts'
import type { Sheet, SheetRow, WorkbookReader } from '../reader.ts'
import { unknownSheet } from '../refusals.ts'
import { CellTexts } from './cell-texts.ts'
import { type Outline, readOutline, relationsPart } from './outline.ts'
import { readSharedStrings } from './shared-strings.ts'
import { readLinkAddresses } from './sheet-links.ts'
import { readSheetPart } from './sheet-part.ts'
import { SheetRows } from './sheet-rows.ts'
import { TextStore } from './text-store.ts'
import { asUtf8 } from './xml-text.ts'

/**
 * Opens an .xlsx or .xlsm file, whose rows are then streamed from disk in constant memory. Shared texts of a big workbook go
 * to a file next to it until it is closed. Throws UnreadableFileError for any problem with the file, as `rows` does.
 */
export async function openXlsx(path: string, options: { maxExpandedBytes: number }): Promise<WorkbookReader> {
  try {
    const parts = await Parts.open(path, options.maxExpandedBytes)
    return new XlsxReader(path, parts, await closingOnError(parts, readOutline(parts)))
  } catch (error) {
    throw asUnreadable(error)
  }
}

class XlsxReader implements WorkbookReader {
  readonly #path: string
  readonly #parts: Parts
  readonly #outline: Outline
  #strings: Promise<TextStore> | null = null
  #warnings: string[] = []

  constructor(path: string, parts: Parts, outline: Outline) {
    this.#path = path
    this.#parts = parts
    this.#outline = outline
  }

  get sheets(): Sheet[] {
    return this.#outline.sheets.map(({ name, isHidden }) => ({ name, isHidden }))
  }

  async *rows(name: string): AsyncGenerator<SheetRow[]> {
    const sheet = this.#outline.sheets.find((candidate) => candidate.name === name)
    const names = this.sheets.map((candidate) => candidate.name)
    if (!sheet) throw unknownSheet(name, names)
    this.#warnings = []
    try {
      const { part } = sheet
      const read = () => asUtf8(this.#parts.read(part))
      const relations = relationsPart(part)
      const readAddresses = this.#parts.has(relations)
        ? () => readLinkAddresses(asUtf8(this.#parts.read(relations)))
        : null
      // Each of the two inflates in its own thread.
      const [strings, { pieces, merges, links }] = await Promise.all([
        this.#loadStrings(),
        readSheetPart(read, this.#parts.sizeOf(part), readAddresses),
      ])
      const rows = new SheetRows(new CellTexts(this.#outline.styles, strings), new Merges(merges), links)
      for await (const piece of pieces) yield* rows.push(piece)
      rows.finish()
      this.#warnings = rows.warnings()
    } catch (error) {
      throw asUnreadable(error)
    }
  }

  warnings(): string[] {
    return this.#warnings
  }

  async close(): Promise<void> {
    const strings = await this.#strings?.catch(() => null)
    strings?.close()
    this.#parts.close()
  }

  #loadStrings(): Promise<TextStore> {
    const { strings } = this.#outline
    const path = `${this.#path}.strings`
    this.#strings ??= strings === null ? noStrings(path) : readSharedStrings(asUtf8(this.#parts.read(strings)), path)
    return this.#strings
  }
}

async function noStrings(path: string): Promise<TextStore> {
  const store = new TextStore(path)
  store.seal()
  return store
}

async function closingOnError<T>(parts: Parts, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    parts.close()
    throw error
  }
}
