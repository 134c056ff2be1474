import { readFile } from 'node:fs/promises'
import { type CellObject, type ParsingOptions, read, set_cptable, type WorkBook, type WorkSheet } from 'xlsx'
import * as codepages from 'xlsx/dist/cpexcel.full.mjs'
import { UnreadableFileError } from '../errors.ts'
import { pluralize } from '../pluralize.ts'
import { workbookStream } from './compound.ts'
import { damaged } from './damaged.ts'
import { linkAddress } from './link-address.ts'
import { markupOf } from './markup.ts'
import { Merges } from './merges.ts'
import { type NumberText, numberText } from './number-text.ts'
import { placeText } from './place-text.ts'
import type { SheetRow, WorkbookReader } from './reader.ts'
import { protectedByPassword } from './refusals.ts'
import { textOf } from './xlsx/xml-text.ts'

/** Formats that SheetJS reads, each at once. */
export type SheetJsFormat = 'xlsb' | 'ods' | 'compound' | 'stream' | 'markup'

const batchSize = 200
/** Limits of spreadsheet programs. */
const maxRows = 1 << 20
const maxColumns = 1 << 14

// Unknown content throws instead of being skipped.
const options: ParsingOptions = {
  dense: true,
  WTF: true,
  cellNF: true,
  cellText: false,
  cellHTML: false,
  cellFormula: false,
}

set_cptable(codepages)

/** Opens a workbook with SheetJS, which holds it in memory and trusts its content: run it in a process with limits. */
export async function openSheetJs(path: string, format: SheetJsFormat): Promise<WorkbookReader> {
  const workbook = parse(await readFile(path), format)
  const isOpenDocument = workbook.bookType === 'ods' || workbook.bookType === 'fods'
  const textOfCell = cellText(workbook.Workbook?.WBProps?.date1904 === true, isOpenDocument)
  const tabs = workbook.SheetNames.flatMap((key, index) => {
    // The library does not decode XML entities in the sheet names of these formats.
    const name = textOf({ raw: key, isWide: false, isEscaped: isOpenDocument })
    const sheet = workbook.Sheets[key]
    const isHidden = (workbook.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0
    return sheet && isTable(sheet) ? [{ name, isHidden, sheet }] : []
  })
  let hiddenRows = 0
  return {
    sheets: tabs.map(({ name, isHidden }) => ({ name, isHidden })),
    async *rows(name) {
      const sheet = tabs.find((tab) => tab.name === name)?.sheet ?? {}
      // Not a loop over all indexes: an array with a false length can have four billion holes.
      hiddenRows = Object.values(sheet['!rows'] ?? []).filter((row) => row?.hidden === true).length
      yield* rowsOf(sheet, name, textOfCell)
    },
    warnings: () => (hiddenRows === 0 ? [] : [`${pluralize(hiddenRows, 'hidden row')} read like any other.`]),
    close: async () => undefined,
  }
}

function parse(bytes: Buffer, format: SheetJsFormat): WorkBook {
  try {
    if (format === 'markup') return read(markupOf(bytes), { ...options, type: 'string', raw: true })
    if (format === 'xlsb' || format === 'ods') return read(bytes, { ...options, type: 'buffer' })
    const stream = format === 'compound' ? workbookStream(bytes) : bytes
    // The library would read any other file as text.
    if (stream[0] !== 0x09) throw damaged('its sheets can not be found')
    // In this format, hidden rows are known only with styles.
    return read(stream, { ...options, type: 'buffer', cellStyles: true })
  } catch (error) {
    if (error instanceof UnreadableFileError) throw error
    if (/password|encrypt/i.test(String(error))) throw protectedByPassword()
    throw Object.assign(damaged('it can not be read to the end'), { cause: error })
  }
}

/** Charts and macros are tabs too. */
function isTable(sheet: WorkSheet): boolean {
  return (sheet['!type'] ?? 'sheet') === 'sheet'
}

function* rowsOf(sheet: WorkSheet, name: string, textOfCell: CellText): Generator<SheetRow[]> {
  const data = sheet['!data'] ?? []
  if (data.length > maxRows) throw damaged(`its sheet "${name}" has rows after the last that there can be`)
  const merges = new Merges(sheet['!merges'] ?? [])
  let batch: SheetRow[] = []
  for (let index = 0; index < data.length; index++) {
    const row = data[index]
    if (!row) continue
    if (row.length > maxColumns) throw damaged(`its sheet "${name}" has columns after the last that there can be`)
    const cells = Array.from(row, textOfCell)
    const links = linksOf(row)
    merges.apply(index, cells, links)
    while (cells.at(-1) === '') cells.pop()
    if (cells.length > 0) batch.push({ number: index + 1, cells, ...(links.length > 0 && { links }) })
    if (batch.length === batchSize) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

function linksOf(row: (CellObject | undefined)[]): string[] {
  const links: string[] = []
  row.forEach((cell, column) => {
    const address = cell?.l === undefined ? null : linkAddress(String(cell.l.Target ?? ''))
    if (address !== null) placeText(links, column, address)
  })
  return links
}

type CellText = (cell: CellObject | undefined) => string

/** Displayed texts of the cells of a workbook. */
function cellText(is1904: boolean, hasEarlyDates: boolean): CellText {
  const formats = new Map<string, NumberText>()
  const formatOf = (code: string): NumberText => {
    const known = formats.get(code)
    if (known) return known
    const format = numberText(code, is1904, hasEarlyDates)
    formats.set(code, format)
    return format
  }
  return (cell) => {
    if (cell?.v === undefined || cell.v === null || cell.t === 'z') return ''
    if (cell.t === 'n') return formatOf(String(cell.z ?? ''))(String(cell.v))
    if (cell.t === 'b') return cell.v ? 'TRUE' : 'FALSE'
    if (cell.t === 'e') return errors.get(Number(cell.v)) ?? '#ERROR!'
    return String(cell.v)
  }
}

/** Returns the text of an error value. */
const errors: ReadonlyMap<number, string> = new Map([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
  [0x2b, '#GETTING_DATA'],
])
