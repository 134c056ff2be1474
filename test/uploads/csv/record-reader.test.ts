import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { markBroken } from '../../../src/uploads/csv/broken-line.ts'
import { lineCount, type SourceRecord } from '../../../src/uploads/csv/record.ts'
import { RecordReader } from '../../../src/uploads/csv/record-reader.ts'
import { UnreadableFileError } from '../../../src/uploads/errors.ts'
import { unparseRows } from '../../../src/uploads/row-text.ts'
import { startCpuClock } from '../../support/cpu-clock.ts'
import { readRecords } from '../../support/csv-files.ts'
import { runs } from '../../support/property-runs.ts'

function whole(...cells: string[]): SourceRecord {
  return { cells, broken: false }
}

function broken(line: string): SourceRecord {
  return { cells: [line], broken: true }
}

/** Whether it is no record but blank lines. */
function isBlank({ cells, broken }: SourceRecord): boolean {
  return !broken && cells.length < 2 && (cells[0] ?? '').trim() === ''
}

function read(text: string, delimiter = ','): SourceRecord[] {
  return readRecords(text, delimiter).filter((record) => !isBlank(record))
}

/** The text handed over in pieces of the given sizes, and the rest of it. */
function readInPieces(text: string, sizes: number[], longest?: number): SourceRecord[] {
  const reader = new RecordReader(',', longest)
  const records: SourceRecord[] = []
  let at = 0
  for (const size of sizes) {
    records.push(...reader.push(text.slice(at, at + size)))
    at += size
  }
  records.push(...reader.push(text.slice(at)), ...reader.end())
  return records.filter((record) => !isBlank(record))
}

const cell = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', ' ', '\t', ';', '!', 'a', 'é') }),
)
const record = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(cell, { minLength: 2, maxLength: 5 }).map((cells) => whole(...cells.map(lineEndsIn))),
  },
  { weight: 1, arbitrary: cell.map((text) => broken(text.replace(/[\r\n\0]/g, ''))) },
)
const messy = fc.string({
  unit: fc.constantFrom('"', '""', ',', '\n', ' ', 'a', '"!', '","', '",\n', '\t'),
  maxLength: 60,
})

function lineEndsIn(text: string): string {
  return text.replace(/\r/g, '\n')
}

/** A record as a line of `csvText`. */
function textOf({ cells, broken }: SourceRecord): string {
  return broken ? `${markBroken(cells[0] ?? '')}\n` : unparseRows([cells])
}

