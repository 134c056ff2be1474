import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { companyFields, personFields } from '../../src/imports/leads/fields.ts'
import { suggest } from '../../src/imports/suggest/suggest.ts'
import { columnNames } from '../../src/uploads/columns.ts'
import { CsvFile } from '../../src/uploads/csv/csv-file.ts'

type Kind = 'person' | 'company'

/** A file's columns and first rows, and what a person would make of them. */
export interface MappingCase {
  id: string
  dataType: 'PEOPLE' | 'COMPANIES'
  columns: string[]
  rows: string[][]
  expected: Record<Kind, Map<string, Expectation>>
}

/** Which columns may fill a field, by index, and whether one has to. */
interface Expectation {
  columns: number[]
  isRequired: boolean
}

/** How well suggestions hold up against cases. */
export interface Score {
  entries: number
  typesRight: number
  /** Fields that a column fills, or should. */
  columns: number
  columnsRight: number
  wrong: string[]
}

/** Suggests for each case; fields that neither side fills don't count. */
export function scoreCases(cases: MappingCase[]): Score {
  const score: Score = { entries: cases.length, typesRight: 0, columns: 0, columnsRight: 0, wrong: [] }
  for (const { id, dataType, columns, rows, expected } of cases) {
    const suggestion = suggest(columns, rows)
    if (suggestion.dataType === dataType) score.typesRight++
    else score.wrong.push(`${id}: ${suggestion.dataType} instead of ${dataType}`)
    const mappings = { person: suggestion.personMapping, company: suggestion.companyMapping }
    for (const kind of ['person', 'company'] as const) {
      const mapping = new Map<string, unknown>(Object.entries(mappings[kind]))
      for (const [field, { columns: right, isRequired }] of expected[kind]) {
        const name = mapping.get(field)
        const index = typeof name === 'string' ? columns.indexOf(name) : null
        if (index === null && !isRequired) continue
        score.columns++
        if (index !== null && right.includes(index)) score.columnsRight++
        else {
          const wanted = right.map((one) => columns[one]).join(' or ')
          score.wrong.push(`${id}: ${kind}.${field} is ${name ?? 'nothing'} instead of ${wanted || 'nothing'}`)
        }
      }
    }
  }
  return score
}

/**
 * The project's own cases, in lines of text: `# id kind`, then a line for each column, `name | truth | value | value`.
 * Truth names the fields that the column fills, `c.` those of the company in a file of people, `~` those that it may.
 */
export function ownCases(): MappingCase[] {
  const text = readFileSync(join(import.meta.dirname, '../imports/suggest/cases.txt'), 'utf8')
  return text.split(/^# (?=\S+ (?:people|companies)$)/m).flatMap((block) => {
    const [first = '', ...lines] = block.split('\n').filter((line) => line.trim() !== '')
    const [id = '', kind] = first.split(' ')
    return lines.length === 0 ? [] : [ownCase(id, kind === 'people', lines)]
  })
}

function ownCase(id: string, isPeople: boolean, lines: string[]): MappingCase {
  const cells = lines.map((line) => line.split('|').map((cell) => cell.trim()))
  const expected = { person: expectations(isPeople ? personFields : []), company: expectations(companyFields) }
  for (const [column, [, truth = '']] of cells.entries()) {
    for (const mark of truth.split(' ').filter((word) => word !== '')) {
      const name = mark.replace('~', '')
      const kind = isPeople && !name.startsWith('c.') ? 'person' : 'company'
      allow(expected[kind], name.replace('c.', ''), column, !mark.startsWith('~'))
      const same = kind === 'person' ? employer.get(name) : undefined
      if (same) allow(expected.company, same, column, !mark.startsWith('~'))
    }
  }
  const rowCount = Math.max(...cells.map((line) => line.length)) - 2
  return {
    id,
    dataType: isPeople ? 'PEOPLE' : 'COMPANIES',
    columns: columnNames(cells.map(([name = '']) => name)),
    rows: Array.from({ length: rowCount }, (_, row) => cells.map((line) => line[row + 2] ?? '')),
    expected,
  }
}

/** What fills a person's field about the employer fills the employer's own. */
const employer = new Map([
  ['companyName', 'name'],
  ['companyLinkedinUrl', 'linkedinUrl'],
])

function expectations(fields: readonly string[]): Map<string, Expectation> {
  return new Map(fields.map((field) => [field, { columns: [], isRequired: false }]))
}

function allow(fields: Map<string, Expectation>, field: string, column: number, isRequired: boolean): void {
  const expectation = fields.get(field)
  if (!expectation) throw new Error(`No field ${field}`)
  expectation.columns.push(column)
  expectation.isRequired ||= isRequired
}

const truth = z.record(z.string(), z.string().nullable()).nullish()
const entrySchema = z.object({
  id: z.string(),
  kind: z.enum(['people', 'companies']),
  header: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  truth: z.object({ person: truth, company: truth }),
  truthAlso: z.record(z.string(), z.array(z.string())).default({}),
  truthIndex: z.record(z.string(), z.number()).default({}),
})

/** Headers of real exports where `CORPUS_DIR` names a folder of them, as listed or as the upload reads the files; null elsewhere. */
export function corpusCases(source: 'listed' | 'files'): MappingCase[] | null {
  const folder = process.env['CORPUS_DIR'] ?? ''
  const file = join(folder, 'headers.json')
  if (folder === '' || !existsSync(file)) return null
  const entries = z.array(entrySchema).parse(JSON.parse(readFileSync(file, 'utf8')))
  return entries.map((entry) => {
    const isPeople = entry.kind === 'people'
    const given =
      source === 'listed'
        ? { columns: columnNames(entry.header), rows: entry.rows }
        : readExport(join(folder, 'exports', `${entry.id}.csv`))
    const expected = {
      person: isPeople ? corpusTruth(entry, 'person') : new Map<string, Expectation>(),
      company: corpusTruth(entry, 'company'),
    }
    return { id: entry.id, dataType: isPeople ? 'PEOPLE' : 'COMPANIES', ...given, expected }
  })
}

function corpusTruth(entry: z.infer<typeof entrySchema>, kind: Kind): Map<string, Expectation> {
  return new Map(
    Object.entries(entry.truth[kind] ?? {}).map(([field, name]) => {
      const path = `${kind}.${field}`
      const index = entry.truthIndex[path]
      const names = [...(name === null || index !== undefined ? [] : [name]), ...(entry.truthAlso[path] ?? [])]
      const columns = entry.header.flatMap((header, column) => (names.includes(header) ? [column] : []))
      return [field, { columns: index === undefined ? columns : [index, ...columns], isRequired: name !== null }]
    }),
  )
}

function readExport(path: string): { columns: string[]; rows: string[][] } {
  const file = new CsvFile()
  for (const _chunk of file.push(readFileSync(path)));
  for (const _chunk of file.end());
  const { columns, sampleRows } = file.findings()
  return { columns, rows: sampleRows }
}
