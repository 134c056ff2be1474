import type pg from 'pg'
import type { AccountProvider } from '../../accounts/provider.ts'
import { AccountDisconnectedError } from '../../accounts/provider-errors.ts'
import type { Config } from '../../config.ts'
import { isOutOfRoom } from '../../db/errors.ts'
import { DomainError, ProviderBusyError, ProviderUnavailableError } from '../../errors.ts'
import { type JobContext, linkedInTasks, ownTasks } from '../../jobs/catalog.ts'
import { isWorkWaiting } from '../../jobs/jobs.sql.ts'
import { DatabaseFullError } from '../errors.ts'
import type { PrefetchedPage } from './lead-page.ts'
import { failRun, giveBackRun, retryRun } from './lifecycle.ts'
import { pauseForAccount, retryLater } from './pause.ts'
import { type ActiveRun, isLive, unclaimRun } from './runs.sql.ts'
import { writePage } from './write-page.ts'

/** How long a run keeps its worker while other jobs wait, in milliseconds. Smaller runs don't wait for its end. */
export const timeSlice = 1_000

/** The dependencies of the import job. */
export interface ImportDeps {
  pool: pg.Pool
  config: Pick<Config, 'pageSize' | 'salesNavSpacing' | 'salesNavDailyLeads'>
  accounts: AccountProvider
}

/** One job of a run: the pages that it writes, and what happens to the run when it stops. */
export class Attempt {
  readonly deps: ImportDeps
  readonly job: JobContext
  /** The run after the last committed page. */
  run: ActiveRun
  readonly #endOfSlice = performance.now() + timeSlice

  constructor(deps: ImportDeps, run: ActiveRun, job: JobContext) {
    this.deps = deps
    this.run = run
    this.job = job
  }

  /** Writes a page of leads; returns like `advance`. */
  async write(page: PrefetchedPage): Promise<boolean> {
    return await this.advance((pool, run) => writePage(pool, run, page))
  }

  /** Writes a page and returns whether to continue with the next one. If not, the run is over or was handed back to the queue. */
  async advance(writeNext: (pool: pg.Pool, run: ActiveRun) => ReturnType<typeof writePage>): Promise<boolean> {
    const { pool } = this.deps
    this.job.signal.throwIfAborted()
    const next = await writeNext(pool, this.run)
    if (next === null) this.job.signal.throwIfAborted()
    if (next?.isOver) return false
    this.run = next ?? this.run
    const continues = next !== null && !(await this.#mustYield())
    if (!continues) await giveBackRun(pool, this.run)
    return continues
  }

  async #mustYield(): Promise<boolean> {
    const isSliceOver = performance.now() >= this.#endOfSlice
    const tasks = this.run.accountId === null ? ownTasks : linkedInTasks
    return await isWorkWaiting(this.deps.pool, tasks, isSliceOver ? {} : { before: this.job.priority })
  }

  /** Fails, retries or pauses the run after an error; rethrows the error if the job has to run again. */
  async endWith(error: unknown): Promise<void> {
    const { run } = this
    const { pool } = this.deps
    if (this.job.signal.aborted) {
      // The next worker continues with the page that this one has not written.
      await unclaimRun(pool, run)
      throw error
    }
    // A run that was cancelled or deleted meanwhile has not failed.
    if (!(await isLive(pool, run).catch(() => true))) return
    const transient = [AccountDisconnectedError, ProviderBusyError, ProviderUnavailableError]
    const level = transient.some((type) => error instanceof type) ? 'warn' : 'error'
    this.job.log[level]({ err: error, runId: run.id }, 'import: attempt failed')
    if (error instanceof AccountDisconnectedError) {
      await pauseForAccount(pool, run, error.message)
    } else if (error instanceof ProviderBusyError || error instanceof ProviderUnavailableError) {
      await retryLater(pool, run, error)
    } else if (error instanceof DomainError) await failRun(pool, run, error)
    else await retryRun(pool, run, isOutOfRoom(error) ? new DatabaseFullError(run.kind) : undefined)
  }
}
