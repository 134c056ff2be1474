import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CellObject, read, SSF, utils, type WorkBook, type WorkSheet } from 'xlsx'
import { UnreadableFileError } from '../../../../src/uploads/errors.ts'
import type { WorkbookReader } from '../../../../src/uploads/workbook/reader.ts'
import { openXlsx } from '../../../../src/uploads/workbook/xlsx/xlsx.ts'
import { corpusFolders } from '../../../support/corpus.ts'
import { startCpuClock } from '../../../support/cpu-clock.ts'

const [corpus] = corpusFolders(join('nasty', 'index.json'))
const folder = join(corpus ?? '', 'nasty')
const whyNot = corpus === undefined ? 'CORPUS_DIR names no corpus' : ''

interface CorpusFile {
  file: string
  features: string[]
  oracle?: { file?: string }
}

/** What another reader made of a workbook. */
interface Oracle {
  sheets: { name: string; merged: unknown[]; rows: OracleValue[][] }[]
}
type OracleValue = null | string | number | boolean | { t: string; v: string | number }

const index: { files: CorpusFile[] } =
  corpus === undefined ? { files: [] } : JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))
const workbooks = index.files.filter(({ file }) => /\.xls[xm]$/.test(file))
const isHostile = ({ features }: CorpusFile) => features.includes('HOSTILE')
const open = (file: string) => openXlsx(join(folder, file), { maxExpandedBytes: 300_000_000 })

/** What is not read the way that SheetJS reads it, by cause. */
const differences: Record<string, string[]> = {
  'SheetJS drops text outside the first run of a rich text': [
    'calamine__richtext-after-plain.xlsx Sheet1!A2',
    'poi__InlineString.xlsx Sheet1!A1',
    'readxl__inlineStr2.xlsx Requirements!B1',
    'readxl__richtext-coloured.xlsx Sheet1!A2',
  ],
  'SheetJS drops a carriage return of an inline text': ['calamine__has_x000D_inline.xlsx Sheet1!A1'],
  'SheetJS takes a boolean without value for FALSE': ['phpspreadsheet__issue.2488.xlsx Sheet1!D3'],
}
/** What is not read the way that the other reader reads it, by file and cause. */
const oracleDifferences = [
  'calamine__has_x000D_.xlsx: it leaves escapes of characters as they are',
  'calamine__has_x000D_inline.xlsx: it leaves escapes of characters as they are',
  'exceljs__1904.xlsx: it takes the first day that there is for a time',
  'phpspreadsheet__double_attr_drawing.xlsx: a format shows more than the number',
  'phpspreadsheet__namespacenonstd.xlsx: a format shows a fraction',
  'phpspreadsheet__namespacestd.xlsx: a format shows a fraction',
  'readxl__dates-leap-year-1900-xlsx.xlsx: it knows no 29 February 1900',
  'readxl__new_line_errors.xlsx: it leaves escapes of characters as they are',
  'sheetjs__LONumbers.xlsx: it has dates before the first that a spreadsheet shows',
]
const unreadable = [
  'calamine__issue252.xlsx: its checksums are wrong',
  'calamine__pass_protected.xlsx: it is encrypted',
  'exceljs__missing-bits.xlsx: it has neither a list of sheets nor content types',
  'openpyxl__null_archive.xlsx: it is an empty zip',
  'openpyxl__null_file.xlsx: it is empty',
  'poi__protected_passtika.xlsx: it is encrypted',
]
const beyondSheetJs = ['exceljs__test-issue-771.xlsx: it has no styles']

describe.skipIf(whyNot !== '')(`workbooks that other libraries stumbled over ${whyNot}`, () => {
  it('known workbooks have the same cells as in SheetJS', async () => {
    const found: string[] = []
    const refused: string[] = []
    const unread: string[] = []
    let cells = 0
    for (const { file } of workbooks.filter((workbook) => !isHostile(workbook))) {
      const name = file.replace('xlsx/', '')
      const reader = await open(file).catch(() => null)
      const book = bySheetJs(file)
      if (!reader) refused.push(name)
      else if (!book) unread.push(name)
      else {
        for (const { name: sheet } of reader.sheets) {
          const compared = await compare(reader, book, sheet)
          cells += compared.cells
          found.push(...compared.differences.map((cell) => `${name} ${sheet}!${cell}`))
        }
      }
      await reader?.close()
    }
    expect(found.toSorted()).toEqual(Object.values(differences).flat().toSorted())
    expect(refused.toSorted()).toEqual(unreadable.map((reason) => reason.split(':')[0]))
    expect(unread).toEqual(beyondSheetJs.map((reason) => reason.split(':')[0]))
    expect(cells).toBeGreaterThan(50_000)
  })

  it('known workbooks have the same cells as in openpyxl', async () => {
    const differing = new Set<string>()
    let cells = 0
    for (const { file, oracle } of workbooks) {
      const reader = oracle?.file === undefined ? null : await open(file).catch(() => null)
      if (!reader) continue
      const { sheets }: Oracle = JSON.parse(readFileSync(join(folder, oracle?.file ?? ''), 'utf8'))
      for (const { name, rows, merged } of sheets) {
        const texts = new Map<number, string[]>()
        for await (const batch of reader.rows(name)) for (const { number, cells } of batch) texts.set(number, cells)
        for (const [index, row] of rows.entries()) {
          for (const [column, value] of row.entries()) {
            cells++
            if (value === null && merged.length > 0) continue
            if (!shows(texts.get(index + 1)?.[column] ?? '', value)) differing.add(file.replace('xlsx/', ''))
          }
        }
      }
      await reader.close()
    }
    expect([...differing].toSorted()).toEqual(oracleDifferences.map((reason) => reason.split(':')[0]))
    expect(cells).toBeGreaterThan(15_000)
  })

  it.each(workbooks.filter(isHostile).map(({ file }) => file))(
    'a hostile workbook is rejected or read within seconds: %s',
    async (file) => {
      const readAll = async () => {
        const reader = await open(file)
        try {
          for (const { name } of reader.sheets) for await (const _ of reader.rows(name));
        } finally {
          await reader.close()
        }
      }
      const cpuSeconds = startCpuClock()
      const error = await readAll().catch((reason: unknown) => reason)
      if (error !== undefined) expect(error).toBeInstanceOf(UnreadableFileError)
      expect(cpuSeconds()).toBeLessThan(10)
    },
  )
})

