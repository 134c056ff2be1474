import type pg from 'pg'
import type { Config } from '../config.ts'
import { DomainError } from '../errors.ts'
import type { JobContext, Tasks } from '../jobs/catalog.ts'
import { csvPages } from './csv-source.ts'
import { ImportFailedError } from './errors.ts'
import { failRun, finishRun, giveBackRun, isHopeless, recoverRuns, retryRun, takeRun } from './lifecycle.ts'
import { type ActiveRun, type ClaimedRun, isWorkWaiting, unclaimRun } from './runs.sql.ts'
import { ahead, type Source } from './source.ts'
import { writePage } from './write.ts'

/** For how long, in milliseconds, a run keeps its worker while other jobs wait. */
const turn = 2_000

/** What the job needs of its process. */
export interface ImportDeps {
  pool: pg.Pool
  config: Pick<Config, 'pageSize'>
}

/** The import job: takes a run from its cursor towards its end, a page at a time. */
export function importTask(deps: ImportDeps): Tasks['import'] {
  return async ({ runId }, job) => {
    const run = await takeRun(deps.pool, runId)
    if (run !== null) await importPages(deps, run, job)
  }
}

/** The job that takes care of runs whose own job was lost. */
export function recoverTask({ pool }: Pick<ImportDeps, 'pool'>): Tasks['recover-imports'] {
  return async (_payload, { log }) => {
    const runIds = await recoverRuns(pool)
    if (runIds.length > 0) log.warn({ runIds }, 'imports had lost their jobs and go on')
  }
}

async function importPages({ pool, config }: ImportDeps, claimed: ClaimedRun, job: JobContext): Promise<void> {
  let run: ActiveRun = claimed
  try {
    if (isHopeless(claimed)) throw new ImportFailedError()
    const endOfTurn = performance.now() + turn
    for await (const page of ahead(sourceOf(pool, config, run)(run.cursor))) {
      job.signal.throwIfAborted()
      const next = await writePage(pool, run, page)
      if (next === null) {
        job.signal.throwIfAborted()
        return await giveBackRun(pool, run)
      }
      run = next
      if (performance.now() > endOfTurn && (await isWorkWaiting(pool))) return await giveBackRun(pool, run)
    }
    await finishRun(pool, run.id)
  } catch (error) {
    if (job.signal.aborted) {
      // The next worker goes on with the page that this one has not written.
      await unclaimRun(pool, run)
      throw error
    }
    job.log.error({ err: error, runId: run.id }, 'an attempt at an import failed')
    if (error instanceof DomainError) await failRun(pool, run.id, error)
    else await retryRun(pool, run.id)
  }
}

function sourceOf(pool: pg.Pool, { pageSize }: ImportDeps['config'], run: ActiveRun): Source {
  return (cursor) => csvPages(pool, run, pageSize, cursor)
}
