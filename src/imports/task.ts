import type pg from 'pg'
import type { Config } from '../config.ts'
import { DomainError } from '../errors.ts'
import type { JobContext, Tasks } from '../jobs/catalog.ts'
import { csvPages } from './csv-source.ts'
import { ImportFailedError } from './errors.ts'
import { failRun, finishRun, isHopeless, retryRun, takeRun } from './lifecycle.ts'
import { type ActiveRun, unclaimRun } from './runs.sql.ts'
import { ahead, type Source } from './source.ts'
import { writePage } from './write.ts'

/** What the job needs of its process. */
export interface ImportDeps {
  pool: pg.Pool
  config: Pick<Config, 'pageSize'>
}

/** The import job: takes a run from its cursor to its end, a page at a time. */
export function importTask(deps: ImportDeps): Tasks['import'] {
  return async ({ runId }, job) => {
    const run = await takeRun(deps.pool, runId)
    if (run === null) return
    try {
      if (isHopeless(run)) throw new ImportFailedError()
      await importPages(deps, run, job)
    } catch (error) {
      if (job.signal.aborted) {
        // The next worker goes on with the page that this one has not written.
        await unclaimRun(deps.pool, runId)
        throw error
      }
      job.log.error({ err: error, runId }, 'an attempt at an import failed')
      if (error instanceof DomainError) await failRun(deps.pool, runId, error)
      else await retryRun(deps.pool, runId)
    }
  }
}

async function importPages(deps: ImportDeps, claimed: ActiveRun, job: JobContext): Promise<void> {
  let run = claimed
  for await (const page of ahead(sourceOf(deps, run)(run.cursor))) {
    job.signal.throwIfAborted()
    const next = await writePage(deps.pool, run, page)
    if (next === null) return
    run = next
  }
  await finishRun(deps.pool, run.id)
}

function sourceOf({ pool, config }: ImportDeps, run: ActiveRun): Source {
  return (cursor) => csvPages(pool, run, config.pageSize, cursor)
}
