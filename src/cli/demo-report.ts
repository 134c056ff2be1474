import type { Enrichment, Result } from './demo-operations.ts'
import { number, verdicts } from './describe-import.ts'
import type { Counts } from './operations.ts'

const reasoned = ['MERGED', 'CROSS_LIST', 'BLOCKED', 'INVALID'] as const

/** Returns a table of a run's verdicts and credits, which add up to the processed rows. */
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
      const filled = verdict === 'MERGED' ? `; ${number(counts.updated)} filled empty fields` : ''
      return line(verdict, counts[count], paid, meaning + filled)
    }),
    rule,
    line('processed', counts.processed, number(after - before), `of ${number(counts.total ?? 0)} rows`),
    '',
    `Credits: ${number(before)} before, ${number(counts.imported)} spent, ${number(after)} after.`,
  ]
}

/** Returns the counts of a running enrichment on one line. */
export function enrichmentInLine({ enriched, skipped, failed }: Enrichment): string {
  return `${enriched} enriched, ${skipped} skipped, ${failed} failed`
}

/** Describes how many companies were enriched, and why others were not. */
export function describeEnrichment({ total, enriched, reasons }: Enrichment): string[] {
  return [
    `${number(enriched)} of ${number(total)} companies were enriched.`,
    ...reasons
      .filter(({ outcome }) => outcome !== 'ENRICHED')
      .map(({ count, outcome, message }) => `  ${number(count)} ${outcome}: ${message}`),
  ]
}

/** Returns why the counts do not add up, or null if they do. */
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

/** Describes the first rows of the list, and one example of each verdict of the rows that were not added. */
export function describeResult({ importRun }: Result): string[] {
  const { list } = importRun
  return [
    `${list.name}: ${number(list.rows.totalCount)} people, ${number(list.companies.totalCount)} companies. The first people:`,
    ...list.rows.edges.map(({ node: { firstName, lastName, title, companyName, email } }) => {
      const name = [firstName, lastName].filter(Boolean).join(' ')
      return `  ${[name, title, companyName, email].filter(Boolean).join(' · ')}`
    }),
    'Rows that were not added, with the reason:',
    ...reasoned.flatMap((verdict) =>
      importRun[verdict].edges.map(({ node }) => `  row ${node.rowNumber}, ${verdict}: ${node.reason}`),
    ),
  ]
}
