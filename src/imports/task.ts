import type { Tasks } from '../jobs/catalog.ts'
import { csvPages } from './csv-pages.ts'
import { ImportFailedError } from './errors.ts'
import { Attempt, type ImportDeps } from './run/attempt.ts'
import { prefetch } from './run/lead-page.ts'
import { isHopeless, recoverRuns, takeRun } from './run/lifecycle.ts'
import { failForgottenRuns, resumeRunsOf } from './run/pause.ts'
import { importSearch } from './sales-nav/import-search.ts'

/** The import job: takes a run from its cursor towards its end, a page at a time. */
export function importTask(deps: ImportDeps): Tasks['import'] {
  return async ({ runId }, job) => {
    const run = await takeRun(deps.pool, runId)
    if (run === null) return
    const attempt = new Attempt(deps, run, job)
    try {
      if (isHopeless(run)) throw new ImportFailedError()
      await (run.kind === 'CSV' ? importFile(attempt) : importSearch(attempt))
    } catch (error) {
      await attempt.endWith(error)
    }
  }
}

async function importFile(attempt: Attempt): Promise<void> {
  const { deps, run } = attempt
  for await (const page of prefetch(csvPages(deps.pool, run, deps.config.pageSize, run.cursor))) {
    if (!(await attempt.write(page))) return
  }
}

/** The job that takes care of runs whose own job was lost, and of those that were forgotten. */
export function recoverTask({ pool }: Pick<ImportDeps, 'pool'>): Tasks['recover-imports'] {
  return async (_payload, { log }) => {
    const runIds = await recoverRuns(pool)
    if (runIds.length > 0) log.warn({ runIds }, 'imports had lost their jobs and go on')
    const forgotten = await failForgottenRuns(pool)
    if (forgotten.length > 0) log.info({ runIds: forgotten }, 'imports were paused for too long')
  }
}

/** The job that lets runs go on whose account is in good state again. */
export function resumeTask({ pool }: Pick<ImportDeps, 'pool'>): Tasks['resume-account'] {
  return ({ accountId }) => resumeRunsOf(pool, accountId)
}
