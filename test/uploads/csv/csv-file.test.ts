import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnreadableFileError } from '../../../src/uploads/errors.ts'
import { startCpuClock } from '../../support/cpu-clock.ts'
import { inPieces, type ReadFile, read, readAsServer } from '../../support/csv-files.ts'
import { runs } from '../../support/property-runs.ts'

function refusal(content: string | Buffer): { message: string; line: number | null } {
  try {
    read(content)
  } catch (error) {
    if (error instanceof UnreadableFileError) return { message: error.message, line: error.line }
    throw error
  }
  throw new Error('The file was read')
}

describe('normalizing a CSV file', () => {
  it('normalizing a CSV file returns its properties and sample', () => {
    expect(read('\ufeffNotes:\n\nName;Email\r\nAda;ada@example.com\r\nBob;')).toMatchObject({
      delimiter: ';',
      encoding: 'utf-8',
      headerLine: 3,
      columns: ['Name', 'Email'],
      totalRows: 2,
      sampleRows: [
        ['Ada', 'ada@example.com'],
        ['Bob', ''],
      ],
      warnings: [],
    })
  })

  it('reads curly quotes around cells like straight ones', () => {
    const text = '“Name”,“Company”\n“Ada”,“Acme, Inc.”\n„Bob“,"Beta"\n'
    expect(read(text)).toMatchObject({
      columns: ['Name', 'Company'],
      sampleRows: [
        ['Ada', 'Acme, Inc.'],
        ['Bob', 'Beta'],
      ],
    })
    expect(read('“Name”,,“Company”\n“Ada”,,“Acme”\n')).toMatchObject({ columns: ['Name', 'Column 2', 'Company'] })
    expect(read('“Name”,“Company”\n“Ada”,“The “Best” Shop”\n“Bob”,““A” and “B””')).toMatchObject({
      sampleRows: [
        ['Ada', 'The “Best” Shop'],
        ['Bob', '“A” and “B”'],
      ],
    })
    // In a file with straight quotes they are characters like any other.
    const plain = 'Name,“Nickname”\nAda,“Countess”\n'
    expect(read(plain)).toMatchObject({ columns: ['Name', '“Nickname”'], sampleRows: [['Ada', '“Countess”']] })
  })

  it('names the columns of a Qualtrics export by its questions', () => {
    const ids = ['recipientEmail', 'QID1_TEXT', 'QID2'].map((id) => `"{""ImportId"":""${id}"",""timeZone"":""UTC""}"`)
    const text = `RecipientEmail,Q1,Q2\nRecipient Email,What company do you work for?,\n${ids}\nada@fern.example,Fern,Yes\nbob@moss.example,,No\n`
    expect(read(text)).toMatchObject({
      columns: ['Recipient Email', 'What company do you work for?', 'Q2'],
      totalRows: 2,
      sampleRows: [
        ['ada@fern.example', 'Fern', 'Yes'],
        ['bob@moss.example', '', 'No'],
      ],
    })
  })

  it('keeps the columns after a short line of questions', () => {
    const ids = ['a', 'b', 'c'].map((id) => `"{""ImportId"":""${id}""}"`)
    expect(read(`Email,Q1,Q2\nYour e-mail\n${ids}\nada@fern.example,Fern,Yes\n`)).toMatchObject({
      columns: ['Your e-mail', 'Q1', 'Q2'],
      totalRows: 1,
    })
    expect(read('Id,Role,Why\n,Open-Ended Response\n1,CTO,Price\n2,CEO,Taste\n')).toMatchObject({
      columns: ['Id', 'Role', 'Why'],
      totalRows: 2,
    })
  })

  it('names the columns of a SurveyMonkey export by its questions and their parts', () => {
    const header =
      'Respondent ID,Contact,,,What is your role?,Why?,\n,Name,Company,Email Address,Open-Ended Response,Response,Other'
    const text = `${header}\n118000,Ada Vale,Fern,ada@fern.example,CTO,Price,\n118001,Bob Stone,Moss,bob@moss.example,CEO,,Taste\n`
    expect(read(text)).toMatchObject({
      columns: ['Respondent ID', 'Contact Name', 'Company', 'Email Address', 'What is your role?', 'Why?', 'Other'],
      totalRows: 2,
      sampleRows: [
        ['118000', 'Ada Vale', 'Fern', 'ada@fern.example', 'CTO', 'Price', ''],
        ['118001', 'Bob Stone', 'Moss', 'bob@moss.example', 'CEO', '', 'Taste'],
      ],
    })
  })

  it('takes no time over many blanks beside curly quotes', () => {
    const cpuSeconds = startCpuClock()
    read(`“Name”,“Company”\n“Ada”,${' '.repeat(100_000)}“Acme”\n`)
    expect(cpuSeconds()).toBeLessThan(2)
  })

  it('reads curly quotes in the same way wherever the pieces of the file end', async () => {
    const row = '“Ada „Countess“ Byron” , “Acme, the „Inc.“”\n'
    const file = Buffer.from(`“Name”,“Company”\n${row.repeat(3_000)}“Bob”,“Beta”`)
    const outcomes = await Promise.all([file.length, 65_536, 997].map((size) => readAsServer(inPieces(file, [size]))))
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ findings: { totalRows: 3_001, columns: ['Name', 'Company'], warnings: [] } })
      const cells = 'records' in outcome ? outcome.records.map((record) => record.cells) : []
      expect(cells[2_999]).toEqual(['Ada „Countess“ Byron', 'Acme, the „Inc.“'])
      expect(cells[3_000]).toEqual(['Bob', 'Beta'])
    }
  })

  it('reads a long cell of blanks below the header at once', () => {
    const blanks = `${'\t'.repeat(500_000)}x`
    expect(read(`Name,Email\n"${blanks}",--\n`)).toMatchObject({ columns: ['Name', 'Email'], totalRows: 1 })
  })

  it('reads quoted names between pairs of tabs at once', () => {
    const header = `“a”${'\t\t“a”'.repeat(32)}x`
    expect(read(`${header}\n1\n`).columns[0]).toBe('“a”')
  })

  it.each<[string, string, string[][], string[]]>([
    [
      'pads short rows',
      'a,b,c\n1\n1,2\n',
      [
        ['1', '', ''],
        ['1', '2', ''],
      ],
      [],
    ],
    ['drops empty surplus cells', 'a,b\n1,2,, \n', [['1', '2']], []],
    [
      'keeps surplus cells that hold something',
      'a,b\n1,2,,3,\n4,5\n',
      [
        ['1', '2', '', '3'],
        ['4', '5'],
      ],
      ['1 row with more cells than columns.'],
    ],
    [
      'counts no blank line',
      'a,b\n\n1,2\n  \n\n3,4\n\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
      [],
    ],
    [
      'reads addresses in one line as rows',
      'Ann <ann@a.example>; bob@b.example; cy@c.example\n',
      [['Ann <ann@a.example>'], ['bob@b.example'], ['cy@c.example']],
      ['The file has no header. Columns are named by position.'],
    ],
    ['counts no row of empty cells', 'a,b,c\n,,\n1,2,3\n, ,\n,,\n', [['1', '2', '3']], []],
    [
      'keeps a row with broken quotes as it stood',
      'a,b\n"1"x,2\n3,4\n',
      [['"1"x,2'], ['3', '4']],
      ['1 row with broken quotes.'],
    ],
    ['removes NUL characters', 'a,b\n1\0,\x002\n', [['1', '2']], ['2 NUL characters removed.']],
    [
      'reads mixed line ends',
      'a,b\r\n1,2\r3,4\n5,6',
      [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
      [],
    ],
    [
      'reads line ends of a lone CR',
      'a,b\r1,2\r3,4\r',
      [
        ['1', '2'],
        ['3', '4'],
      ],
      [],
    ],
    [
      'reads rows of a file without a header',
      'Ada,ada@example.com\nBob,bob@example.com\n',
      [
        ['Ada', 'ada@example.com'],
        ['Bob', 'bob@example.com'],
      ],
      ['The file has no header. Columns are named by position.'],
    ],
  ])('%s', (_title, content, rows, warnings) => {
    expect(read(content)).toMatchObject({ rows, totalRows: rows.length, warnings })
  })

  it.each<[string, string, string[], string[][]]>([
    [
      'none is left of a trailing delimiter',
      'a,b,\n1,2,\n3,4,\n',
      ['a', 'b'],
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['trailing delimiters of only the header add none', 'a;b;;;\n1;2\n', ['a', 'b'], [['1', '2']]],
    [
      'one that holds something stays',
      'a,b,,\n1,2,,\n3,4,x,\n',
      ['a', 'b', 'Column 3'],
      [
        ['1', '2', ''],
        ['3', '4', 'x'],
      ],
    ],
    [
      'those before a named column are kept',
      ',a,,b,\n1,2,,4,\n',
      ['Column 1', 'a', 'Column 3', 'b'],
      [['1', '2', '', '4']],
    ],
    [
      'one that is empty in all rows without a header goes',
      '1,2,\n3,4,\n',
      ['Column 1', 'Column 2'],
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'rows without a header may be wider than the first',
      '1,2\n3,4,5\n6,7,8\n',
      ['Column 1', 'Column 2', 'Column 3'],
      [
        ['1', '2', ''],
        ['3', '4', '5'],
        ['6', '7', '8'],
      ],
    ],
  ])('columns without a name: %s', (_title, content, columns, rows) => {
    const file = read(content)
    expect(file).toMatchObject({ columns, rows, sampleRows: rows })
    expect(file.warnings.filter((warning) => warning.includes('cells'))).toEqual([])
  })

  it('keeps a column without a name that only has a late value', () => {
    const file = read(`a,b,,\n${'1,2,,\n'.repeat(30_000)}3,4,late,\n`)
    expect(file).toMatchObject({ columns: ['a', 'b', 'Column 3'], totalRows: 30_001, warnings: [] })
    expect(file.rows[0]).toEqual(['1', '2'])
    expect(file.sampleRows[0]).toEqual(['1', '2', ''])
    expect(file.rows[30_000]).toEqual(['3', '4', 'late'])
  })

  it('reads a sheet saved with all its 16,384 columns', () => {
    const file = read(`Name,Email${','.repeat(16_382)}\n${`Ada,a@b.example${','.repeat(16_382)}\n`.repeat(50)}`)
    expect(file).toMatchObject({ columns: ['Name', 'Email'], totalRows: 50, warnings: [] })
  })

  it('removes only the apostrophes that guard against formulas', () => {
    const file = read("Name,'=Phone\n'+49 30 1234,'=1+1\n''@x,'t Hart\n\"' =1\",O'Neil\n\"'=\"x,y\n")
    expect(file.columns).toEqual(['Name', '=Phone'])
    expect(file.rows).toEqual([['+49 30 1234', '=1+1'], ["'@x", "'t Hart"], [' =1', "O'Neil"], ['"\'="x,y']])
  })

  it.each(['a,b\n1,2\na,b\n3,4\n a , b ,\n', 'a,b,\n1,2,\na,b\n3,4,\na,b,,\n'])(
    'skips rows that repeat the header: %j',
    (content) => {
      expect(read(content)).toMatchObject({
        rows: [
          ['1', '2'],
          ['3', '4'],
        ],
        warnings: ['2 repeated headers skipped.'],
      })
    },
  )

  it('warns of Windows-1252', () => {
    const file = read(Buffer.from('Name,City\nZo\xeb,K\xf6ln\n', 'latin1'))
    expect(file.rows).toEqual([['Zoë', 'Köln']])
    expect(file.warnings).toEqual(['The file is not in Unicode. It was read as Windows-1252 (Western European).'])
  })

  it('keeps a column named __proto__', () => {
    expect(read('__proto__,b\n1,2\n')).toMatchObject({ columns: ['__proto__', 'b'], rows: [['1', '2']] })
  })

  it('keeps a cell of a megabyte and truncates it only in the sample', () => {
    const cell = 'x "y"\n'.repeat(180_000)
    const file = read(`a,b\n1,"${cell.replaceAll('"', '""')}"\n2,3\n`)
    expect(file.rows).toEqual([
      ['1', cell],
      ['2', '3'],
    ])
    expect(file.sampleRows[0]?.[1]).toBe(cell.slice(0, 1_000))
  })

  it('does not split a character when it truncates the sample', () => {
    const sampled = read(`a,b\n1,x${'🚀'.repeat(600)}\n`).sampleRows[0]?.[1]
    expect(sampled).toBe(`x${'🚀'.repeat(499)}`)
  })

  it('writes chunks of whole rows, of about a megabyte or 20,000 rows each', () => {
    const { chunks, totalRows } = read(`a,b\n${'some text,and more\n'.repeat(200_000)}`)
    expect(totalRows).toBe(200_000)
    expect(chunks.length).toBe(10)
    let nextRow = 1
    for (const { firstRow, rowCount, content } of chunks) {
      expect(firstRow).toBe(nextRow)
      expect(content.split('\n')).toHaveLength(rowCount + 1)
      nextRow += rowCount
    }
    expect(nextRow).toBe(200_001)
  })

  it.each([
    'Name;Tags\nAda;"a;b"\nBob;c\n',
    'Company\nAcme, Inc\nBeta\nGamma, Ltd\n',
    'Company\nAcme\n"Beta; Ltd"\n',
    'a,,a\n"1"x,2\n3,4,5,6\n"un,closed\n7,8,9\n"x""!\n',
    'Ada,ada@example.com\nBob,bob@example.com\n',
    'a,b\n,\n" ",\n1,"2\n3"\n',
  ])('reads its own output identically: %j', (content) => {
    const first = read(content)
    const second = read(first.text)
    expect(second.text).toBe(first.text)
    expect(second.columns).toEqual(first.columns)
    expect(second.totalRows).toBe(first.totalRows)
  })
})

