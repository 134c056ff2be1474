import type pg from 'pg'
import { releaseCredits } from '../credits/ledger.ts'
import { transaction } from '../db/client.ts'
import type { DomainError } from '../errors.ts'
import { notify } from '../events/notify.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type ActiveRun, type Ending, endRun, postponeRun } from './runs.sql.ts'

const longestBackoff = 60_000

/** Completes a run whose source has no more pages. */
export async function finishRun(pool: pg.Pool, runId: string): Promise<void> {
  await transaction(pool, (client) => settleRun(client, runId, { status: 'COMPLETED' }))
}

/** Ends a run FAILED, in words; what landed stays. */
export async function failRun(pool: pg.Pool, runId: string, { code, message }: DomainError): Promise<void> {
  await transaction(pool, (client) => settleRun(client, runId, { status: 'FAILED', error: { code, message } }))
}

/** Ends a run in the caller's transaction and releases what it reserved and did not use; whether it was not over before. */
export async function settleRun(client: pg.ClientBase, runId: string, ending: Ending): Promise<boolean> {
  const ended = await endRun(client, runId, ending)
  if (ended === null) return false
  await releaseCredits(client, ended.ownerId, { runId, quantity: ended.released })
  await notify(client, 'importRun', { runId, version: ended.version })
  return true
}

/** Lets a failed attempt be followed by another one, later each time. */
export async function retryRun(pool: pg.Pool, run: ActiveRun & { failures: number }): Promise<void> {
  const nextAttemptAt = new Date(Date.now() + Math.min(longestBackoff, 1_000 * 4 ** run.failures))
  await transaction(pool, async (client) => {
    const version = await postponeRun(client, run.id, nextAttemptAt)
    if (version === null) return
    await enqueueRun(client, run.id, nextAttemptAt)
    await notify(client, 'importRun', { runId: run.id, version })
  })
}

/** Puts a run in the job queue: one waiting job a run. */
export async function enqueueRun(client: pg.ClientBase, runId: string, runAt?: Date): Promise<void> {
  await enqueue(client, 'import', { runId }, { jobKey: `import ${runId}`, ...(runAt === undefined ? {} : { runAt }) })
}
