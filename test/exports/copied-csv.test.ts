import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CopiedCsv, isHarmless } from '../../src/exports/copied-csv.ts'
import { guardFormula } from '../../src/uploads/formula.ts'
import { nastyText } from '../support/nasty-text.ts'
import { runs } from '../support/property-runs.ts'

/** Writes a cell like COPY. */
function encode(cell: string | null): string {
  if (cell === null) return ''
  return cell === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** Finishes rows that arrive in pieces of so many bytes. */
function finish(rows: readonly (readonly (string | null)[])[], areTexts: boolean[], pieceLength = 65_536): string {
  const csv = Buffer.from(rows.map((row) => `${row.map(encode).join(',')}\n`).join(''))
  const copied = new CopiedCsv('row_', areTexts)
  const pieces: Uint8Array[] = []
  for (let at = 0; at < csv.length; at += pieceLength) pieces.push(copied.add(csv.subarray(at, at + pieceLength)))
  expect(copied.lastId).toBe(rows.length === 0 ? null : Number(rows.at(-1)?.[0]))
  return Buffer.concat(pieces).toString()
}

describe('rows that Postgres has copied as CSV', () => {
  it('get their ids, line ends and guards', () => {
    const rows = [
      ['1', 'Ada', '-5', '-5', 'a, b', null],
      ['2', '=1+1', null, '+1', 'a;=1', ''],
      ['3', '"q"', '7', null, '@a,\n=b', '-'],
      ['4', null, null, null, null, null],
    ]
    expect(finish(rows, [false, true, false, true, true, true])).toBe(
      [
        'row_1,Ada,-5,\'-5,"a, b",',
        "row_2,'=1+1,,'+1,a;''=1,",
        'row_3,"""q""",7,,"\'@a,\n\'\'=b",\'-',
        'row_4,,,,,',
        '',
      ].join('\r\n'),
    )
    expect(finish([], [false])).toBe('')
    expect(finish([['1'], ['2']], [false])).toBe('row_1\r\nrow_2\r\n')
  })

  it('have the same cells as when each is guarded by itself', () => {
    const cell = fc.option(nastyText, { nil: null })
    const pieceLengths = fc.integer({ min: 1, max: 100 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat().map(String), cell, cell), { maxLength: 5 }),
        pieceLengths,
        (rows, length) => {
          const guarded = rows.map(([id, ...cells]) => {
            const kept = cells.map((text) => guardFormula((text ?? '').replaceAll('\x01', '').replaceAll('\x02', '')))
            return `${[`row_${id}`, ...kept.map((text) => (text === '' ? '' : encode(text)))].join(',')}\r\n`
          })
          expect(finish(rows, [false, true, true], length)).toBe(guarded.join(''))
        },
      ),
      runs(20_000, 2_000),
    )
  })

  it('are looked at wherever a guard may be needed', () => {
    for (let code = 1; code <= 0x10ffff; code++) {
      if (code === 0xd800) code = 0xe000
      const character = String.fromCodePoint(code)
      if (isHarmless[Buffer.from(character)[0] ?? 0] === 0 || character === '\n') continue
      const guarded = [
        guardFormula(`${character}=1`).startsWith("'"),
        guardFormula(`x;${character}=1`).startsWith("x;'"),
      ]
      if (guarded.some(Boolean)) throw new Error(`A guard is set before U+${code.toString(16)}.`)
    }
  })
})
