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
import { raiseRunEvent } from './raise.ts'
import { type ActiveRun, lockFailures, lockRun } from './runs.sql.ts'

/** How long a run that was paused because of its provider waits before it continues, in milliseconds. */
const retryPausedAfter = 15 * 60_000
/** When a disconnected account is checked again, in milliseconds: if it reconnects at once, no webhook reports it. */
const recheckDelay = 60_000

/**
 * Schedules the next attempt after a failure of the provider: when the provider says, or with backoff. Pauses the run if that is
 * more than `maxDelay` away, or after `maxFailures` in a row. If the provider is rate-limiting, the account waits as long.
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
    const failures = await lockFailures(client, run)
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

/** Pauses a run that this worker has claimed; with `until`, it continues then. */
export async function pauseRun(pool: pg.Pool, run: ActiveRun, paused: Pause): Promise<void> {
  await transaction(pool, (client) => pause(client, run, paused))
}

/** Pauses a run until its account is reconnected, and marks the account as disconnected. */
export async function pauseForAccount(pool: pg.Pool, run: ActiveRun, reason: string): Promise<void> {
  // In one transaction, so that a job that finds the account usable again also finds the run that waits for it.
  await transaction(pool, async (client) => {
    await pause(client, run, { cause: 'ACCOUNT', reason, until: null })
    if (run.accountId === null) return
    await enqueueRefresh(client, { id: run.accountId, userId: run.ownerId }, recheckDelay)
    await markDisconnected(client, run.accountId)
  })
}

async function pause(client: pg.ClientBase, run: ActiveRun, paused: Pause): Promise<void> {
  const state = await setPaused(client, run, paused)
  if (state === null) return
  if (paused.until !== null) await enqueueRun(client, run, paused.until)
  await notify(client, 'importRun', { runId: run.id, version: state.version })
  if (state.isNews) await raiseRunEvent(client, run, 'PAUSED')
}

/** Resumes a paused run of the owner at its cursor. If its account is disconnected, it continues with another account of the owner, if there is one. */
export async function resumeRun(deps: AccessDeps, ownerId: number, id: string): Promise<string> {
  const runId = parseUuid(id)
  if (runId === null) throw new RunNotFoundError()
  const usable = await findSalesNavAccount(deps, ownerId)
  await transaction(deps.pool, async (client) => {
    const status = await lockRun(client, ownerId, runId)
    if (status === null) throw new RunNotFoundError()
    if (status !== 'PAUSED') throw new RunNotResumableError(status)
    if (usable !== null) await moveToAccount(client, { ownerId, id: runId }, usable.id)
    await unpause(client, { ownerId, runId })
  })
  return runId
}

/** Resumes the runs that wait for an account. */
export async function resumeRunsOf(pool: pg.Pool, accountId: string): Promise<void> {
  await transaction(pool, (client) => unpause(client, { accountId }))
}

async function unpause(client: pg.ClientBase, which: Parameters<typeof unpauseRuns>[1]): Promise<void> {
  for (const run of await unpauseRuns(client, which)) {
    await enqueueRun(client, run)
    await notify(client, 'importRun', { runId: run.id, version: run.version })
  }
}

/** Fails the runs that have been paused for seven days, and returns their ids. */
export async function failForgottenRuns(pool: pg.Pool): Promise<string[]> {
  const failed: string[] = []
  for (const { id, ownerId } of await findForgotten(pool)) {
    const hasFailed = await transaction(pool, async (client) => {
      await lockOwner(client, ownerId)
      const reason = await lockForgotten(client, { ownerId, id })
      return reason !== null && (await settleRun(client, { ownerId, id }, failure(new RunForgottenError(reason))))
    })
    if (hasFailed) failed.push(id)
  }
  return failed
}
