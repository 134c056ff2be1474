import { pluralize } from '../uploads/pluralize.ts'
import type { Counts, Preview } from './operations.ts'

/** The verdicts, each with its count. */
export const verdicts = [
  { verdict: 'IMPORTED', count: 'imported', meaning: 'new in the list' },
  { verdict: 'MERGED', count: 'merged', meaning: 'same person as an earlier row' },
  { verdict: 'CROSS_LIST', count: 'crossListSkipped', meaning: 'already in another list' },
  { verdict: 'BLOCKED', count: 'blocked', meaning: 'company is on your block list' },
  { verdict: 'INVALID', count: 'invalid', meaning: 'malformed, or identifies no one' },
  { verdict: 'UNAFFORDABLE', count: 'unaffordable', meaning: 'no credits left' },
] as const

/** Returns the lines that describe a preview. */
export function describePreview(preview: Preview): string[] {
  const { fileName, totalRows, columns, encoding, delimiter, reasoning, dataType, confidence, warnings } = preview
  const separated = delimiter === ',' ? 'comma-separated' : delimiter && `separated by ${JSON.stringify(delimiter)}`
  const layout = [pluralize(totalRows, 'row'), pluralize(columns.length, 'column'), encoding, separated]
  return [
    `${fileName ?? 'The file'}: ${layout.filter(Boolean).join(', ')}`,
    `${dataType} (${confidence}): ${reasoning}`,
    ...wrap(describeMapping(preview)),
    ...warnings.map((warning) => `! ${warning}`),
  ]
}

/** Describes which field each column fills. A person's field takes precedence, since most columns fill the company's too; rows that are companies have no other. */
function describeMapping({ dataType, columns, personMapping, companyMapping }: Preview): string[] {
  const isOfPeople = dataType === 'PEOPLE'
  const { custom } = isOfPeople ? personMapping : companyMapping
  const fields = new Map<unknown, string>(custom.map(({ column }) => [column, 'custom field']))
  for (const [field, column] of Object.entries(companyMapping)) {
    fields.set(column, isOfPeople ? `company.${field}` : field)
  }
  if (isOfPeople) for (const [field, column] of Object.entries(personMapping)) fields.set(column, field)
  return columns.map((column) => `${column} → ${fields.get(column) ?? 'not used'}`)
}

function wrap(items: string[], width = 100): string[] {
  const lines: string[] = []
  for (const item of items) {
    const line = lines.at(-1)
    if (line === undefined || line.length + item.length + 2 > width) lines.push(item)
    else lines[lines.length - 1] = `${line}, ${item}`
  }
  return lines
}

/** Returns the counts of a running import on one line. */
export function countsInLine({ imported, merged, crossListSkipped, blocked, invalid }: Counts): string {
  return `${imported} imported, ${merged} merged, ${crossListSkipped + blocked} skipped, ${invalid} invalid`
}

/** Returns a line for each verdict that rows of a run have. */
export function describeVerdicts(counts: Counts): string[] {
  return verdicts
    .filter(({ count }) => counts[count] > 0)
    .map(({ verdict, count, meaning }) => {
      const updated = verdict === 'MERGED' ? `; ${number(counts.updated)} changed it` : ''
      return `${number(counts[count]).padStart(9)}  ${verdict}: ${meaning}${updated}`
    })
}

/** Formats a number: 1,234 and −5. */
export function number(value: number): string {
  return value.toLocaleString('en').replace('-', '−')
}
