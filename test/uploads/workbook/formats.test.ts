import { describe, expect, it } from 'vitest'
import { type BookType, CFB, utils } from 'xlsx'
import { UnreadableFileError } from '../../../src/uploads/errors.ts'
import { detectFileType } from '../../../src/uploads/file-type.ts'
import { openWorkbook } from '../../../src/uploads/workbook/open.ts'
import { type Cell, openDocument, type Sheets, workbook } from '../../support/workbooks.ts'
import { withFile } from '../../support/xlsx-files.ts'
import { deflatedPart, zipOf } from '../../support/zip.ts'

/** What is read of a file: its sheets, and the rows of the first by their numbers. */
async function read(bytes: Buffer) {
  const kind = detectFileType(bytes.subarray(0, 8_192))
  if (kind === 'text') throw new Error('This is text')
  return await withFile(bytes, async (path) => {
    const reader = await openWorkbook(path, kind)
    const rows = new Map<number, string[]>()
    for await (const batch of reader.rows(reader.sheets[0]?.name ?? '')) {
      for (const { number, cells } of batch) rows.set(number, cells)
    }
    await reader.close()
    return { sheets: reader.sheets, rows: Object.fromEntries(rows), warnings: reader.warnings() }
  })
}

const number = (v: number, z: string): Cell => ({ t: 'n', v, z })
const formats: BookType[] = ['biff8', 'xlsb', 'ods', 'fods', 'xlml', 'xlsx']

describe.each(formats)('a workbook as %s', (format) => {
  const readRows = async (rows: Cell[][]) => (await read(workbook({ Leads: rows }, format))).rows

  it('cells are read as displayed', async () => {
    expect(
      await readRows([
        ['Name', 'City', 'Emoji', 'Notes'],
        ['Ada', 'Zürich', '😀', 'a, "b"; c'],
        ['007', '0041791234567', '=1+1', '2024-03-01'],
        [true, false, 42, -0.5],
        [12345678901234, 1e-7, 1e21, 0.1 + 0.2],
      ]),
    ).toEqual({
      1: ['Name', 'City', 'Emoji', 'Notes'],
      2: ['Ada', 'Zürich', '😀', 'a, "b"; c'],
      3: ['007', '0041791234567', '=1+1', '2024-03-01'],
      4: ['TRUE', 'FALSE', '42', '-0.5'],
      5: ['12345678901234', '0.0000001', '1000000000000000000000', '0.3'],
    })
  })

  it('leading zeros of a format are kept, and dates are written in ISO format', async () => {
    const row = [number(7, '00000'), number(45_352, 'yyyy\\-mm\\-dd'), number(45_352.395_833_333_336, 'm/d/yy h:mm')]
    expect(
      await readRows([
        ['a', 'b', 'c', 'd'],
        [...row, number(0.395_833_333_333_333, 'h:mm:ss')],
      ]),
    ).toEqual({
      1: ['a', 'b', 'c', 'd'],
      2: ['00007', '2024-03-01', '2024-03-01T09:30:00', '09:30:00'],
    })
  })

  it('rows are numbered like in the program, including empty ones', async () => {
    expect(await readRows([[], ['Name'], [], [], [null, 'Ada']])).toEqual({ 2: ['Name'], 5: ['', 'Ada'] })
  })

  it('the text of a merged cell appears once in every row that it covers', async () => {
    const sheet = utils.aoa_to_sheet([
      ['Team', null, 'City'],
      ['Ada', 'Lovelace', 'London'],
      [null, null, 'Paris'],
    ])
    sheet['!merges'] = [
      { s: { r: 0, c: 0 }, e: { r: 0, c: 1 } },
      { s: { r: 1, c: 0 }, e: { r: 2, c: 0 } },
    ]
    expect((await read(workbook({ Leads: sheet }, format))).rows).toEqual({
      1: ['Team', '', 'City'],
      2: ['Ada', 'Lovelace', 'London'],
      3: ['Ada', '', 'Paris'],
    })
  })

  it('all sheets are listed in the order of their tabs, with a flag if they are hidden', async () => {
    const sheets: Sheets = { 'Größe & Co': [['a']], Zwei: [['b']], 'Drei 3': [['c']] }
    // SheetJS writes no hidden sheets in the formats of OpenDocument, and does not read them either.
    const isHidden = !['ods', 'fods'].includes(format)
    expect((await read(workbook(sheets, format, { hidden: 'Zwei' }))).sheets).toEqual([
      { name: 'Größe & Co', isHidden: false },
      { name: 'Zwei', isHidden },
      { name: 'Drei 3', isHidden: false },
    ])
  })
})

