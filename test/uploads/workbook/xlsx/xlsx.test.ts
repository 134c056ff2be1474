import { describe, expect, it } from 'vitest'
import { utils, write } from 'xlsx'
import type { SheetRow } from '../../../../src/uploads/workbook/reader.ts'
import { readXlsx, relationsOf, type WorkbookXml, workbookParts, xlsxOf } from '../../../support/xlsx-files.ts'

async function cellsOf(xml: WorkbookXml): Promise<string[][]> {
  const { rows } = await readXlsx(xlsxOf(workbookParts(xml)))
  return rows.map(({ cells }) => cells)
}

async function textsOf(strings: string[]): Promise<(string | undefined)[]> {
  const rows = strings.map((_, index) => `<row><c t="s"><v>${index}</v></c></row>`).join('')
  return (await cellsOf({ rows, strings: strings.join('') })).map(([cell]) => cell)
}

describe('the texts of an .xlsx', () => {
  it('texts are read from the shared strings', async () => {
    expect(
      await textsOf([
        '<si><t>Ada</t></si>',
        '<si><t xml:space="preserve"> kept </t></si>',
        '<si><r><rPr><b/></rPr><t>Ada </t></r><r><t>Lovelace</t></r></si>',
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>',
        '<si><t>Smith &amp; Sons &lt;&#x263A;&#128512;&gt;</t></si>',
        '<si><t>one_x000D_\ntwo _x005F_x000D_</t></si>',
        '<si><t>one\r\ntwo</t></si>',
        '<si><t><![CDATA[a < b &amp; c]]> d</t></si>',
        '<si><t>Müller</t><extLst><ext/></extLst></si>',
        '<si><t>&nbsp;</t></si>',
      ]),
    ).toEqual([
      'Ada',
      ' kept ',
      'Ada Lovelace',
      '東京',
      'Smith & Sons <☺😀>',
      'one\r\ntwo _x000D_',
      'one\ntwo',
      'a < b &amp; c d',
      'Müller',
      '&nbsp;',
    ])
  })

  it('shared strings keep their numbers if some of them are empty', async () => {
    expect(
      await cellsOf({
        rows: '<row><c t="s"><v>2</v></c><c t="s"><v>1</v></c><c t="s"><v> 0 </v></c></row>',
        strings: '<si><t>a</t></si><si/><si><t/></si><si><t>d</t></si>',
      }),
    ).toEqual([['', '', 'a']])
  })

  it.each([
    ['<c t="inlineStr"><is><t>Ada</t></is></c>', 'Ada'],
    ['<c t="inlineStr"><is><r><t>Ada </t></r><r><t>L.</t></r><rPh><t>x</t></rPh></is></c>', 'Ada L.'],
    ['<c t="inlineStr"><v>1.0</v><is><t>1.</t></is></c>', '1.'],
    ['<c t="inlineStr"><v>Ada</v></c>', 'Ada'],
    ['<c><is><t>Ada</t></is></c>', 'Ada'],
    ['<c t="str"><f>A1&amp;B1</f><v>Ada &amp; Bob</v></c>', 'Ada & Bob'],
    ['<c t="b"><v>1</v></c>', 'TRUE'],
    ['<c t="b"><v>0</v></c>', 'FALSE'],
    ['<c t="b"><f>1=1</f><v>true</v></c>', 'TRUE'],
    ['<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', '#DIV/0!'],
    ['<c t="e"><v>#N/A</v></c>', '#N/A'],
    ['<c><f>1+1</f><v>2</v></c>', '2'],
    ['<c t="n"><v>not a number</v></c>', 'not a number'],
    ['<c t="d"><v>2024-03-01T09:30:00.000Z</v></c>', '2024-03-01T09:30:00'],
    ['<c t="d" s="1"><v>2024-03-01T00:00:00</v></c>', '2024-03-01'],
    ['<c t="d"><v>09:30</v></c>', '09:30:00'],
  ])('the cell %s is read as %s', async (cell, text) => {
    expect(await cellsOf({ rows: `<row>${cell}</row>`, formats: [14] })).toEqual([[text]])
  })
})

