import { describe, expect, it } from 'vitest'
import { InvalidInputError } from '../../../src/errors.ts'
import { UnreadableFileError } from '../../../src/uploads/errors.ts'
import type { WorkbookReader } from '../../../src/uploads/workbook/reader.ts'
import { readSheet, type SheetFindings } from '../../../src/uploads/workbook/sheet-table.ts'

interface Tab {
  name: string
  isHidden?: boolean
  rows: (string[] | null)[]
}

/** A workbook in memory, in batches of two rows; null is an empty row. */
function reader(tabs: Tab[]): WorkbookReader {
  return {
    sheets: tabs.map(({ name, isHidden = false }) => ({ name, isHidden })),
    async *rows(sheet) {
      const rows = tabs.find(({ name }) => name === sheet)?.rows ?? []
      const held = rows.flatMap((cells, index) => (cells ? [{ number: index + 1, cells: [...cells] }] : []))
      for (let at = 0; at < held.length; at += 2) yield held.slice(at, at + 2)
    },
    warnings: () => ['Read in memory.'],
    close: async () => undefined,
  }
}

async function read(tabs: Tab[], wanted: string | null = null): Promise<SheetFindings & { csv: string }> {
  const chunks = readSheet(reader(tabs), wanted)
  let csv = ''
  for (;;) {
    const { done, value } = await chunks.next()
    if (done === true) return { ...value, csv }
    csv += value.content
  }
}

const leads: Tab = { name: 'Leads', rows: [['Name', 'Email'], ['Ada', 'ada@example.com'], null, ['Bob']] }
const others: Tab = { name: 'Others', rows: [['Company'], ['Acme']] }

const cover: Tab = {
  name: 'Cover',
  rows: [['Leads of March'], null, ['Prepared for the sales team'], ['Confidential: do not share']],
}
const labels: Tab = {
  name: 'About',
  rows: [['Lead report'], ['Created:', '2026-03-01'], ['Questions to:', 'ada@example.com']],
}

describe('choosing a sheet', () => {
  it.each<[string, Tab[], string]>([
    ['the first sheet', [leads, others], 'Leads'],
    ['the first sheet that is not empty', [{ name: 'Empty', rows: [] }, others, leads], 'Others'],
    ['no sheet with only a title', [{ name: 'Cover', rows: [['Report']] }, leads], 'Leads'],
    ['no cover with a title and notes', [cover, leads, others], 'Leads'],
    ['no cover with labels and values', [labels, leads], 'Leads'],
    [
      'the first table after a cover',
      [
        cover,
        {
          name: 'Chart',
          rows: [
            ['1', '2'],
            ['3', '4'],
          ],
        },
        leads,
      ],
      'Leads',
    ],
    ['a cover if there is no table', [cover, { ...leads, isHidden: true }], 'Cover'],
    ['a list of one column', [{ name: 'List', rows: [['Email'], ['ada@example.com']] }, leads], 'List'],
    [
      'a short list of names',
      [
        { name: 'List', rows: [['Target accounts'], ['Acme GmbH'], ['Beta AG'], ['Gamma']] },
        {
          name: 'Codes',
          rows: [
            ['Industry', 'Code', 'Description'],
            ['Machines', '28', 'Gears'],
          ],
        },
      ],
      'List',
    ],
    ['a short list without a header', [{ name: 'List', rows: [['ada@x.example'], ['bob@x.example']] }, leads], 'List'],
    [
      'a table of two columns',
      [
        {
          name: 'Пары',
          rows: [
            ['Имя', 'Телефон'],
            ['Ада', '12345'],
          ],
        },
        leads,
      ],
      'Пары',
    ],
    ['no sheet with only blanks', [{ name: 'Blank', rows: [[' ', ''], ['\t']] }, leads], 'Leads'],
    ['no hidden sheet', [{ ...others, isHidden: true }, leads], 'Leads'],
    [
      'a hidden sheet if no other has rows',
      [
        { ...others, isHidden: true },
        { name: 'Empty', rows: [] },
      ],
      'Others',
    ],
  ])('chooses %s', async (_which, tabs, sheet) => {
    expect(await read(tabs)).toMatchObject({ sheet, sheets: tabs.map(({ name }) => name) })
  })

  it('says which sheet was read if others could have been', async () => {
    expect((await read([cover, leads, others])).warnings).toEqual([
      'The sheet “Leads” was read. The workbook also has “Cover” and “Others”.',
      'Read in memory.',
    ])
    const many = Array.from({ length: 7 }, (_, at): Tab => ({ name: `S${at}`, rows: [] }))
    expect((await read([leads, ...many])).warnings[0]).toBe(
      'The sheet “Leads” was read. The workbook also has “S0”, “S1”, “S2”, “S3”, “S4”, and 2 more.',
    )
    expect((await read([leads, { ...others, isHidden: true }])).warnings).toEqual(['Read in memory.'])
    expect((await read([leads, others], 'Others')).warnings).toEqual(['Read in memory.'])
  })

  it('removes characters from the name of a sheet that cannot be stored', async () => {
    const tabs = [{ ...others, name: '\0Oth\ud800' }, leads]
    expect(await read(tabs)).toMatchObject({ sheet: 'Oth\ufffd', sheets: ['Oth\ufffd', 'Leads'] })
    expect(await read(tabs, 'Oth\ufffd')).toMatchObject({ sheet: 'Oth\ufffd', columns: ['Company'] })
  })

  it('chooses the requested sheet, even a hidden one', async () => {
    expect(await read([leads, { ...others, isHidden: true }], 'Others')).toMatchObject({
      sheet: 'Others',
      sheets: ['Leads', 'Others'],
      columns: ['Company'],
      csv: 'Acme\n',
    })
  })

  it('names the sheets if the requested one does not exist', async () => {
    await expect(read([leads, others], 'Leeds')).rejects.toEqual(
      new InvalidInputError('sheet', 'The workbook has no sheet "Leeds". Its sheets are "Leads", "Others".'),
    )
  })

  it.each<[string, Tab[], string | null, string]>([
    ['no sheet', [], null, 'The workbook has no sheets.'],
    ['no sheet, if one is requested', [], 'Leads', 'The workbook has no sheets.'],
    ['empty sheets', [{ name: 'Empty', rows: [] }], null, 'The workbook has no sheet with rows.'],
    ['only a header', [{ name: 'Cover', rows: [['Name', 'Email']] }], null, 'The workbook has no sheet with rows.'],
    ['an empty sheet', [leads, { name: 'Empty', rows: [] }], 'Empty', 'The sheet "Empty" has no rows.'],
  ])('rejects a workbook with %s', async (_what, tabs, wanted, message) => {
    await expect(read(tabs, wanted)).rejects.toEqual(new UnreadableFileError(message))
  })
})

