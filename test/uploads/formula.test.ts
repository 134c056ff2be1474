import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardFormula, unguardFormula } from '../../src/uploads/formula.ts'

describe('guarding a cell', () => {
  it.each([
    '=1+1',
    '+49 30 1234',
    '-5',
    '@SUM(A1)',
    '\t=1',
    '\rx',
    '\nx',
    ' =1',
    '\u00a0+1',
    '\ufeff=1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    "'=1",
    "''=1",
    "' =1",
  ])('sets an apostrophe before %j', (cell) => {
    expect(guardFormula(cell)).toBe(`'${cell}`)
    expect(unguardFormula(`'${cell}`)).toBe(cell)
  })

  it.each(['', 'Ada', '1-2', 'a=b', "'", "O'Neil", "'t Hart", "'90s", ' x', '#REF!', "''"])(
    'leaves %j as it is',
    (cell) => {
      expect(guardFormula(cell)).toBe(cell)
      expect(unguardFormula(cell)).toBe(cell)
    },
  )

  it('gives back any text', () => {
    const unit = fc.constantFrom("'", '=', '+', '-', '@', '＝', '＠', '\t', '\r', '\n', ' ', '\u00a0', 'a', '1')
    const text = fc.oneof(fc.string({ unit, maxLength: 6 }), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(text, (cell) => {
        expect(unguardFormula(guardFormula(cell))).toBe(cell)
        expect(/^\s*[=+\-@\t\r＝＋－＠]/.test(guardFormula(cell))).toBe(false)
      }),
      { numRuns: 5_000 },
    )
  })

  it('takes no second for a long run of blanks', () => {
    const started = performance.now()
    for (const cell of [`${' '.repeat(1_000_000)}x`, `${"'".repeat(1_000_000)}x`, `'${' '.repeat(1_000_000)}`]) {
      expect(guardFormula(cell)).toBe(cell)
    }
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
