import type pg from 'pg'
import { lockOwner, transaction } from '../../db/client.ts'
import type { Tasks } from '../../jobs/catalog.ts'
import { findStrandedUndos } from './undo.sql.ts'
import { enqueueUndo, type UndoDeps, undoNext } from './undo-import.ts'

/** Returns the job that undoes the rest of a run, page by page. A retry continues after the last page that was committed. */
export function undoTask({ pool, config }: UndoDeps): Tasks['undo-import'] {
  return async ({ ownerId, runId }, { signal }) => {
    for (let isOver = false; !isOver; ) {
      signal.throwIfAborted()
      isOver = await transaction(pool, async (client) => {
        await lockOwner(client, ownerId)
        return await undoNext(client, { ownerId, id: runId }, config.pageSize)
      })
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
