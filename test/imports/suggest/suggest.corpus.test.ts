import { describe, expect, it } from 'vitest'
import { corpusCases, type MappingCase, ownCases, scoreCases } from '../../support/mapping-cases.ts'

const sources: [string, MappingCase[] | null][] = [
  ["columns of the project's own cases", ownCases()],
  ['headers of real exports', corpusCases('listed')],
  ['the same exports read from their bytes', corpusCases('files')],
]

describe.each(sources)('%s', (_source, cases) => {
  describe.skipIf(cases === null)(cases === null ? 'skipped unless CORPUS_DIR names the corpus' : 'all cases', () => {
    const score = scoreCases(cases ?? [])

    it('the type of real exports is suggested correctly', () => {
      expect(score.entries).toBeGreaterThan(50)
      expect(score.typesRight, score.wrong.join('\n')).toBe(score.entries)
    })

    it('at least 98% of the columns of real exports are mapped correctly', () => {
      expect(score.columnsRight / score.columns, score.wrong.join('\n')).toBeGreaterThan(0.98)
    })
  })
})
