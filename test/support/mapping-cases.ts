import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { companyFields, personColumns } from '../../src/imports/leads/fields.ts'
import { suggest } from '../../src/imports/suggest/suggest.ts'
import { columnNames } from '../../src/uploads/columns.ts'
import { CsvFile } from '../../src/uploads/csv/csv-file.ts'

type Kind = 'person' | 'company'

/** A file's columns and first rows, and the mapping that a person would choose. */
export interface MappingCase {
  id: string
  dataType: 'PEOPLE' | 'COMPANIES'
  columns: string[]
  rows: string[][]
  expected: Record<Kind, Map<string, Expectation>>
}

/** The columns that may fill a field, by index, and whether one must. */
interface Expectation {
  columns: number[]
  isRequired: boolean
}

/** How many suggestions match the cases. */
export interface Score {
  entries: number
  typesRight: number
  /** Fields that a column fills or should fill. */
  columns: number
  columnsRight: number
  wrong: string[]
}

/** Scores the suggestions for each case; fields that neither side fills don't count. */
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
 * Returns the project's own cases, written as text: `# id kind`, then a line per column, `name | truth | value | value`.
 * Truth lists the fields that the column must fill; `c.` marks company fields in a file of people, `~` optional ones.
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
  const expected = { person: expectations(isPeople ? personColumns : []), company: expectations(companyFields) }
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

/** A column for a person's employer also fills the company's field. */
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

/** Returns cases from the real exports in a folder, as listed or as the upload reads the files. */
export function corpusCases(folder: string, source: 'listed' | 'files'): MappingCase[] {
  const file = join(folder, 'headers.json')
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
