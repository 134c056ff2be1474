import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { detectFileType } from '../../../src/uploads/file-type.ts'
import { openWorkbook } from '../../../src/uploads/workbook/open.ts'
import { corpusFolders } from '../../support/corpus.ts'
import { whenOver } from '../../support/when-over.ts'
import { ReaderHost } from './reader-host.ts'

interface Entry {
  file: string
  oracle?: { file?: string }
}

/** What another reader made of a cell. */
type Value = null | string | number | boolean | { t: string; v: string }

interface Oracle {
  sheets: { name: string; rows: Value[][] }[]
}

const [corpus] = corpusFolders(join('nasty', 'index.json'))
const folder = join(corpus ?? '', 'nasty')
const entries: Entry[] = corpus ? JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')).files : []
const workbooks = entries.filter(({ file }) => file.startsWith('xlsx/'))
const why = 'the environment variable CORPUS_DIR names no corpus'

const reader = new ReaderHost()
whenOver(() => reader.end())

/** The rows of each sheet by its name. */
async function rowsOf(file: string): Promise<Map<string, Map<number, string[]>>> {
  const path = join(folder, file)
  const kind = detectFileType(readFileSync(path).subarray(0, 8_192))
  if (kind === 'text') throw new Error(`${file} is text`)
  const book = await openWorkbook(path, kind)
  const sheets = new Map<string, Map<number, string[]>>()
  for (const { name } of book.sheets) {
    const rows = new Map<number, string[]>()
    for await (const batch of book.rows(name)) for (const { number, cells } of batch) rows.set(number, cells)
    sheets.set(name, rows)
  }
  await book.close()
  return sheets
}

/** Whether a text shows a value: a format may add signs and leave out digits, but not change it. */
function shows(text: string, value: Value): boolean {
  if (value === null) return text === ''
  if (typeof value === 'string') return text === value.replace(/\r\n?/g, '\n')
  if (typeof value === 'boolean') return text === String(value).toUpperCase()
  if (typeof value === 'number') {
    const shown = Number(text.replace(/[$,%]/g, '')) / (text.endsWith('%') ? 100 : 1)
    return text !== '' && Math.abs(shown - value) <= Math.max(Math.abs(value) * 1e-9, text.includes('.') ? 0 : 0.5)
  }
  if (value.t === 'error') return text === value.v
  const [date = '', time = ''] = value.v.split('T')
  return text === date || text.endsWith(time.slice(0, 8)) || /^\d+:\d\d:\d\d$/.test(text)
}

describe.skipIf(!corpus)(`workbooks of other projects' test suites (skipped where ${why})`, () => {
  it('all workbooks of other test suites are read or rejected with a message, none with an internal error', async () => {
    const faults: unknown[] = []
    let read = 0
    for (const { file } of workbooks) {
      const reading = await reader.read(readFileSync(join(folder, file)))
      if (reading === null || 'fault' in reading) faults.push({ file, reading })
      else if ('rows' in reading) read++
    }
    expect(faults).toEqual([])
    expect(read).toBeGreaterThan(200)
  })

  it('workbooks as .xls have the same content as in another reader', async () => {
    const differences: unknown[] = []
    let cells = 0
    for (const { file, oracle } of workbooks) {
      // Its only sheet has another name there, and the cells of a merged range hold hidden values.
      if (!oracle?.file || !file.endsWith('.xls') || /biff4|HiddenMerge/.test(file)) continue
      const other: Oracle = JSON.parse(readFileSync(join(folder, oracle.file), 'utf8'))
      const sheets = await rowsOf(file)
      for (const { name, rows } of other.sheets) {
        for (const [index, row] of rows.entries()) {
          for (const [column, value] of row.entries()) {
            const text = sheets.get(name)?.get(index + 1)?.[column] ?? ''
            // A merged cell shows in every row that it covers.
            const isMerged = value === null && rows.slice(0, index).some((above) => shows(text, above[column] ?? ''))
            cells++
            if (!shows(text, value) && !isMerged) differences.push({ file, name, row: index + 1, column, value, text })
          }
        }
      }
    }
    expect(differences).toEqual([])
    expect(cells).toBeGreaterThan(3_000)
  })

  it('workbooks as .xlsb have the same content as .xlsx', async () => {
    let compared = 0
    for (const { file } of workbooks) {
      const twin = file.replace(/\.xlsb$/, '.xlsx')
      // These two have nothing but their name in common.
      if (twin === 'xlsx/xlrd__sample.xlsx') continue
      if (twin === file || !existsSync(join(folder, twin))) continue
      const bytes = readFileSync(join(folder, file))
      if (detectFileType(bytes.subarray(0, 8_192)) !== 'zip') continue
      expect({ file, sheets: await rowsOf(file) }).toEqual({ file, sheets: await rowsOf(twin) })
      compared++
    }
    expect(compared).toBeGreaterThan(5)
  })
})