describe('refusing a file', () => {
  const brokenRows = '"a"x,b\n'.repeat(700)
  it.each<[string, string | Buffer, string, number | null]>([
    ['empty', '', 'The file is empty.', null],
    ['blank', ' \n\r\n\t\n', 'The file is empty.', null],
    ['with only a byte order mark', '\ufeff', 'The file is empty.', null],
    ['with a header only', '\n\nName,Email\n', 'The file has a header but no rows.', 3],
    [
      'binary',
      Buffer.from('PK\x03\x04\0\0\0', 'latin1'),
      expect.stringContaining('This is a ZIP archive or an Excel workbook, not a '),
      null,
    ],
    ['with a broken header', '\n"Name"x,Email\n', 'The quotes of the header in line 2 are broken.', 2],
    [
      'that is mostly broken',
      `a,b\n1,"2\n2"\n${brokenRows}`,
      'The quotes of most rows are broken, first in line 4.',
      4,
    ],
    [
      'that is mostly broken at its start',
      `a,b\n${brokenRows}${'1,2\n'.repeat(5_000)}`,
      'The quotes of most rows are broken, first in line 2.',
      2,
    ],
    ['with too many columns', `${Array(1_001).fill('a').join(',')}\n1\n`, 'The file has more than 1,000 columns.', 1],
  ])('rejects a file %s', (_title, content, message, line) => {
    expect(refusal(content)).toEqual({ message, line })
  })

  it('accepts a small file with a few broken rows', () => {
    expect(read('a,b\n"1"x,2\n"3,4\n')).toMatchObject({ totalRows: 2, warnings: ['2 rows with broken quotes.'] })
  })
})

describe('any bytes', () => {
  const piece = fc.constantFrom(
    '"',
    ',',
    ';',
    '\t',
    '\n',
    '\r',
    ' ',
    'a',
    'é',
    '1',
    'a@b.example',
    '\0',
    '"!\n',
    '|',
    'sep=;\n',
  )
  const messy = fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.from(pieces.join('')))
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))

  it('any bytes are read or rejected, and the normalized text contains every row', () => {
    let wereRead = 0
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: messy }, bytes), (content) => {
        let file: ReadFile
        try {
          file = read(content)
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableFileError)
          return
        }
        wereRead++
        expect(file.rows).toHaveLength(file.totalRows)
        expect(file.rows).toEqual(file.sampleRows)
        expect(new Set(file.columns).size).toBe(file.columns.length)
      }),
      runs(5_000),
    )
    expect(wereRead).toBeGreaterThan(runs(5_000).numRuns / 10)
  })
})