describe('reading records', () => {
  it.each([
    ['splits cells at the delimiter', 'a,b\n1,2\n', [whole('a', 'b'), whole('1', '2')]],
    ['needs no line break at the end', 'a,b\n1,2', [whole('a', 'b'), whole('1', '2')]],
    [
      'keeps delimiters, line breaks and doubled quotes inside quotes',
      '"a,b","c\nd","e""f"\n',
      [whole('a,b', 'c\nd', 'e"f')],
    ],
    ['keeps a quote in the middle of a bare cell', '5" pipe,6\n', [whole('5" pipe', '6')]],
    ['ignores spaces after a closing quote', '"a" ,"b"  \n1,2\n', [whole('a', 'b'), whole('1', '2')]],
    ['ignores blanks before an opening quote', 'a, "b, c"\n1,\t"2" ,3\n', [whole('a', 'b, c'), whole('1', '2', '3')]],
    ['keeps quotes inside a cell after blanks', 'a, "b" c,d\n', [whole('a', ' "b" c', 'd')]],
    ['keeps an unclosed quote after a blank', 'a, "b\n1,2\n', [whole('a', ' "b'), whole('1', '2')]],
    [
      'reads quotes that follow a backslash',
      '"Ann \\"Annie\\" Archer","a\\", b"\n"C:\\\\","x ""y"" z"\n',
      [whole('Ann "Annie" Archer', 'a", b'), whole('C:\\\\', 'x "y" z')],
    ],
    ['keeps a backslash before a closing quote', '"C:\\",x\n', [whole('C:\\', 'x')]],
    ['keeps the spaces of bare cells', ' a , b \n', [whole(' a ', ' b ')]],
    ['counts a line of delimiters as a record', ',,\n', [whole('', '', '')]],
    ['skips blank lines', '\na,b\n\n  \n1,2\n\n', [whole('a', 'b'), whole('1', '2')]],
    [
      'gives up the one line whose quote is followed by text',
      '1,2\n"a"x,b\n3,4\n',
      [whole('1', '2'), broken('"a"x,b'), whole('3', '4')],
    ],
    [
      'gives up the one line whose quote is never closed',
      '1,2\n"a,b\n3,4\n',
      [whole('1', '2'), broken('"a,b'), whole('3', '4')],
    ],
    ['reports a broken last line', '1,2\n3,"4', [whole('1', '2'), broken('3,"4')]],
    ['reads the quoted record after a broken line', '"a,b\n"c","d"\n', [broken('"a,b'), whole('c', 'd')]],
    ['reads its own marker of a broken line', '"a,""b"!\n1,2\n', [broken('a,"b'), whole('1', '2')]],
  ])('%s', (_title, text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it('loses exactly one row to a quote that opens in the middle of a big file and never closes', () => {
    const lines = Array.from({ length: 400_000 }, (_, index) => `${index},Ada,Lovelace,ada${index}@example.com`)
    lines[200_000] = '200000,"Ada,Lovelace,ada@example.com'
    const records = read(lines.join('\n'))
    expect(records).toHaveLength(400_000)
    expect(records.filter((one) => one.broken)).toEqual([broken('200000,"Ada,Lovelace,ada@example.com')])
    expect(records[200_001]?.cells).toEqual(['200001', 'Ada', 'Lovelace', 'ada200001@example.com'])
  })

  it('loses exactly one row to an unclosed quote that is followed by more text than a record may have', () => {
    const line = `Ada,${'x'.repeat(1_000)}`
    const records = read(`"open,x\n${`${line}\n`.repeat(20_000)}`)
    expect(records).toHaveLength(20_001)
    expect(records[0]).toEqual(broken('"open,x'))
    expect(records.filter((one) => one.broken)).toHaveLength(1)
  })

  it('reads a cell of several megabytes with line breaks and quotes', () => {
    const long = 'A "quoted" word, and\na new line. '.repeat(100_000)
    expect(
      readInPieces(
        unparseRows([
          [long, 'x'],
          ['y', 'z'],
        ]),
        Array(80).fill(65_536),
      ),
    ).toEqual([whole(long, 'x'), whole('y', 'z')])
  })

  it('reads 200,000 broken lines in seconds', () => {
    const cpuSeconds = startCpuClock()
    const records = read('"a"x,b\n'.repeat(200_000))
    expect(records).toHaveLength(200_000)
    expect(records.every((one) => one.broken)).toBe(true)
    expect(cpuSeconds()).toBeLessThan(20)
  })

  it('reads text without errors like papaparse', () => {
    let compared = 0
    fc.assert(
      fc.property(fc.oneof(messy, cell), fc.constantFrom(',', ';', '\t', '|'), (text, delimiter) => {
        const { data, errors } = Papa.parse<string[]>(lineEndsIn(text), { delimiter, newline: '\n' })
        // Papa Parse takes blanks before a quote for the cell.
        if (errors.length > 0 || data.flat().some((cell) => /^[^\S\n]+"/.test(cell))) return
        compared++
        expect(read(text.replace(/\r/g, '\n'), delimiter)).toEqual(
          data.map((cells) => whole(...cells)).filter((one) => !isBlank(one)),
        )
      }),
      runs(10_000),
    )
    expect(compared).toBeGreaterThan(runs(10_000).numRuns / 10)
  })

  it('reports the line of a quote that does not close within the maximum record, wherever chunks end', () => {
    const text = `1,2\n"open,x\n${'Ada,Bob\n'.repeat(9)}"late",3\n`
    const expected = [whole('1', '2'), broken('"open,x'), ...Array(9).fill(whole('Ada', 'Bob')), whole('late', '3')]
    for (const sizes of [[], Array(text.length).fill(1), Array(20).fill(7)]) {
      expect(readInPieces(text, sizes, 40)).toEqual(expected)
    }
  })

  it.each([
    ['a line that is too long', `1,2\n${'x'.repeat(41)}\n3,4`, 'A line of the file is longer than 40 characters.'],
    ['a last line that is too long', `1,2\n${'x'.repeat(41)}`, 'A line of the file is longer than 40 characters.'],
    ['a row of too many cells', `1,2\n${','.repeat(100_000)}\n`, 'A row of the file has more than 100,000 cells.'],
    [
      'a row of too many cells with a quote',
      `1,2\n""${','.repeat(100_000)}\n`,
      'A row of the file has more than 100,000 cells.',
    ],
  ])('rejects %s, wherever chunks end', (_title, text, message) => {
    const longest = message.includes('40') ? 40 : undefined
    for (const sizes of [[], Array(60).fill(1), Array(10).fill(20)]) {
      expect(() => readInPieces(text, sizes, longest)).toThrow(new UnreadableFileError(message))
    }
  })

  it('counts the physical lines of a record', () => {
    expect(lineCount(whole('a\nb', 'c\n\n'))).toBe(4)
  })

  it('reads what papaparse writes, and marked lines as broken', () => {
    fc.assert(
      fc.property(fc.array(record), (records) => {
        expect(read(records.map(textOf).join(''))).toEqual(records)
      }),
      runs(10_000),
    )
  })

  it('writes any text so that it is read back identically', () => {
    fc.assert(
      fc.property(fc.oneof(messy, cell), fc.constantFrom(',', ';', '\t', '|'), (text, delimiter) => {
        const records = read(lineEndsIn(text), delimiter)
        expect(read(records.map(textOf).join(''))).toEqual(records)
      }),
      runs(10_000),
    )
  })

  it('reads a text in chunks like the whole text', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }))
    fc.assert(
      fc.property(messy, sizes, (text, sizes) => {
        expect(readInPieces(text, sizes)).toEqual(read(text))
      }),
      runs(10_000),
    )
  })
})
