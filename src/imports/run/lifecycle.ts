import type pg from 'pg'
import { releaseCredits } from '../../credits/ledger.ts'
import { lockOwner, transaction } from '../../db/client.ts'
import { requestEnrichment } from '../../enrichment/start.ts'
import type { DomainError } from '../../errors.ts'
import { notify } from '../../events/notify.ts'
import { backoff } from '../../jobs/backoff.ts'
import { enqueue } from '../../jobs/enqueue.ts'
import { type DatabaseFullError, ImportFailedError } from '../errors.ts'
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
  unclaimRun,
} from './runs.sql.ts'

/** Attempts without a committed page after which a run has failed. */
export const maxFailures = 5
/** Deaths of workers at the same page that count as one failed attempt. */
const crashesPerFailure = 3
/** Longest delay before the next attempt, in milliseconds; a run that has to wait longer is paused. */
export const maxDelay = 60_000
/** Delays between attempts: 1, 4, 16 and 60 seconds. */
export const retryBackoff = { first: 1_000, factor: 4, max: maxDelay } as const
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

/** Ends a run FAILED, in words; what landed stays. */
export async function failRun(pool: pg.Pool, runId: string, error: DomainError): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwnerOf(client, runId)
    await settleRun(client, runId, failure(error))
  })
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

/** Lets a failed attempt be followed by another one, later each time; ends the run FAILED where it was the last of so many in a row. Where there is no room, it says so. */
export async function retryRun(pool: pg.Pool, run: Queued, full?: DatabaseFullError): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwnerOf(client, run.id)
    // The pages of this very attempt may have set the count back.
    const failures = await lockFailures(client, run.id)
    if (failures === null) return
    if (failures + 1 >= maxFailures) await settleRun(client, run.id, failure(full ?? new ImportFailedError()))
    else await postpone(client, run, backoff(failures, retryBackoff), full?.reason ?? null)
  })
}

/** Enqueues the next attempt of a run that the caller's transaction has locked, and notes that this one failed. */
export async function postpone(
  client: pg.ClientBase,
  run: Queued,
  delay: number,
  reason: string | null,
): Promise<void> {
  const nextAttemptAt = new Date(Date.now() + delay)
  const version = await postponeRun(client, run.id, nextAttemptAt, reason)
  await enqueueRun(client, run, nextAttemptAt)
  await notify(client, 'importRun', { runId: run.id, version })
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

async function lockOwnerOf(client: pg.ClientBase, runId: string): Promise<void> {
  const ownerId = await findOwner(client, runId)
  if (ownerId !== null) await lockOwner(client, ownerId)
}

/** The end of a run that can't go on, in words. */
export function failure({ code, message }: DomainError): Ending {
  return { status: 'FAILED', error: { code, message } }
}
