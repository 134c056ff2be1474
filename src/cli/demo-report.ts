import type { Counts, Enrichment, Preview, Result } from './demo-operations.ts'

const verdicts = [
  { verdict: 'IMPORTED', count: 'imported', meaning: 'new in the list' },
  { verdict: 'MERGED', count: 'merged', meaning: 'was there already' },
  { verdict: 'CROSS_LIST', count: 'crossListSkipped', meaning: 'in another list' },
  { verdict: 'BLOCKED', count: 'blocked', meaning: 'its company is on the block list' },
  { verdict: 'INVALID', count: 'invalid', meaning: 'broken, or says nobody' },
  { verdict: 'UNAFFORDABLE', count: 'unaffordable', meaning: 'no credit was left' },
] as const
const reasoned = ['MERGED', 'CROSS_LIST', 'BLOCKED', 'INVALID'] as const

/** What a preview found out, in lines. */
export function describePreview(preview: Preview): string[] {
  const { fileName, totalRows, columns, encoding, delimiter, reasoning, dataType, confidence, warnings } = preview
  const parted = delimiter === ',' ? 'commas' : JSON.stringify(delimiter)
  return [
    `${fileName}: ${number(totalRows)} rows, ${columns.length} columns, ${encoding}, parted by ${parted}`,
    `${dataType} (${confidence}): ${reasoning}`,
    ...wrap(describeMapping(preview)),
    ...warnings.map((warning) => `! ${warning}`),
  ]
}

/** Which column fills what; the person's fields first, since most fill the company's too. */
function describeMapping({ columns, personMapping, companyMapping }: Preview): string[] {
  const fields = new Map<unknown, string>(personMapping.custom.map(({ column }) => [column, 'kept as it is']))
  for (const [field, column] of Object.entries(companyMapping)) fields.set(column, `company.${field}`)
  for (const [field, column] of Object.entries(personMapping)) fields.set(column, field)
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

/** The verdicts of a run as a table that adds up to what was processed, and the credits as a sum beside it. */
export function describeCounts(counts: Counts, credits: { before: number; after: number }): string[] {
  const width = Math.max(...verdicts.map(({ verdict }) => verdict.length))
  const line = (label: string, rows: number, paid: string, meaning: string) =>
    [label.padEnd(width), number(rows).padStart(7), paid.padStart(8), `  ${meaning}`].join('  ').trimEnd()
  const rule = '─'.repeat(width + 19)
  const { before, after } = credits
  return [
    `${'Verdict'.padEnd(width)}  ${'Rows'.padStart(7)}  ${'Credits'.padStart(8)}`,
    rule,
    ...verdicts.map(({ verdict, count, meaning }) => {
      const paid = number(verdict === 'IMPORTED' ? -counts.imported : 0)
      const filled = verdict === 'MERGED' ? `; ${number(counts.updated)} filled what was empty` : ''
      return line(verdict, counts[count], paid, meaning + filled)
    }),
    rule,
    line('processed', counts.processed, number(after - before), `of ${number(counts.total ?? 0)} rows`),
    '',
    `Credits: ${number(before)} before, ${number(counts.imported)} spent, ${number(after)} after.`,
  ]
}

/** A line of the counts of a run while they move. */
export function countsInLine({ imported, merged, crossListSkipped, blocked, invalid }: Counts): string {
  return `${imported} imported, ${merged} merged, ${crossListSkipped + blocked} skipped, ${invalid} invalid`
}

/** A line of the counts of an enrichment while they move. */
export function enrichmentInLine({ enriched, skipped, failed }: Enrichment): string {
  return `${enriched} enriched, ${skipped} skipped, ${failed} failed`
}

/** How many companies gained data, and why others did not. */
export function describeEnrichment({ total, enriched, reasons }: Enrichment): string[] {
  return [
    `${number(enriched)} of ${number(total)} companies gained data that they lacked.`,
    ...reasons
      .filter(({ outcome }) => outcome !== 'ENRICHED')
      .map(({ count, outcome, message }) => `  ${number(count)} ${outcome}: ${message}`),
  ]
}

/** Why the counts do not add up; null where they do. */
export function discrepancy(
  counts: Counts,
  credits: { before: number; after: number; reserved: number },
  rows: number,
): string | null {
  const sum = verdicts.reduce((total, { count }) => total + counts[count], 0)
  if (sum !== counts.processed) return `The verdicts add up to ${sum}, not to the ${counts.processed} processed rows.`
  if (counts.processed !== counts.total) return `${counts.processed} of ${counts.total} rows were processed.`
  const spent = credits.before - credits.after
  if (spent !== counts.imported) return `${counts.imported} rows were imported, but ${spent} credits were spent.`
  if (credits.reserved !== 0) return `${credits.reserved} credits are still reserved.`
  if (rows !== counts.imported) return `${counts.imported} rows were imported, but the list has ${rows}.`
  return null
}

/** The first rows of the list, and an example of each reason why others are not in it. */
export function describeResult({ importRun }: Result): string[] {
  const { list } = importRun
  return [
    `${list.name}: ${number(list.rows.totalCount)} people, ${number(list.companies.totalCount)} companies. The first people:`,
    ...list.rows.edges.map(({ node: { firstName, lastName, title, companyName, email } }) => {
      const name = [firstName, lastName].filter(Boolean).join(' ')
      return `  ${[name, title, companyName, email].filter(Boolean).join(' · ')}`
    }),
    'Every row that is not in it says why:',
    ...reasoned.flatMap((verdict) =>
      importRun[verdict].edges.map(({ node }) => `  row ${node.rowNumber}, ${verdict}: ${node.reason}`),
    ),
  ]
}

/** A number as people read it: 1,234 and −5. */
export function number(value: number): string {
  return value.toLocaleString('en').replace('-', '−')
}
