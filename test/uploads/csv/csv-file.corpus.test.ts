import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { columnNames } from '../../../src/uploads/columns.ts'
import { UnreadableFileError } from '../../../src/uploads/errors.ts'
import { unguardFormula } from '../../../src/uploads/formula.ts'
import { corpusFolders } from '../../support/corpus.ts'
import { startCpuClock } from '../../support/cpu-clock.ts'
import { type ReadFile, read } from '../../support/csv-files.ts'

const [nasty] = corpusFolders(join('nasty', 'csv'))
const corpus = join(nasty ?? '', 'nasty', 'csv')

describe.skipIf(!nasty)('files of other test suites (skipped unless CORPUS_DIR names the corpus)', () => {
  it.each(nasty ? readdirSync(corpus) : [])(
    'reads or rejects %s within seconds, with the same result when read again',
    (name) => {
      const content = readFileSync(join(corpus, name))
      const cpuSeconds = startCpuClock()
      let file: ReadFile | null = null
      try {
        file = read(content)
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableFileError)
      }
      expect(cpuSeconds()).toBeLessThan(5)
      if (file) expect(read(file.text)).toMatchObject({ columns: file.columns, text: file.text })
    },
  )
})

const [exported] = corpusFolders('headers.json')
const exportSchema = z.array(
  z.object({
    id: z.string(),
    header: z.array(z.string()),
    rows: z.array(z.array(z.string())),
    delimiter: z.string(),
    encoding: z.string(),
    preambleLines: z.number(),
  }),
)

describe.skipIf(!exported)('exports of real tools (skipped unless CORPUS_DIR names the corpus)', () => {
  const exports = exported ? exportSchema.parse(JSON.parse(readFileSync(join(exported, 'headers.json'), 'utf8'))) : []
  it.each(exports)(
    'finds header, delimiter, encoding and rows of $id',
    ({ id, header, rows, delimiter, encoding, preambleLines }) => {
      const file = read(readFileSync(join(exported ?? '', 'exports', `${id}.csv`)))
      expect(file).toMatchObject({ delimiter, encoding: encoding.replace('-bom', ''), headerLine: preambleLines + 1 })
      expect(file.columns).toEqual(columnNames(header))
      const filled = rows.filter((cells) => cells.some((cell) => cell.trim() !== ''))
      expect(file.rows).toEqual(filled.map((cells) => cells.map(unguardFormula)))
    },
  )
})
