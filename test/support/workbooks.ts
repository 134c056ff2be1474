import { type BookType, type CellObject, utils, type WorkBook, type WorkSheet, write } from 'xlsx'
import { deflatedPart, zipOf } from './zip.ts'

/** The formats that can be written; the library's types omit two. */
export type Format = BookType | 'biff3' | 'biff4'

const writeBook: (book: WorkBook, options: object) => Uint8Array = write

/** A plain value, or a cell with a format. */
export type Cell = string | number | boolean | null | CellObject

/** The sheets of a workbook by name, each as rows or as a library object. */
export type Sheets = Record<string, Cell[][] | WorkSheet>

/** Writes a workbook in a format with SheetJS. */
export function workbook(
  sheets: Sheets,
  bookType: Format,
  options: { hidden?: string; date1904?: boolean } = {},
): Buffer {
  const book = utils.book_new()
  book.Workbook = { WBProps: { date1904: options.date1904 ?? false } }
  for (const [name, sheet] of Object.entries(sheets)) {
    utils.book_append_sheet(book, Array.isArray(sheet) ? utils.aoa_to_sheet(sheet) : sheet, name)
    if (name === options.hidden) utils.book_set_sheet_visibility(book, name, 1)
  }
  return Buffer.from(writeBook(book, { type: 'buffer', bookType, compression: true }))
}

/** Writes an OpenDocument spreadsheet with these tables, given as XML. */
export function openDocument(tables: string): Buffer {
  const type = 'application/vnd.oasis.opendocument.spreadsheet'
  const spaces = ['office', 'table', 'text'].map(
    (name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`,
  )
  const content = `<office:document-content ${spaces.join(' ')}><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`
  const manifest = `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="${type}"/></manifest:manifest>`
  return zipOf([
    deflatedPart('mimetype', type),
    deflatedPart('content.xml', content),
    deflatedPart('styles.xml', `<office:document-styles ${spaces[0]}/>`),
    deflatedPart('META-INF/manifest.xml', manifest),
  ])
}
