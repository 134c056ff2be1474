import type pg from 'pg'
import { lockOwner, transaction } from '../../db/client.ts'
import { ownTasks, type Tasks } from '../../jobs/catalog.ts'
import { isWorkWaiting } from '../../jobs/jobs.sql.ts'
import { timeSlice } from '../run/attempt.ts'
import { findStrandedUndos } from './undo.sql.ts'
import { enqueueUndo, type UndoDeps, undoNext } from './undo-import.ts'

/**
 * Returns the job that undoes the rest of a run, page by page. After `slice` milliseconds it goes behind the jobs that wait, if there
 * are any. A retry continues after the last page that was committed.
 */
export function undoTask({ pool, config }: UndoDeps, slice = timeSlice): Tasks['undo-import'] {
  return async ({ ownerId, runId }, { signal }) => {
    const key = { ownerId, id: runId }
    const endOfSlice = performance.now() + slice
    for (;;) {
      signal.throwIfAborted()
      const isOver = await transaction(pool, async (client) => {
        await lockOwner(client, ownerId)
        return await undoNext(client, key, config.pageSize)
      })
      if (isOver) return
      if (performance.now() >= endOfSlice && (await isWorkWaiting(pool, ownTasks))) {
        await transaction(pool, (client) => enqueueUndo(client, key))
        return
      }
    }
  }
}

/** Enqueues the undos that should continue but have no job, and returns the ids of their runs. */
export async function recoverUndos(pool: pg.Pool): Promise<string[]> {
  return await transaction(pool, async (client) => {
    const runs = await findStrandedUndos(client)
    for (const run of runs) await enqueueUndo(client, run)
    return runs.map(({ id }) => id)
  })
}
