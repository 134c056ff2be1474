import type pg from 'pg'
import { lockOwner, transaction } from '../../db/client.ts'
import { parseUuid } from '../../db/ids.ts'
import { RunNotCancellableError, RunNotFoundError } from '../errors.ts'
import { settleRun } from './lifecycle.ts'
import { lockRun } from './runs.sql.ts'

/** Cancels a run of the owner and returns its id; does nothing if it is cancelled already. Imported rows stay and are not refunded. */
export async function cancelRun(pool: pg.Pool, ownerId: number, id: string): Promise<string> {
  const runId = parseUuid(id)
  if (runId === null) throw new RunNotFoundError()
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    const status = await lockRun(client, ownerId, runId)
    if (status === null) throw new RunNotFoundError()
    if (status === 'COMPLETED' || status === 'FAILED') throw new RunNotCancellableError(status)
    if (status !== 'CANCELLED') await settleRun(client, { ownerId, id: runId }, { status: 'CANCELLED' })
  })
  return runId
}
