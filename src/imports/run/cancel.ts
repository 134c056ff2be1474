import type pg from 'pg'
import { lockOwner, transaction } from '../../db/client.ts'
import { parseUuid } from '../../db/ids.ts'
import { deleteList } from '../../lists/delete.ts'
import { RunNotCancellableError, RunNotFoundError } from '../errors.ts'
import { settleRun } from './lifecycle.ts'
import { lockListAndRuns, lockRun } from './runs.sql.ts'

/** Cancels a run of the owner; one that is cancelled already stays as it is. What landed stays and stays charged. */
export async function cancelRun(pool: pg.Pool, ownerId: number, id: string): Promise<string> {
  const runId = parseUuid(id)
  if (runId === null) throw new RunNotFoundError()
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    const status = await lockRun(client, ownerId, runId)
    if (status === null) throw new RunNotFoundError()
    if (status === 'COMPLETED' || status === 'FAILED') throw new RunNotCancellableError(status)
    if (status !== 'CANCELLED') await settleRun(client, runId, { status: 'CANCELLED' })
  })
  return runId
}

/** Cancels what is being imported into a list of the owner, and deletes it with all that is in it. */
export async function deleteListWithRuns(pool: pg.Pool, ownerId: number, listId: string): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    const id = parseUuid(listId)
    const runs = id === null ? [] : await lockListAndRuns(client, ownerId, id)
    for (const runId of runs) await settleRun(client, runId, { status: 'CANCELLED', takesList: true })
    await deleteList(client, ownerId, listId)
  })
}