describe('reading a sheet', () => {
  it('pads short rows and skips blank ones', async () => {
    expect(await read([leads])).toMatchObject({
      headerLine: 1,
      columns: ['Name', 'Email'],
      totalRows: 2,
      sampleRows: [
        ['Ada', 'ada@example.com'],
        ['Bob', ''],
      ],
      csv: 'Ada,ada@example.com\nBob,\n',
      warnings: ['Read in memory.'],
    })
  })

  it('finds the row number of a header below notes', async () => {
    const rows = [
      ['Exported on 1 March'],
      null,
      null,
      ['', 'Name', 'Email', 'City'],
      ['', 'Ada', 'a@example.com', 'London'],
    ]
    expect(await read([{ name: 'Leads', rows }])).toMatchObject({
      headerLine: 4,
      columns: ['Column 1', 'Name', 'Email', 'City'],
      totalRows: 1,
    })
  })

  it.each<[string, string[][]]>([
    ['near the top', []],
    ['far down', Array.from({ length: 200 }, () => ['Eve', 'Rome'])],
  ])('adds a column for remarks to the right of the table: %s', async (_where, between) => {
    const rows = [['Name', 'City'], ...between, ['Ada', 'London', '', 'call back'], ['Bob', 'Paris']]
    const { columns, warnings, csv } = await read([{ name: 'Leads', rows }])
    expect({ columns, warnings }).toEqual({
      columns: ['Name', 'City', 'Column 3', 'Column 4'],
      warnings: ['Read in memory.'],
    })
    expect(csv).toContain('Ada,London,,call back\nBob,Paris,,\n')
  })

  it('keeps a value that equals the name of the only column', async () => {
    const rows = [['Company'], ['Acme'], ['Company']]
    expect(await read([{ name: 'Leads', rows }])).toMatchObject({ columns: ['Company'], totalRows: 2 })
  })

  it('finds the header below a row of groups', async () => {
    const rows = [
      ['Contact', '', 'Company'],
      ['Name', 'Email', 'Org', 'Domain'],
      ['Ada', 'ada@acme.example', 'Acme', 'acme.example'],
    ]
    expect(await read([{ name: 'Leads', rows }])).toMatchObject({
      headerLine: 2,
      columns: ['Contact Name', 'Email', 'Org', 'Domain'],
      totalRows: 1,
    })
  })

  it('treats the first row as data if there is no header', async () => {
    const rows = [
      ['Ada', 'ada@example.com'],
      ['Bob', 'bob@example.com'],
    ]
    expect(await read([{ name: 'Leads', rows }])).toMatchObject({
      headerLine: 0,
      columns: ['Column 1', 'Column 2'],
      totalRows: 2,
    })
  })

  it('removes characters that Postgres rejects', async () => {
    const rows = [
      ['Name', 'Note'],
      ['A\0da\0', 'one\r\ntwo\rthree \ud83d\ude00 \ud83d'],
    ]
    expect(await read([{ name: 'Leads', rows }])).toMatchObject({
      sampleRows: [['Ada', 'one\ntwo\nthree \ud83d\ude00 \ufffd']],
      warnings: ['2 NUL characters removed.', 'Read in memory.'],
    })
  })

  it('delivers long sheets in chunks', async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => [String(index), 'x'.repeat(1_000)])
    const chunks: number[] = []
    const sheet = readSheet(reader([{ name: 'Leads', rows: [['Id', 'Note'], ...rows] }]), null)
    for (let next = await sheet.next(); next.done !== true; next = await sheet.next()) chunks.push(next.value.firstRow)
    expect(chunks).toHaveLength(3)
    expect(chunks[0]).toBe(1)
  })
})
