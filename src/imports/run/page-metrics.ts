import { creditsSpent, importRows, pageSeconds } from '../../telemetry/metrics.ts'
import { traced } from '../../telemetry/tracing.ts'
import { type PageCounts, verdictCounters } from '../verdicts/decision.ts'

const verdicts: Readonly<Record<(typeof verdictCounters)[number], string>> = {
  imported: 'IMPORTED',
  merged: 'MERGED',
  crossListSkipped: 'CROSS_LIST',
  blocked: 'BLOCKED',
  invalid: 'INVALID',
  unaffordable: 'UNAFFORDABLE',
  noMatch: 'NO_MATCH',
}

/** Measures a page's transaction, and counts what it passes to `count` once it is committed. */
export async function measurePage<T>(
  runId: string,
  write: (count: (counts: PageCounts) => void) => Promise<T | null>,
): Promise<T | null> {
  const stop = pageSeconds.startTimer()
  let counts: PageCounts | undefined
  try {
    const written = await traced('import page', { attributes: { 'leadstream.run': runId } }, (span) =>
      write((decided) => {
        counts = decided
        span.setAttributes({ 'leadstream.imported': decided.imported })
      }),
    )
    stop({ outcome: written === null ? 'lost' : 'committed' })
    if (counts) countRows(counts)
    return written
  } catch (error) {
    stop({ outcome: 'failed' })
    throw error
  }
}

function countRows(counts: PageCounts): void {
  for (const counter of verdictCounters) importRows.inc({ verdict: verdicts[counter] }, counts[counter])
  creditsSpent.inc(counts.imported)
}
