import type { Api } from './api.ts'
import { CommandError } from './command-error.ts'
import { countsInLine } from './describe-import.ts'
import { importProgress, type Run } from './operations.ts'
import type { ProgressBar } from './progress-bar.ts'

/** Shows the counts of a run until it has completed, and returns its last state; throws a CommandError if it fails or is cancelled. `total` is the expected number of rows. */
export async function followRun(api: Api, runId: string, { bar, total }: { bar: ProgressBar; total: number }) {
  try {
    for await (const run of statesOf(api, runId)) {
      // The total of a search is an estimate, which grows if it is exceeded.
      bar.show({ ...run.counts, total: run.counts.total ?? total }, countsInLine(run.counts))
      if (run.status === 'COMPLETED') return run
      if (run.status === 'CANCELLED') {
        throw new CommandError('CANCELLED', 'The import was cancelled. The rows imported before that stay in the list.')
      }
    }
  } finally {
    bar.stop()
  }
  throw new Error('The stream completed before the import did.')
}

/** Yields the states of a run until it ends; throws a CommandError if it fails. */
export async function* statesOf(api: Api, runId: string): AsyncGenerator<Run> {
  for await (const { importProgress: run } of api.watch(importProgress, { runId })) {
    if (run.error) throw new CommandError(run.error.code, `The import failed: ${run.error.message}`)
    yield run
  }
}
