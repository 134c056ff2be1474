import type { ImportKind } from '../db/generated/enums.ts'
import type { Tasks } from '../jobs/catalog.ts'
import { changeInBulk } from './bulk/change-in-bulk.ts'
import { csvPages } from './csv-pages.ts'
import { ImportFailedError } from './errors.ts'
import { Attempt, type ImportDeps } from './run/attempt.ts'
import { prefetch } from './run/lead-page.ts'
import { isHopeless, recoverRuns, takeRun } from './run/lifecycle.ts'
import { failForgottenRuns, resumeRunsOf } from './run/pause.ts'
import { importSearch } from './sales-nav/import-search.ts'
import { recoverUndos } from './undo/undo-task.ts'
import { upgradeKeys } from './upgrade-keys/upgrade-keys.ts'

/** Returns the job that imports a run from its cursor on, page by page. */
export function importTask(deps: ImportDeps): Tasks['import'] {
  return async ({ runId }, job) => {
    const run = await takeRun(deps.pool, runId)
    if (run === null) return
    const attempt = new Attempt(deps, run, job)
    try {
      await upgradeKeys(deps.pool, run.ownerId, job.signal)
      if (isHopeless(run)) throw new ImportFailedError(run.kind)
      await importers[run.kind](attempt)
    } catch (error) {
      await attempt.endWith(error)
    }
  }
}

const importers: Record<ImportKind, (attempt: Attempt) => Promise<void>> = {
  CSV: importFile,
  API: importFile,
  SALES_NAV: importSearch,
  BULK: changeInBulk,
}

async function importFile(attempt: Attempt): Promise<void> {
  const { deps, run } = attempt
  for await (const page of prefetch(csvPages(deps.pool, run, deps.config.pageSize, run.cursor))) {
    if (!(await attempt.write(page))) return
  }
}

/** Returns the job that enqueues runs whose job was lost, and fails those that were paused for too long. */
export function recoverTask({ pool }: Pick<ImportDeps, 'pool'>): Tasks['recover-imports'] {
  return async (_payload, { log }) => {
    const runIds = await recoverRuns(pool)
    if (runIds.length > 0) log.warn({ runIds }, 'imports: enqueued runs that had lost their jobs')
    const undoing = await recoverUndos(pool)
    if (undoing.length > 0) log.warn({ runIds: undoing }, 'imports: enqueued undos that had lost their jobs')
    const forgotten = await failForgottenRuns(pool)
    if (forgotten.length > 0) log.info({ runIds: forgotten }, 'imports: failed runs that were paused for too long')
  }
}

/** Returns the job that resumes the runs that wait for an account. */
export function resumeTask({ pool }: Pick<ImportDeps, 'pool'>): Tasks['resume-account'] {
  return ({ accountId }) => resumeRunsOf(pool, accountId)
}
