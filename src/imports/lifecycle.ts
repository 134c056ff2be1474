import type pg from 'pg'
import { markDisconnected } from '../accounts/requests.sql.ts'
import { releaseCredits } from '../credits/ledger.ts'
import { lockOwner, transaction } from '../db/client.ts'
import { parseUuid } from '../db/ids.ts'
import { requestEnrichment } from '../enrichment/request.ts'
import type { DomainError } from '../errors.ts'
import { notify } from '../events/notify.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { ImportFailedError, RunForgottenError, RunNotFoundError, RunNotResumableError } from './errors.ts'
import {
  type ActiveRun,
  type ClaimedRun,
  claimRun,
  type Ending,
  endRun,
  findForgotten,
  findOwner,
  findStranded,
  isLive,
  lockFailures,
  lockRun,
  type Pause,
  postponeRun,
  type Queued,
  setPaused,
  unclaimRun,
  unpauseRuns,
} from './runs.sql.ts'

/** Attempts without a committed page after which a run has failed. */
const maxFailures = 5
/** Deaths of workers at the same page that count as one failed attempt. */
const crashesPerFailure = 3
const longestBackoff = 60_000
/** When a run that was paused because of its provider tries again by itself. */
const retryPausedAfter = 15 * 60_000
/** How long a run that two workers had at once is left to the faster one. */
const pauseAfterConflict = 5_000

/** Takes a run into a worker's hands; null for one that is over or gone. */
export async function takeRun(pool: pg.Pool, runId: string): Promise<ClaimedRun | null> {
  return await transaction(pool, async (client) => {
    const run = await claimRun(client, runId)
    if (run !== null) await notify(client, 'importRun', { runId, version: run.version })
    return run
  })
}

/** Whether a run has failed, or taken its workers down, too often without getting a page further. */
export function isHopeless({ failures, crashes }: ClaimedRun): boolean {
  return failures + Math.floor(crashes / crashesPerFailure) >= maxFailures
}

/** Completes a run whose source has no more pages. */
export async function finishRun(pool: pg.Pool, runId: string): Promise<void> {
  await settle(pool, runId, { status: 'COMPLETED' })
}

/** Ends a run FAILED, in words; what landed stays. */
export async function failRun(pool: pg.Pool, runId: string, error: DomainError): Promise<void> {
  await settle(pool, runId, failure(error))
}

/**
 * Ends a run in the caller's transaction, which holds the owner's lock: releases what it reserved and did not use, and has the
 * companies of the list enriched if something landed there. Whether it was not over before.
 */
export async function settleRun(client: pg.ClientBase, runId: string, ending: Ending): Promise<boolean> {
  const ended = await endRun(client, runId, ending)
  if (ended === null) return false
  const { ownerId, listId } = ended
  if (ended.hasLanded && listId !== null && !ending.takesList) await requestEnrichment(client, { ownerId, listId })
  await releaseCredits(client, ownerId, { runId, quantity: ended.released })
  await notify(client, 'importRun', { runId, version: ended.version })
  return true
}

/** Lets a failed attempt be followed by another one, later each time; ends the run FAILED where it was the last of so many in a row. */
export async function retryRun(pool: pg.Pool, run: Queued): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwnerOf(client, run.id)
    // The pages of this very attempt may have set the count back.
    const failures = await lockFailures(client, run.id)
    if (failures === null) return
    if (failures + 1 >= maxFailures) await settleRun(client, run.id, failure(new ImportFailedError()))
    else await postpone(client, run, backoff(failures), null)
  })
}

/** Lets an attempt that the provider answered badly be followed by another one, in `wait` milliseconds or later each time; pauses the run after so many in a row. */
export async function retryLater(
  pool: pg.Pool,
  run: ActiveRun,
  { wait, reason }: { wait: number | null; reason: string },
): Promise<void> {
  await transaction(pool, async (client) => {
    const failures = await lockFailures(client, run.id)
    if (failures === null) return
    const delay = wait ?? backoff(failures) * (0.5 + Math.random())
    if (failures + 1 < maxFailures && delay <= longestBackoff) await postpone(client, run, delay, reason)
    else {
      const until = new Date(Date.now() + Math.max(delay, retryPausedAfter))
      await pause(client, run, { cause: 'PROVIDER', reason, until })
    }
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
    if (run.accountId !== null) await markDisconnected(client, run.accountId)
  })
}

async function pause(client: pg.ClientBase, run: ActiveRun, paused: Pause): Promise<void> {
  const version = await setPaused(client, run, paused)
  if (version === null) return
  if (paused.until !== null) await enqueueRun(client, run, paused.until)
  await notify(client, 'importRun', { runId: run.id, version })
}

async function postpone(client: pg.ClientBase, run: Queued, delay: number, reason: string | null): Promise<void> {
  const nextAttemptAt = new Date(Date.now() + delay)
  const version = await postponeRun(client, run.id, nextAttemptAt, reason)
  await enqueueRun(client, run, nextAttemptAt)
  await notify(client, 'importRun', { runId: run.id, version })
}

function backoff(failures: number): number {
  return Math.min(longestBackoff, 1_000 * 4 ** failures)
}

/** Lets a paused run of the owner go on at its cursor. */
export async function resumeRun(pool: pg.Pool, ownerId: number, id: string): Promise<string> {
  const runId = parseUuid(id)
  if (runId === null) throw new RunNotFoundError()
  await transaction(pool, async (client) => {
    const status = await lockRun(client, ownerId, runId)
    if (status === null) throw new RunNotFoundError()
    if (status !== 'PAUSED') throw new RunNotResumableError(status)
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
  const runIds = await findForgotten(pool)
  for (const runId of runIds) await failRun(pool, runId, new RunForgottenError())
  return runIds
}

/** Gives a run back that is not over, behind the jobs that wait, or to go on at `runAt`. */
export async function giveBackRun(pool: pg.Pool, run: ActiveRun, runAt?: Date): Promise<void> {
  await transaction(pool, async (client) => {
    if (await unclaimRun(client, run)) await enqueueRun(client, run, runAt)
    // Another worker has it, or had it: the job may have been the same, and ends here for both.
    else if (await isLive(client, run.id)) {
      await enqueueRun(client, run, new Date(Date.now() + pauseAfterConflict))
    }
  })
}

/** Enqueues the runs that are to go on and have no job; which ones. */
export async function recoverRuns(pool: pg.Pool): Promise<string[]> {
  return await transaction(pool, async (client) => {
    const runs = await findStranded(client)
    for (const run of runs) await enqueueRun(client, run)
    return runs.map(({ id }) => id)
  })
}

/** Puts a run in the job queue: one waiting job a run, and one running job a LinkedIn account. */
export async function enqueueRun(client: pg.ClientBase, { id, accountId }: Queued, runAt?: Date): Promise<void> {
  await enqueue(
    client,
    'import',
    { runId: id },
    {
      jobKey: `import ${id}`,
      ...(accountId === null ? {} : { queueName: `linkedin ${accountId}` }),
      ...(runAt === undefined ? {} : { runAt }),
    },
  )
}

async function settle(pool: pg.Pool, runId: string, ending: Ending): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwnerOf(client, runId)
    await settleRun(client, runId, ending)
  })
}

async function lockOwnerOf(client: pg.ClientBase, runId: string): Promise<void> {
  const ownerId = await findOwner(client, runId)
  if (ownerId !== null) await lockOwner(client, ownerId)
}

function failure({ code, message }: DomainError): Ending {
  return { status: 'FAILED', error: { code, message } }
}
