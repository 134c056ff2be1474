import type pg from 'pg'
import type { AccountProvider } from '../../accounts/provider.ts'
import { AccountDisconnectedError } from '../../accounts/provider-errors.ts'
import type { Config } from '../../config.ts'
import { isOutOfRoom } from '../../db/errors.ts'
import { DomainError, ProviderBusyError, ProviderUnavailableError } from '../../errors.ts'
import type { JobContext } from '../../jobs/catalog.ts'
import { isWorkWaiting } from '../../jobs/jobs.sql.ts'
import { DatabaseFullError } from '../errors.ts'
import type { PrefetchedPage } from './lead-page.ts'
import { failRun, giveBackRun, retryRun } from './lifecycle.ts'
import { pauseForAccount, retryLater } from './pause.ts'
import { type ActiveRun, isLive, unclaimRun } from './runs.sql.ts'
import { writePage } from './write-page.ts'

/** For how long, in milliseconds, a run keeps its worker while other jobs wait. */
const turn = 2_000

/** What the job needs of its process. */
export interface ImportDeps {
  pool: pg.Pool
  config: Pick<Config, 'pageSize' | 'salesNavSpacing' | 'salesNavDailyLeads'>
  accounts: AccountProvider
}

/** One turn of a worker at a run. */
export class Attempt {
  readonly deps: ImportDeps
  readonly job: JobContext
  /** The run after the last page that was committed. */
  run: ActiveRun
  readonly #endOfTurn = performance.now() + turn

  constructor(deps: ImportDeps, run: ActiveRun, job: JobContext) {
    this.deps = deps
    this.run = run
    this.job = job
  }

  /** Writes a page; whether this worker goes on with the next one. Where it does not, the run is over or given back. */
  async write(page: PrefetchedPage): Promise<boolean> {
    const { pool } = this.deps
    this.job.signal.throwIfAborted()
    const next = await writePage(pool, this.run, page)
    if (next === null) this.job.signal.throwIfAborted()
    if (next?.isOver) return false
    this.run = next ?? this.run
    const goesOn = next !== null && (performance.now() < this.#endOfTurn || !(await isWorkWaiting(pool)))
    if (!goesOn) await giveBackRun(pool, this.run)
    return goesOn
  }

  /** Decides what becomes of the run when an error has ended the turn; throws it where the job is to come again. */
  async endWith(error: unknown): Promise<void> {
    const { run } = this
    const { pool } = this.deps
    if (this.job.signal.aborted) {
      // The next worker goes on with the page that this one has not written.
      await unclaimRun(pool, run)
      throw error
    }
    // What a cancel or a delete has taken out of its hands has not failed.
    if (!(await isLive(pool, run.id).catch(() => true))) return
    const passes = [AccountDisconnectedError, ProviderBusyError, ProviderUnavailableError]
    const level = passes.some((type) => error instanceof type) ? 'warn' : 'error'
    this.job.log[level]({ err: error, runId: run.id }, 'an attempt at an import failed')
    if (error instanceof AccountDisconnectedError) {
      await pauseForAccount(pool, run, error.message)
    } else if (error instanceof ProviderBusyError || error instanceof ProviderUnavailableError) {
      await retryLater(pool, run, error)
    } else if (error instanceof DomainError) await failRun(pool, run.id, error)
    else await retryRun(pool, run, isOutOfRoom(error) ? new DatabaseFullError() : undefined)
  }
}
