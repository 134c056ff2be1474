import type { Api } from './demo-api.ts'
import { showEnrichment } from './demo-enrichment.ts'
import { type Counts, importProgress, readResult } from './demo-operations.ts'
import { countsInLine, describeCounts, describeResult, discrepancy } from './demo-report.ts'
import { heading, say } from './demo-say.ts'
import { openBar } from './progress-bar.ts'

/** Shows the progress of a run and its results; `before` is the number of credits before it, `total` the expected number of rows. */
export async function showRun(
  api: Api,
  { listId, runId, total, before }: { listId: string; runId: string; total: number; before: number },
): Promise<void> {
  const { counts, warnings } = await follow(api, runId, total)
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

/** Shows the counts of a run until it ends, and returns the last ones. */
async function follow(api: Api, runId: string, total: number): Promise<{ counts: Counts; warnings: string[] }> {
  const bar = openBar(process.stdout)
  try {
    for await (const run of statesOf(api, runId)) {
      // The total of a search is an estimate, which grows if it is exceeded.
      bar.show({ ...run.counts, total: run.counts.total ?? total }, countsInLine(run.counts))
      if (run.status === 'COMPLETED') return run
    }
  } finally {
    bar.stop()
  }
  throw new Error('The stream completed before the import did.')
}

/** Yields the states of a run until it ends; throws its error if it fails. */
export async function* statesOf(api: Api, runId: string) {
  for await (const { importProgress: run } of api.watch(importProgress, { runId })) {
    if (run.error) throw new Error(`The import failed: ${run.error.message}`)
    yield run
  }
}