function bySheetJs(file: string): WorkBook | null {
  try {
    return read(readFileSync(join(folder, file)), { dense: true, WTF: true, cellNF: true, cellHTML: false })
  } catch {
    return null
  }
}

/** The addresses of the cells whose texts differ, and how many were looked at; merged cells may differ, they have tests of their own. */
async function compare(reader: WorkbookReader, book: WorkBook, sheetName: string) {
  const sheet: WorkSheet = book.Sheets[sheetName] ?? {}
  const is1904 = book.Workbook?.WBProps?.date1904 === true
  const ours = new Map<number, string[]>()
  for await (const batch of reader.rows(sheetName)) for (const { number, cells } of batch) ours.set(number - 1, cells)
  const data = sheet['!data'] ?? []
  const differences: string[] = []
  let cells = 0
  for (let r = 0; r < Math.max(data.length, ...ours.keys(), 0); r++) {
    const texts = ours.get(r) ?? []
    for (let c = 0; c < Math.max(data[r]?.length ?? 0, texts.length); c++) {
      cells++
      if (isSame(texts[c] ?? '', data[r]?.[c], is1904)) continue
      const isMerged = sheet['!merges']?.some(({ s, e }) => r >= s.r && r <= e.r && c >= s.c && c <= e.c)
      if (isMerged !== true) differences.push(utils.encode_cell({ r, c }))
    }
  }
  return { cells, differences }
}

function isSame(text: string, cell: CellObject | undefined, is1904: boolean): boolean {
  if (cell?.v === undefined || cell.t === 'z') return text === ''
  if (cell.t === 'b') return text === (cell.v === true ? 'TRUE' : 'FALSE')
  if (cell.t === 'e') return text === cell.w
  if (cell.t !== 'n') return text === String(cell.v)
  const value = Number(cell.v)
  const format = String(cell.z ?? 'General')
  if (/^general$/i.test(format)) return Number(text) === Number(value.toPrecision(15))
  if (SSF.is_date(format)) return isSameDate(text, value, format, is1904)
  // A dash for nothing, for one, hides a digit.
  return text === cell.w?.trim() || (Number.isInteger(value) && text === String(value))
}

/** By the calendar of SheetJS, which gives the seconds with their fractions. */
function isSameDate(text: string, value: number, format: string, is1904: boolean): boolean {
  const date: { y: number; m: number; d: number; H: number; M: number; S: number; u: number } | null =
    SSF.parse_date_code(value, { date1904: is1904 })
  if (!date) return Number(text) === value
  const seconds = (date.H * 60 + date.M) * 60 + date.S + date.u
  const [, day, hours, minutes, rest] = /^(\d{4}-\d\d-\d\d)?T?(?:(\d+):(\d\d):(\d\d))?$/.exec(text) ?? []
  if (day === undefined && hours === undefined) return false
  const two = (number: number) => String(number).padStart(2, '0')
  if (day !== undefined && day !== `${date.y}-${two(date.m)}-${two(date.d)}`) return false
  if (hours === undefined) return !/[hs]/i.test(format)
  const elapsed = (Number(hours) * 60 + Number(minutes)) * 60 + Number(rest)
  return Math.abs((elapsed % 86_400) - seconds) < 1
}

/** Whether a text shows a value: a format may add signs and leave out digits, but not change it. */
function shows(text: string, value: OracleValue): boolean {
  if (value === null) return text === ''
  if (typeof value === 'string') return text.replace(/\r\n?/g, '\n') === value.replace(/\r\n?/g, '\n')
  if (typeof value === 'boolean') return text === String(value).toUpperCase()
  if (typeof value === 'number') {
    const shown = Number(text.replace(/[^\d.]/g, '')) / (text.endsWith('%') ? 100 : 1)
    return (
      text !== '' &&
      Math.abs(shown - Math.abs(value)) <= Math.max(Math.abs(value) * 1e-9, text.includes('.') ? 0.05 : 0.5)
    )
  }
  if (value.t === 'timedelta') {
    const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number)
    return Math.abs((hours * 60 + minutes) * 60 + seconds - Number(value.v)) <= 1
  }
  const [date = '', time = ''] = String(value.v).split('T')
  return [date, date.slice(0, 8), time.slice(0, 8), `${date}T${time.slice(0, 8)}`].includes(text)
}
