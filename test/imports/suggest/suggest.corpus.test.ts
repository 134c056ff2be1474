import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { corpusFolders } from '../../support/corpus.ts'
import { corpusCases, type MappingCase, ownCases, scoreCases } from '../../support/mapping-cases.ts'

const corpora: [string, MappingCase[]][] = corpusFolders('headers.json').flatMap(
  (folder): [string, MappingCase[]][] => [
    [`headers of real exports in ${basename(folder)}`, corpusCases(folder, 'listed')],
    [`the exports in ${basename(folder)} read from their bytes`, corpusCases(folder, 'files')],
  ],
)

describe.each<[string, MappingCase[]]>([["columns of the project's own cases", ownCases()], ...corpora])(
  '%s',
  (_source, cases) => {
    const score = scoreCases(cases)

    it('the type is suggested correctly', () => {
      expect(score.entries).toBeGreaterThan(10)
      expect(score.typesRight, score.wrong.join('\n')).toBe(score.entries)
    })

    it('at least 95% of the columns are mapped correctly', () => {
      expect(score.columnsRight / score.columns, score.wrong.join('\n')).toBeGreaterThan(0.95)
    })
  },
)

it.skipIf(corpora.length > 0)('headers of real exports are skipped unless CORPUS_DIR names their folders', () => {})
