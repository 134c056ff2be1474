import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { suggest } from '../../src/imports/suggest.ts'
import { columnNames } from '../../src/uploads/columns.ts'

const fields = z.record(z.string(), z.string().nullable()).nullish()
const entrySchema = z.object({
  id: z.string(),
  kind: z.enum(['people', 'companies']),
  header: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  truth: z.object({ person: fields, company: fields }),
  truthAlso: z.record(z.string(), z.array(z.string())).default({}),
})

const file = join(process.env['CORPUS_DIR'] ?? '', 'headers.json')
const isThere = process.env['CORPUS_DIR'] !== undefined && existsSync(file)
const entries = isThere ? z.array(entrySchema).parse(JSON.parse(readFileSync(file, 'utf8'))) : []

/** Fields that are right and wrong; those that neither side names don't count. */
function score({ kind: dataKind, header, rows, truth, truthAlso }: z.infer<typeof entrySchema>): {
  right: number
  wrong: string[]
} {
  const columns = columnNames(header)
  const given = new Map(columns.map((name, index) => [name, header[index]]))
  const suggestion = suggest(columns, rows)
  let right = 0
  const wrong: string[] = []
  for (const kind of ['person', 'company'] as const) {
    const mapping: Record<string, unknown> = {
      ...(kind === 'person' ? suggestion.personMapping : suggestion.companyMapping),
    }
    // A file of companies has no truth for people.
    const expectations = kind === 'person' && dataKind === 'companies' ? {} : truth[kind]
    for (const [field, expected] of Object.entries(expectations ?? {})) {
      const name = mapping[field]
      const column = typeof name === 'string' ? (given.get(name) ?? null) : null
      if (column === null && expected === null) continue
      const isAlso = column !== null && (truthAlso[`${kind}.${field}`] ?? []).includes(column)
      if (column === expected || isAlso) right++
      else wrong.push(`${kind}.${field}: ${column} instead of ${expected}`)
    }
  }
  return { right, wrong }
}

describe.skipIf(!isThere)('headers of real exports (skipped unless CORPUS_DIR names the corpus)', () => {
  it('are told to be people or companies', () => {
    const mistaken = entries.filter(({ kind, header, rows }) => {
      return suggest(columnNames(header), rows).dataType !== (kind === 'people' ? 'PEOPLE' : 'COMPANIES')
    })
    expect(mistaken.map(({ id }) => id)).toEqual([])
  })

  it('are mapped right in 98 of 100 columns at least', () => {
    const scores = entries.map((entry) => ({ id: entry.id, ...score(entry) }))
    const right = scores.reduce((sum, one) => sum + one.right, 0)
    const wrong = scores.flatMap(({ id, wrong }) => wrong.map((text) => `${id} ${text}`))
    expect(right / (right + wrong.length), wrong.join('\n')).toBeGreaterThan(0.98)
  })
})