describe('the numbers of an .xlsx', () => {
  it.each([
    ['00123', 0, '00123'],
    ['491701234567', 0, '491701234567'],
    ['123456789012345678', 0, '123456789012345678'],
    ['4.9170123456700002E+11', 0, '491701234567'],
    ['1.1000000000000001', 0, '1.1'],
    ['491701234567', '0.00E+00', '491701234567'],
    ['491701234567', '0', '491701234567'],
    ['7', '00000', '00007'],
    ['1234.5', '#,##0.00', '1,234.50'],
    ['0.155', '0%', '16%'],
    ['12', '[$€-407] #,##0.00', '€ 12.00'],
    ['45352', 14, '2024-03-01'],
    ['45352.3958333333', 22, '2024-03-01T09:30:00'],
    ['45352', '[$-407]d. mmmm yyyy', '2024-03-01'],
    ['0.395833333333333', 'h:mm', '09:30:00'],
    ['1.5', '[h]:mm', '36:00:00'],
    ['45352', '0" days"', '45352 days'],
    ['-1', 14, '-1'],
  ])('the number %s in the format %s is %s', async (value, format, text) => {
    const cell = `<c s="1"><v>${value}</v></c>`
    expect(await cellsOf({ rows: `<row>${cell}</row>`, formats: [format] })).toEqual([[text]])
  })

  it('dates count from 1904 if the workbook says so', async () => {
    const xml = { rows: '<row><c s="1"><v>43890</v></c><c s="1"><v>0</v></c></row>', formats: [14] }
    expect(await cellsOf({ ...xml, workbookProperties: '<workbookPr date1904="1"/>' })).toEqual([
      ['2024-03-01', '1904-01-01'],
    ])
    expect(await cellsOf({ ...xml, workbookProperties: '<workbookPr date1904="false"/>' })).toEqual([
      ['2020-02-29', '1900-01-00'],
    ])
  })

  it('a number with a missing style is not a date', async () => {
    expect(await cellsOf({ rows: '<row><c s="99"><v>45352</v></c></row>' })).toEqual([['45352']])
  })
})

describe('the rows of an .xlsx', () => {
  it('rows and cells are placed by their references, or after the previous one without a reference', async () => {
    const { rows } = await readXlsx(
      xlsxOf(
        workbookParts({
          rows: '<row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c><c r="F2"><v>3</v></c></row><row><c><v>4</v></c></row><row r="9"/><row r="10"><c r="A10" s="1"/></row><row r="12"><c r="C12"><v>5</v></c><c r="A12"><v>6</v></c></row>',
        }),
      ),
    )
    expect(rows).toEqual([
      { number: 2, cells: ['', '1', '2', '', '', '3'] },
      { number: 3, cells: ['4'] },
      { number: 12, cells: ['6', '', '5'] },
    ])
  })

  it('rows out of order are read, with a warning', async () => {
    const rows = '<row r="3"><c><v>3</v></c></row><row r="1"><c><v>1</v></c></row>'
    const read = await readXlsx(xlsxOf(workbookParts({ rows })))
    expect(read.rows.map(({ number }) => number)).toEqual([3, 1])
    expect(read.warnings).toEqual(['1 row not in the order of their numbers.'])
  })

  it('missing rows cost nothing', async () => {
    const rows = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    const { rows: read } = await readXlsx(xlsxOf(workbookParts({ rows })))
    expect(read).toHaveLength(1)
    expect(read[0]?.number).toBe(1_048_576)
    expect(read[0]?.cells).toHaveLength(16_384)
    expect(read[0]?.cells.at(-1)).toBe('1')
  })

  it('hidden rows are kept, and counted in a warning', async () => {
    const read = await readXlsx(
      xlsxOf(
        workbookParts({
          columns: '<cols><col min="2" max="2" hidden="1"/><col min="3" max="16384" hidden="true"/></cols>',
          rows: '<row hidden="1"><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row><row hidden="1"/><row><c><v>4</v></c></row>',
        }),
      ),
    )
    expect(read.rows.map(({ cells }) => cells)).toEqual([['1', '2', '3'], ['4']])
    expect(read.warnings).toEqual(['1 hidden row read like any other.', '2 hidden columns read like any other.'])
  })

  it('a merged text is in the first cell of each row, and the cells next to it are empty', async () => {
    const cells = (texts: string[]) => texts.map((text) => `<c t="str"><v>${text}</v></c>`).join('')
    const rows = [
      ['Team', '', ''],
      ['Acme', 'x', 'Ada'],
      ['', '', 'Bob'],
      ['', 'covered', 'Eve'],
      ['', '', ''],
    ]
    expect(
      await cellsOf({
        rows: rows.map((texts) => `<row>${cells(texts)}</row>`).join(''),
        behind: '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A2:B5"/><mergeCell ref="C9"/></mergeCells>',
      }),
    ).toEqual([['Team'], ['Acme', '', 'Ada'], ['Acme', '', 'Bob'], ['Acme', '', 'Eve']])
  })

  it('formulas that were never calculated are reported', async () => {
    const rows = '<row><c><v>1</v></c><c><f>A1+1</f></c><c t="str"><f>""</f><v></v></c></row>'
    const read = await readXlsx(xlsxOf(workbookParts({ rows })))
    expect(read.warnings).toEqual(['1 formula without a result left empty.'])
  })

  it('rows are read in the same batches each time', async () => {
    const rows = Array.from({ length: 1_201 }, (_, index) => `<row><c><v>${index}</v></c></row>`).join('')
    const bytes = xlsxOf(workbookParts({ rows }))
    const numbers = ({ rows: read }: { rows: SheetRow[] }) => read.map(({ cells }) => Number(cells[0]))
    expect(numbers(await readXlsx(bytes))).toEqual(Array.from({ length: 1_201 }, (_, index) => index))
  })
})

