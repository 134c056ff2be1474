import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvTextOf, recordsOf, unparseRows } from '../../src/uploads/row-text.ts'
import { runs } from '../support/property-runs.ts'

const special = fc.constantFrom(
  '"',
  ',',
  '\n',
  '\r',
  '\r\n',
  ' ',
  '\t',
  ';',
  '|',
  '\u00a0',
  '\ufeff',
  '!',
  '=',
  "'",
  'a',
  'é',
  '😀',
)
const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: special }), fc.constant(''))
const row = fc.record({ cells: fc.array(cell, { minLength: 1, maxLength: 5 }), broken: fc.boolean() })

function chunkOf(records: { cells: string[]; broken: boolean }[], firstRow = 1) {
  return {
    firstRow,
    rowCount: records.length,
    content: unparseRows(records.map(({ cells }) => cells)),
    brokenRows: records.flatMap(({ broken }, at) => (broken ? [firstRow + at] : [])),
  }
}

describe('rows as text', () => {
  it.each([
    ['plain cells bare', ['a', 'b'], 'a,b\n'],
    [
      'delimiters, quotes, line breaks and edge spaces quoted',
      ['a,b', 'c"d', 'e\nf', ' g', ''],
      '"a,b","c""d","e\nf"," g",\n',
    ],
    ['delimiters of other files quoted', ['a;b', 'c|d', 'e\tf'], '"a;b","c|d","e\tf"\n'],
    ['empty cells', ['', ''], ',\n'],
  ])('writes %s', (_title, cells, text) => {
    expect(unparseRows([cells])).toBe(text)
  })

  it.each([
    ['one empty cell', [['']]],
    ['only rows of one empty cell', [[''], [''], ['']]],
    ['blank rows between others', [['a'], [''], ['b'], ['']]],
    ['one column', [['a'], ['b,c'], ['"']]],
    [
      'carriage returns',
      [
        ['a\rb', 'c\r\nd'],
        ['\r', ''],
      ],
    ],
    [
      'non-breaking spaces and byte order marks',
      [
        ['\ufeffa', '\u00a0'],
        ['\u00a0b\u00a0', '\ufeff'],
      ],
    ],
    ['surplus cells', [['a'], ['b', 'c', 'd'], ['e', '']]],
  ])('returns %s as they were', (_title, rows) => {
    const records = rows.map((cells) => ({ cells, broken: false }))
    expect(recordsOf(chunkOf(records))).toEqual(records)
  })

  it('returns any rows as they were, broken ones by their numbers', () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 1e6 }),
        (records, firstRow) => {
          expect(recordsOf(chunkOf(records, firstRow))).toEqual(records)
        },
      ),
      runs(10_000),
    )
  })

  it.each([
    ['fewer rows', 'a\n', 2],
    ['more rows', 'a\nb\nc\n', 2],
    ['an open quote', 'a\n"b\n', 2],
  ])('refuses content of %s', (_title, content, rowCount) => {
    expect(() => recordsOf({ firstRow: 5, rowCount, content, brokenRows: [] })).toThrow('The chunk of row 5 is damaged')
  })

  it('marks broken rows in the text that is handed out', () => {
    const records = [
      { cells: ['a', 'b,c'], broken: false },
      { cells: ['"d"x,e'], broken: true },
    ]
    expect(csvTextOf(chunkOf(records, 7))).toBe('a,"b,c"\n"""d""x,e"!\n')
  })
})
