import type pg from 'pg'
import { releaseCredits } from '../../credits/ledger.ts'
import { lockOwner, transaction } from '../../db/client.ts'
import { requestEnrichment } from '../../enrichment/start.ts'
import type { DomainError } from '../../errors.ts'
import { notify } from '../../events/notify.ts'
import { backoff } from '../../jobs/backoff.ts'
import { enqueue } from '../../jobs/enqueue.ts'
import { moveBehindOthers } from '../../jobs/jobs.sql.ts'
import { type DatabaseFullError, ImportFailedError } from '../errors.ts'
import { raiseRunEvent } from './raise.ts'
import {
  type ActiveRun,
  type ClaimedRun,
  claimRun,
  type Ending,
  endRun,
  findOwner,
  findStranded,
  isLive,
  lockFailures,
  postponeRun,
  type Queued,
  type RunKey,
  selectRowsLeft,
  unclaimRun,
} from './runs.sql.ts'

/** Failed attempts in a row, without a committed page, after which a run fails. */
export const maxFailures = 5
/** Crashes of workers at the same page that count as one failed attempt. */
const crashesPerFailure = 3
/** Longest delay before the next attempt, in milliseconds; a run that has to wait longer is paused. */
export const maxDelay = 60_000
/** Delays between attempts: 1, 4, 16 and 60 seconds. */
export const retryBackoff = { first: 1_000, factor: 4, max: maxDelay } as const
/** A run with at most this many rows left, a page by default, goes before larger ones. */
const maxSmallRun = 5_000
/** How long a run that two workers had claimed is left to the faster one, in milliseconds. */
const pauseAfterConflict = 5_000

/** Claims a run for a worker; returns null if it is over or deleted. */
export async function takeRun(pool: pg.Pool, runId: string): Promise<ClaimedRun | null> {
  return await transaction(pool, async (client) => {
    const ownerId = await findOwner(client, runId)
    const run = ownerId === null ? null : await claimRun(client, { ownerId, id: runId })
    if (run !== null) await notify(client, 'importRun', { runId, version: run.version })
    return run
  })
}

/** Whether a run has failed, or crashed its workers, too often without committing another page. */
export function isHopeless({ failures, crashes }: ClaimedRun): boolean {
  return failures + Math.floor(crashes / crashesPerFailure) >= maxFailures
}

/** Ends a run as FAILED with the code and message of an error. Imported rows stay. */
export async function failRun(pool: pg.Pool, run: RunKey, error: DomainError): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwner(client, run.ownerId)
    await settleRun(client, run, failure(error))
  })
}

/**
 * Ends a run in the caller's transaction, which holds the owner's lock: releases its unused credits and, if it changed the list,
 * requests the enrichment of the list's companies. Returns false if the run was over already.
 */
export async function settleRun(
  client: pg.ClientBase,
  { ownerId, id: runId }: RunKey,
  ending: Ending,
): Promise<boolean> {
  const ended = await endRun(client, { ownerId, id: runId }, ending)
  if (ended === null) return false
  const { listId } = ended
  if (ended.hasLanded && listId !== null && !ending.takesList) await requestEnrichment(client, { ownerId, listId })
  await releaseCredits(client, ownerId, { runId, quantity: ended.released })
  await notify(client, 'importRun', { runId, version: ended.version })
  if (ended.kind !== 'BULK') await raiseRunEvent(client, { ownerId, id: runId }, ending.status)
  return true
}

/** Schedules the next attempt after a failed one, with backoff, or fails the run after `maxFailures` in a row; does nothing if another worker has claimed the run. `full` replaces the usual error if the database is out of space. */
export async function retryRun(pool: pg.Pool, run: ActiveRun, full?: DatabaseFullError): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwner(client, run.ownerId)
    // Pages that this attempt committed have reset the count.
    const failures = await lockFailures(client, run)
    if (failures === null) return
    if (failures + 1 >= maxFailures) await settleRun(client, run, failure(full ?? new ImportFailedError(run.kind)))
    else await postpone(client, run, backoff(failures, retryBackoff), full?.reason ?? null)
  })
}

/** Counts a failed attempt of a run that the caller's transaction has locked, and enqueues the next one after `delay` milliseconds. */
export async function postpone(
  client: pg.ClientBase,
  run: Queued,
  delay: number,
  reason: string | null,
): Promise<void> {
  const nextAttemptAt = new Date(Date.now() + delay)
  const version = await postponeRun(client, run, nextAttemptAt, reason)
  await enqueueRun(client, run, nextAttemptAt)
  await notify(client, 'importRun', { runId: run.id, version })
}

/** Hands a run that is not over back to the queue, behind the waiting jobs of all owners, or to continue at `runAt`. */
export async function giveBackRun(pool: pg.Pool, run: ActiveRun, runAt?: Date): Promise<void> {
  await transaction(pool, async (client) => {
    if (await unclaimRun(client, run)) {
      if (runAt === undefined && run.accountId === null) await moveBehindOthers(client, importQueue(run.ownerId, false))
      await enqueueRun(client, run, runAt)
    }
    // Another worker has or had claimed the run. If both had the same job, it ends here, so the run needs another one.
    else if (await isLive(client, run)) {
      await enqueueRun(client, run, new Date(Date.now() + pauseAfterConflict))
    }
  })
}

/** Enqueues the runs that should continue but have no job, and returns their ids. */
export async function recoverRuns(pool: pg.Pool): Promise<string[]> {
  return await transaction(pool, async (client) => {
    const runs = await findStranded(client)
    for (const run of runs) await enqueueRun(client, run)
    return runs.map(({ id }) => id)
  })
}

/**
 * Enqueues the job of a run: at most one waiting job per run, and one running job per LinkedIn account, two per owner. Of the other imports of an
 * owner, which wait for each other's pages anyway, one small and one large job run at a time, so that none takes the workers of others.
 */
export async function enqueueRun(
  client: pg.ClientBase,
  { ownerId, id, accountId }: Queued,
  runAt?: Date,
): Promise<void> {
  const rowsLeft = await selectRowsLeft(client, { ownerId, id })
  const isSmall = rowsLeft !== null && rowsLeft <= maxSmallRun
  await enqueue(
    client,
    accountId === null ? 'import' : 'import-search',
    { runId: id },
    {
      jobKey: `import ${id}`,
      priority: isSmall ? -1 : 0,
      isLong: !isSmall,
      queueName: accountId === null ? importQueue(ownerId, isSmall) : searchQueue(ownerId, accountId),
      ...(runAt === undefined ? {} : { runAt }),
    },
  )
}

/** Two for each owner, so that the accounts of one, whose provider may not answer for minutes, leave workers to others. */
function searchQueue(ownerId: number, accountId: string): string {
  return `searches ${ownerId} ${Number.parseInt(accountId.slice(-1), 16) % 2}`
}

function importQueue(ownerId: number, isSmall: boolean): string {
  return `${isSmall ? 'small imports' : 'imports'} ${ownerId}`
}

/** Returns the ending of a run that failed with an error. */
export function failure({ code, message }: DomainError): Ending {
  return { status: 'FAILED', error: { code, message } }
}
