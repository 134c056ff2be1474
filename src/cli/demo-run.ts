import type { Api } from './api.ts'
import { showEnrichment } from './demo-enrichment.ts'
import { readResult } from './demo-operations.ts'
import { describeCounts, describeResult, discrepancy } from './demo-report.ts'
import { heading, say } from './demo-say.ts'
import { followRun } from './follow-run.ts'
import { openBar } from './progress-bar.ts'

/** Shows the progress of a run and its results; `before` is the number of credits before it, `total` the expected number of rows. */
export async function showRun(
  api: Api,
  { listId, runId, total, before }: { listId: string; runId: string; total: number; before: number },
): Promise<void> {
  const { counts, warnings } = await followRun(api, runId, { bar: openBar(process.stdout), total })
  say(...warnings.map((warning) => `! ${warning}`))
  const result = await api.call(readResult, { runId })
  const { available: after, reserved } = result.viewer.credits
  heading('Results')
  say(...describeCounts(counts, { before, after }))
  const wrong = discrepancy(counts, { before, after, reserved }, result.importRun.list.rows.totalCount)
  if (wrong !== null) throw new Error(`The counts do not add up: ${wrong}`)
  await showEnrichment(api, listId)
  heading('The new list')
  say(...describeResult(result))
}
