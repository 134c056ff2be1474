import type pg from 'pg'
import { enqueueRefresh } from '../../accounts/refresh.ts'
import { delayRequests, markDisconnected } from '../../accounts/requests.sql.ts'
import { type AccessDeps, findSalesNavAccount } from '../../accounts/sales-nav-access.ts'
import { lockOwner, transaction } from '../../db/client.ts'
import { parseUuid } from '../../db/ids.ts'
import { ProviderBusyError, type ProviderUnavailableError } from '../../errors.ts'
import { notify } from '../../events/notify.ts'
import { backoff, withJitter } from '../../jobs/backoff.ts'
import { RunForgottenError, RunNotFoundError, RunNotResumableError } from '../errors.ts'
import { enqueueRun, failure, maxDelay, maxFailures, postpone, retryBackoff, settleRun } from './lifecycle.ts'
import { findForgotten, lockForgotten, moveToAccount, type Pause, setPaused, unpauseRuns } from './pause.sql.ts'
import { type ActiveRun, lockFailures, lockRun } from './runs.sql.ts'

/** When a run that was paused because of its provider tries again by itself. */
const retryPausedAfter = 15 * 60_000
/** When an account that was cut off is looked at: it may come back, and nobody says so. */
const lookAgainAfter = 60_000

/**
 * Lets an attempt that the provider answered badly be followed by another one, when it says or later each time; pauses the run
 * where that is long, and after so many in a row. Where the provider asks for fewer requests, the account rests as long.
 */
export async function retryLater(
  pool: pg.Pool,
  run: ActiveRun,
  error: ProviderBusyError | ProviderUnavailableError,
): Promise<void> {
  const isBusy = error instanceof ProviderBusyError
  const wait = isBusy ? error.retryAfter : null
  const isLong = wait !== null && wait > maxDelay
  await transaction(pool, async (client) => {
    const failures = await lockFailures(client, run.id)
    if (failures === null) return
    const isPaused = isLong || failures + 1 >= maxFailures
    const usual = wait ?? withJitter(backoff(failures, retryBackoff))
    const delay = isPaused && !isLong ? retryPausedAfter : usual
    if (isPaused) {
      const until = new Date(Date.now() + delay)
      await pause(client, run, { cause: 'PROVIDER', reason: error.message, until })
    } else await postpone(client, run, delay, error.message)
    if (isBusy && run.accountId !== null) await delayRequests(client, run.accountId, delay)
  })
}

/** Pauses a run in a worker's hands; with `until` it goes on by itself then. */
export async function pauseRun(pool: pg.Pool, run: ActiveRun, paused: Pause): Promise<void> {
  await transaction(pool, (client) => pause(client, run, paused))
}

/** Pauses a run until its account is connected again, and notes that it must be. */
export async function pauseForAccount(pool: pg.Pool, run: ActiveRun, reason: string): Promise<void> {
  // Together: whoever finds the account in good state again finds the run that waits for it.
  await transaction(pool, async (client) => {
    await pause(client, run, { cause: 'ACCOUNT', reason, until: null })
    if (run.accountId === null) return
    await enqueueRefresh(client, run.accountId, lookAgainAfter)
    await markDisconnected(client, run.accountId)
  })
}

async function pause(client: pg.ClientBase, run: ActiveRun, paused: Pause): Promise<void> {
  const version = await setPaused(client, run, paused)
  if (version === null) return
  if (paused.until !== null) await enqueueRun(client, run, paused.until)
  await notify(client, 'importRun', { runId: run.id, version })
}

/** Lets a paused run of the owner go on at its cursor; one whose account is cut off goes on with another one of theirs, if there is one. */
export async function resumeRun(deps: AccessDeps, ownerId: number, id: string): Promise<string> {
  const runId = parseUuid(id)
  if (runId === null) throw new RunNotFoundError()
  const usable = await findSalesNavAccount(deps, ownerId)
  await transaction(deps.pool, async (client) => {
    const status = await lockRun(client, ownerId, runId)
    if (status === null) throw new RunNotFoundError()
    if (status !== 'PAUSED') throw new RunNotResumableError(status)
    if (usable !== null) await moveToAccount(client, runId, usable.id)
    await unpause(client, { runId })
  })
  return runId
}

/** Lets the runs go on that wait for an account which is in good state again. */
export async function resumeRunsOf(pool: pg.Pool, accountId: string): Promise<void> {
  await transaction(pool, (client) => unpause(client, { accountId }))
}

async function unpause(client: pg.ClientBase, which: Parameters<typeof unpauseRuns>[1]): Promise<void> {
  for (const run of await unpauseRuns(client, which)) {
    await enqueueRun(client, run)
    await notify(client, 'importRun', { runId: run.id, version: run.version })
  }
}

/** Ends the runs that nobody has resumed for seven days; which ones. */
export async function failForgottenRuns(pool: pg.Pool): Promise<string[]> {
  const failed: string[] = []
  for (const { id, ownerId } of await findForgotten(pool)) {
    const hasFailed = await transaction(pool, async (client) => {
      await lockOwner(client, ownerId)
      const reason = await lockForgotten(client, id)
      return reason !== null && (await settleRun(client, id, failure(new RunForgottenError(reason))))
    })
    if (hasFailed) failed.push(id)
  }
  return failed
}
