import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { columnNames } from '../../../src/uploads/columns.ts'
import { UnreadableFileError } from '../../../src/uploads/errors.ts'
import { unguardFormula } from '../../../src/uploads/formula.ts'
import { startCpuClock } from '../../support/cpu-clock.ts'
import { type ReadFile, read } from '../../support/csv-files.ts'

const corpus = join(process.env['CORPUS_DIR'] ?? '', 'nasty', 'csv')
const isThere = process.env['CORPUS_DIR'] !== undefined && existsSync(corpus)

describe.skipIf(!isThere)('files of other test suites (skipped unless CORPUS_DIR names the corpus)', () => {
  it.each(isThere ? readdirSync(corpus) : [])(
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

const exported = join(process.env['CORPUS_DIR'] ?? '', 'headers.json')
const areThere = process.env['CORPUS_DIR'] !== undefined && existsSync(exported)
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

describe.skipIf(!areThere)('exports of real tools (skipped unless CORPUS_DIR names the corpus)', () => {
  const exports = areThere ? exportSchema.parse(JSON.parse(readFileSync(exported, 'utf8'))) : []
  it.each(exports)(
    'finds header, delimiter, encoding and rows of $id',
    ({ id, header, rows, delimiter, encoding, preambleLines }) => {
      const file = read(readFileSync(join(process.env['CORPUS_DIR'] ?? '', 'exports', `${id}.csv`)))
      expect(file).toMatchObject({ delimiter, encoding: encoding.replace('-bom', ''), headerLine: preambleLines + 1 })
      expect(file.columns).toEqual(columnNames(header))
      expect(file.rows).toEqual(rows.map((cells) => cells.map(unguardFormula)))
    },
  )
})