describe('hidden rows', () => {
  it.each<BookType>(['xlsb', 'xlml', 'xlsx'])('hidden rows are read from %s, with a warning', async (format) => {
    const sheet = utils.aoa_to_sheet([['Name'], ['Ada'], ['Bob'], ['Eve']])
    sheet['!rows'] = [{}, { hidden: true }, {}, { hidden: true }]
    const { rows, warnings } = await read(workbook({ Leads: sheet }, format))
    expect(rows).toEqual({ 1: ['Name'], 2: ['Ada'], 3: ['Bob'], 4: ['Eve'] })
    expect(warnings.join()).toContain('2 hidden rows')
  })

  it('hidden rows are read from the stream of an .xls, with a warning', async () => {
    const bytes = workbook({ Leads: [['Name'], ['Ada']] }, 'biff4')
    // A record for the second row, whose flags say that it is hidden, before the one that ends the sheet.
    const row = Buffer.from('08021000010000000100ff000000000020000000', 'hex')
    const hidden = Buffer.concat([bytes.subarray(0, -4), row, bytes.subarray(-4)])
    expect(await read(hidden)).toMatchObject({
      rows: { 1: ['Name'], 2: ['Ada'] },
      warnings: ['1 hidden row read like any other.'],
    })
  })
})

describe('formulas', () => {
  it.each<BookType>(['biff8', 'xlsb', 'ods', 'xlml', 'xlsx'])(
    'formulas in %s are read by their results',
    async (format) => {
      const row: Cell[] = [
        { t: 'n', v: 3, f: '1+2' },
        { t: 's', v: 'Ada L', f: '"Ada"&" L"' },
        { t: 'b', v: true, f: '1=1' },
      ]
      expect((await read(workbook({ Leads: [row] }, format))).rows).toEqual({ 1: ['3', 'Ada L', 'TRUE'] })
    },
  )

  it.each<BookType>(['biff8', 'xlsb', 'xlml', 'xlsx'])(
    'failed formulas in %s are read as their error values',
    async (format) => {
      const row: Cell[] = [0x07, 0x2a, 0x17, 0x1d].map((code) => ({ t: 'e', v: code }))
      expect((await read(workbook({ Leads: [row] }, format))).rows).toEqual({
        1: ['#DIV/0!', '#N/A', '#REF!', '#NAME?'],
      })
    },
  )
})

describe('dates of the system that begins in 1904', () => {
  it.each<BookType>(['biff8', 'xlsb', 'xlsx'])('dates since 1904 are read from %s', async (format) => {
    const sheet = utils.aoa_to_sheet([[number(43_890, 'yyyy-mm-dd')]])
    const bytes = workbook({ Leads: sheet }, format, { date1904: true })
    expect((await read(bytes)).rows).toEqual({ 1: ['2024-03-01'] })
  })
})

describe('a date before 1900', () => {
  it('a date before 1900 is read from .ods', async () => {
    const cell = (date: string) =>
      `<table:table-cell office:value-type="date" office:date-value="${date}"><text:p>x</text:p></table:table-cell>`
    const row = `<table:table-row>${cell('1850-03-01')}${cell('1899-12-30')}${cell('2024-03-01')}</table:table-row>`
    const { rows } = await read(openDocument(`<table:table table:name="Leads">${row}</table:table>`))
    expect(rows).toEqual({ 1: ['1850-03-01', '1899-12-30', '2024-03-01'] })
  })
})

describe('a web page', () => {
  const page = (body: string, head = '') => `<html><head>${head}</head><body>${body}</body></html>`

  it('the table of a web page is read, with every cell as text', async () => {
    const table =
      '<table border=1><tr><th>Phone</th><th>When</th></tr><tr><td>0041 79</td><td>03/04/2024</td></tr></table>'
    expect((await read(Buffer.from(page(`<p>Report; of, today</p>${table}`)))).rows).toEqual({
      1: ['Phone', 'When'],
      2: ['0041 79', '03/04/2024'],
    })
  })

  it('a web page has a sheet for each of its tables', async () => {
    const tables = '<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>'
    expect((await read(Buffer.from(page(tables)))).sheets.map(({ name }) => name)).toEqual(['Sheet1', 'Sheet2'])
  })

  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(page('<table><tr><td>Zürich €</td></tr></table>'))],
    ['UTF-16', Buffer.from(`\ufeff${page('<table><tr><td>Zürich €</td></tr></table>')}`, 'utf16le')],
    [
      'Windows-1252, as it says',
      Buffer.from(page('<table><tr><td>Z\xfcrich \x80</td></tr></table>', '<meta charset=windows-1252>'), 'latin1'),
    ],
    [
      'Windows-1252, though it says UTF-8',
      Buffer.from(page('<table><tr><td>Z\xfcrich \x80</td></tr></table>', '<meta charset="utf-8">'), 'latin1'),
    ],
    ['undeclared Windows-1252', Buffer.from('<table><tr><td>Z\xfcrich \x80</td></tr></table>', 'latin1')],
  ])('a web page is read in %s', async (_encoding, bytes) => {
    expect((await read(bytes)).rows).toEqual({ 1: ['Zürich €'] })
  })

  it('a web page without a table is rejected', async () => {
    await expect(read(Buffer.from(page('<form>Sign in</form>')))).rejects.toThrow('This is a web page without a table.')
  })
})