describe('the parts of an .xlsx', () => {
  const rows = '<row><c t="s"><v>0</v></c><c s="1"><v>45352</v></c></row>'
  const parts = workbookParts({ rows, strings: '<si><t>Ada</t></si>', formats: [14] })
  const expected = [{ number: 1, cells: ['Ada', '2024-03-01'] }]
  const relations = (targets: Record<string, string[]>) => ({ 'xl/_rels/workbook.xml.rels': relationsOf(targets) })
  const moved = (changes: Record<string, string>, renamed: [string, string][] = []) => {
    const all: Record<string, string> = { ...parts, ...changes }
    for (const [from, to] of renamed) {
      all[to] = all[from] ?? ''
      delete all[from]
    }
    return xlsxOf(all)
  }

  it.each([
    [
      'by absolute paths',
      moved(
        relations({
          rId1: ['worksheet', '/xl/worksheets/sheet1.xml'],
          rId2: ['styles', '/xl/styles.xml'],
          rId3: ['sharedStrings', '/xl/sharedStrings.xml'],
        }),
      ),
    ],
    [
      'in other folders and under other names',
      moved({ '_rels/.rels': relationsOf({ rId1: ['officeDocument', '/book/main.xml'] }) }, [
        ['xl/workbook.xml', 'book/main.xml'],
        ['xl/_rels/workbook.xml.rels', 'book/_rels/main.xml.rels'],
        ['xl/worksheets/sheet1.xml', 'book/worksheets/sheet1.xml'],
        ['xl/styles.xml', 'book/styles.xml'],
        ['xl/sharedStrings.xml', 'book/sharedStrings.xml'],
      ]),
    ],
    ['with different capitalization', moved({}, [['xl/sharedStrings.xml', 'xl/SharedStrings.xml']])],
    ['with backslashes', moved({}, [['xl/worksheets/sheet1.xml', 'xl\\worksheets\\sheet1.xml']])],
    ['only by their content types', moved({ '_rels/.rels': relationsOf({}) })],
    [
      'with prefixes',
      moved({
        'xl/worksheets/sheet1.xml':
          '<x:worksheet xmlns:x="main"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c s="1"><x:v>45352</x:v></x:c></x:row></x:sheetData></x:worksheet>',
        'xl/sharedStrings.xml': '<x:sst xmlns:x="main"><x:si><x:t>Ada</x:t></x:si></x:sst>',
      }),
    ],
    [
      'in strict OOXML',
      moved(
        Object.fromEntries(
          Object.entries(parts).map(([name, xml]) => [
            name,
            xml
              .replaceAll('schemas.openxmlformats.org/spreadsheetml/2006', 'purl.oclc.org/ooxml/spreadsheetml')
              .replaceAll('schemas.openxmlformats.org/officeDocument/2006', 'purl.oclc.org/ooxml/officeDocument'),
          ]),
        ),
      ),
    ],
    ['with comments and declarations', moved({ 'xl/worksheets/sheet1.xml': commented(parts) })],
    [
      'in UTF-16',
      xlsxOf({
        ...parts,
        'xl/worksheets/sheet1.xml': Buffer.from(`\ufeff${parts['xl/worksheets/sheet1.xml']}`, 'utf16le'),
        'xl/workbook.xml': Buffer.from(`\ufeff${parts['xl/workbook.xml']}`, 'utf16le'),
      }),
    ],
  ])('the parts of an .xlsx are found %s', async (_, bytes) => {
    expect((await readXlsx(bytes)).rows).toEqual(expected)
  })

  it('an .xlsx may lack styles and shared strings', async () => {
    const { 'xl/styles.xml': _, ...rest } = workbookParts({ rows: '<row><c s="1"><v>1</v></c></row>' })
    expect((await readXlsx(xlsxOf(rest))).rows).toEqual([{ number: 1, cells: ['1'] }])
  })

  it('sheets are listed in the order of their tabs, with a flag if they are hidden, and without charts', async () => {
    const sheet = (name: string, id: string, rest = '') => `<sheet name="${name}" r:id="${id}" ${rest}/>`
    const bytes = xlsxOf({
      ...parts,
      'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${sheet('B &amp; C', 'rId1')}${sheet('Chart', 'rId5')}${sheet('Old', 'rId4', 'state="hidden"')}${sheet('Codes', 'rId1', 'state="veryHidden"')}</sheets></workbook>`,
      'xl/chartsheets/sheet1.xml': '<chartsheet/>',
      'xl/worksheets/sheet2.xml': '<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>',
      ...relations({
        rId1: ['worksheet', 'worksheets/sheet1.xml'],
        rId4: ['worksheet', 'worksheets/sheet2.xml'],
        rId5: ['chartsheet', 'chartsheets/sheet1.xml'],
        rId3: ['sharedStrings', 'sharedStrings.xml'],
      }),
    })
    const read = await readXlsx(bytes, 'Old')
    expect(read.sheets).toEqual([
      { name: 'B & C', isHidden: false },
      { name: 'Old', isHidden: true },
      { name: 'Codes', isHidden: true },
    ])
    expect(read.rows).toEqual([{ number: 1, cells: ['2'] }])
  })

  it('an .xlsx that SheetJS writes is read', async () => {
    const sheet = utils.aoa_to_sheet([
      ['Name', 'Since', 'Active', 'Rate'],
      ['Zoë', new Date(2024, 2, 1), true, 0.5],
    ])
    const book = utils.book_new()
    utils.book_append_sheet(book, sheet, 'People')
    for (const bookSST of [true, false]) {
      const bytes = write(book, { type: 'buffer', bookType: 'xlsx', bookSST, compression: true })
      expect((await readXlsx(bytes)).rows.map(({ cells }) => cells)).toEqual([
        ['Name', 'Since', 'Active', 'Rate'],
        ['Zoë', '2024-03-01', 'TRUE', '0.5'],
      ])
    }
  })
})

function commented(parts: Record<string, string>): string {
  const xml = parts['xl/worksheets/sheet1.xml'] ?? ''
  return `<?xml version="1.0"?>\n<!-- a <c> -->${xml.replaceAll('<c ', '<!-- b --><c  ').replaceAll('<v>', '<v >')}<!---->`
}
