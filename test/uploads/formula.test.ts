import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guardFormula, unguardFormula } from '../../src/uploads/formula.ts'
import { startCpuClock } from '../support/cpu-clock.ts'
import { runs } from '../support/property-runs.ts'

describe('guarding a cell', () => {
  it.each([
    '=1+1',
    '+49 30 1234',
    '-5',
    '@SUM(A1)',
    '\tx',
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
    '\u200b=1',
    '\x01 =1',
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

  it.each([
    ['Ada;=1+1', "Ada;''=1+1"],
    ['Ada|=1+1', "Ada|''=1+1"],
    ['Ada\t+1', "Ada\t''+1"],
    ['Ada\n-1', "Ada\n''-1"],
    ['Ada\r\n＠a', "Ada\r\n''＠a"],
    ['Ada; =1', "Ada;'' =1"],
    ['Ada;"=1"', 'Ada;\'\'"=1"'],
    ["Ada;''=1", "Ada;''''=1"],
    ["a;'-b", "a;'''-b"],
    ['\t=1', "'\t''=1"],
    ['=1;=2', "'=1;''=2"],
  ])('puts two apostrophes before text that may become a separate cell: %j', (cell, guarded) => {
    expect(guardFormula(cell)).toBe(guarded)
    expect(unguardFormula(guarded)).toBe(cell)
  })

  it.each(['a; b', 'a;b=c', "a;''b", 'Rock ’n’ Roll; 1-2', "it''s", "a''=b", 'x;y|z'])('leaves %j as it is', (cell) => {
    expect(guardFormula(cell)).toBe(cell)
  })

  it('unguards any guarded text', () => {
    const unit = fc.constantFrom(...`'"=+-@＝＠\t\r\n ;|a1\u00a0\u200b`)
    const text = fc.oneof(fc.string({ unit, maxLength: 8 }), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(text, (cell) => {
        expect(unguardFormula(guardFormula(cell))).toBe(cell)
        expect(/^\s*[=+\-@\t\r＝＋－＠]/.test(guardFormula(cell))).toBe(false)
      }),
      runs(2_000),
    )
  })

  it('takes no time for a long run of blanks, quotes or separators', () => {
    const cpuSeconds = startCpuClock()
    for (const unit of [' ', "'", '"', ';', '\n', ';"', "\n''", "''"]) {
      for (const cell of [`x${unit.repeat(200_000)}x`, `'${unit.repeat(200_000)}`]) unguardFormula(guardFormula(cell))
    }
    expect(cpuSeconds()).toBeLessThan(5)
  })
})