describe('SpreadsheetML', () => {
  const book = (rows: string) =>
    Buffer.from(
      `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Leads"><Table>${rows}</Table></Worksheet></Workbook>`,
    )
  const cell = (index: number, text: string) => `<Cell ss:Index="${index}"><Data ss:Type="String">${text}</Data></Cell>`

  it('SpreadsheetML may have its only cell in the last row and column', async () => {
    const { rows } = await read(book(`<Row ss:Index="1048576">${cell(16_384, 'far')}</Row>`))
    expect(Object.entries(rows)).toEqual([['1048576', [...Array(16_383).fill(''), 'far']]])
  })

  it.each([
    ['a row after the last', `<Row ss:Index="1048577">${cell(1, 'far')}</Row>`],
    ['a row far after the last', `<Row ss:Index="4000000000">${cell(1, 'far')}</Row>`],
    ['a column after the last', `<Row>${cell(16_385, 'far')}</Row>`],
  ])('SpreadsheetML with %s is rejected', async (_what, rows) => {
    await expect(read(book(rows))).rejects.toThrow(/^The workbook is damaged: /)
  })
})

describe('files that are not workbooks', () => {
  const compound = (stream: string) => {
    const file = CFB.utils.cfb_new()
    CFB.utils.cfb_add(file, stream, Buffer.from('content'))
    const bytes: Buffer = CFB.write(file, { type: 'buffer' })
    return bytes
  }
  const odt = deflatedPart('mimetype', 'application/vnd.oasis.opendocument.text')
  const encrypted = '<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>'

  it.each<[string, Buffer, string]>([
    ['an .xlsx with a password', compound('/EncryptedPackage'), 'protected by a password'],
    ['a Word document', zipOf([deflatedPart('word/document.xml', '')]), 'This is a Word document'],
    ['an old Word document', compound('/WordDocument'), 'This is a Word document'],
    ['an Outlook message', compound('/__properties_version1.0'), 'This is an Outlook message'],
    ['an old presentation', compound('/PowerPoint Document'), 'This is a PowerPoint presentation'],
    ['a presentation', zipOf([deflatedPart('ppt/presentation.xml', '')]), 'This is a PowerPoint presentation'],
    ['a Numbers file', zipOf([deflatedPart('Index/Document.iwa', '')]), 'This is a Numbers, Pages or Keynote file'],
    ['a text document', zipOf([odt, deflatedPart('content.xml', '')]), 'This is an OpenDocument file, but no'],
    ['any other archive', zipOf([deflatedPart('leads.csv', 'a,b')]), 'This is a ZIP archive without a workbook'],
    ['an empty archive', zipOf([]), 'This is a ZIP archive without a workbook'],
    ['any other compound file', compound('/Data'), 'The workbook is damaged'],
    ['a compound file of text', compound('/Workbook'), 'The workbook is damaged'],
    [
      'an .xlsb in a password-protected archive',
      zipOf([{ ...deflatedPart('xl/workbook.bin', 'x'), isEncrypted: true }]),
      'protected by a password',
    ],
    [
      'an .ods with a password',
      zipOf([deflatedPart('content.xml', 'x'), deflatedPart('META-INF/manifest.xml', encrypted)]),
      'protected by a password',
    ],
  ])('rejects %s with a message', async (_what, bytes, message) => {
    const refusal = await read(bytes).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(UnreadableFileError)
    expect(String(refusal)).toContain(message)
  })
})

describe('a hostile archive', () => {
  const content = Buffer.alloc(30_000_000)

  it.each<[string, Buffer, string]>([
    ['expands to far more than its size', zipOf([deflatedPart('content.xml', content)]), 'expands to far more'],
    ['declares a false size', zipOf([{ ...deflatedPart('content.xml', content), size: 1_000 }]), 'The workbook'],
    [
      'declares a false size in another part',
      zipOf([deflatedPart('xl/workbook.bin', 'x'), deflatedPart('x', content)]),
      'expands',
    ],
    ['has thousands of parts', zipOf(Array.from({ length: 10_001 }, (_, i) => deflatedPart(`${i}`, ''))), 'parts'],
    ['leaves its folder', zipOf([deflatedPart('../content.xml', '')]), 'is damaged'],
    ['is cut off', openDocument('<table:table/>').subarray(0, -30), 'is damaged'],
    ['has a modified part', damagedDocument(), 'is damaged'],
  ])('an archive that %s is rejected', async (_what, bytes, message) => {
    const refusal = await read(bytes).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(UnreadableFileError)
    expect(String(refusal)).toContain(message)
  })

  function damagedDocument(): Buffer {
    const bytes = openDocument('<table:table/>')
    const at = bytes.indexOf('content.xml') + 'content.xml'.length + 3
    bytes[at] = (bytes[at] ?? 0) ^ 0x55
    return bytes
  }
})
