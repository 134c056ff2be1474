import type { Api } from './demo-api.ts'
import { showEnrichment } from './demo-enrichment.ts'
import { type Counts, importProgress, readResult } from './demo-operations.ts'
import { countsInLine, describeCounts, describeResult, discrepancy } from './demo-report.ts'
import { heading, say } from './demo-say.ts'
import { openBar } from './progress-bar.ts'

/** Shows a run until it is over, what became of its rows and what is there now; `before` are the credits that there were, `total` how many rows are expected. */
export async function showRun(
  api: Api,
  { listId, runId, total, before }: { listId: string; runId: string; total: number; before: number },
): Promise<void> {
  const { counts, warnings } = await follow(api, runId, total)
  say(...warnings.map((warning) => `! ${warning}`))
  const result = await api.call(readResult, { runId })
  const { available: after, reserved } = result.viewer.credits
  heading('What became of the rows')
  say(...describeCounts(counts, { before, after }))
  const wrong = discrepancy(counts, { before, after, reserved }, result.importRun.list.rows.totalCount)
  if (wrong !== null) throw new Error(`The counts do not add up: ${wrong}`)
  await showEnrichment(api, listId)
  heading('What is there now')
  say(...describeResult(result))
}

/** Shows the counts of a run while they move, and answers the last ones. */
async function follow(api: Api, runId: string, total: number): Promise<{ counts: Counts; warnings: string[] }> {
  const bar = openBar(process.stdout)
  try {
    for await (const run of untilOver(api, runId)) {
      // That of a search is an estimate, and grows where it is passed.
      bar.show({ ...run.counts, total: run.counts.total ?? total }, countsInLine(run.counts))
      if (run.status === 'COMPLETED') return run
    }
  } finally {
    bar.stop()
  }
  throw new Error('The stream completed before the import did.')
}

/** The states of a run, to its end; throws in its words where it fails. */
export async function* untilOver(api: Api, runId: string) {
  for await (const { importProgress: run } of api.watch(importProgress, { runId })) {
    if (run.error) throw new Error(`The import failed: ${run.error.message}`)
    yield run
  }
}
