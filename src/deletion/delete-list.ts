import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import { parseUuid } from '../db/ids.ts'
import { settleRun } from '../imports/run/lifecycle.ts'
import { deleteList } from '../lists/delete.ts'
import { lockListAndRuns } from './delete-list.sql.ts'

/** Cancels the live runs of a list and deletes the list with its rows and companies; throws ListAccessError if the owner has no such list. */
export async function deleteListWithRuns(pool: pg.Pool, ownerId: number, listId: string): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    const id = parseUuid(listId)
    const runs = id === null ? [] : await lockListAndRuns(client, ownerId, id)
    for (const runId of runs) await settleRun(client, { ownerId, id: runId }, { status: 'CANCELLED', takesList: true })
    await deleteList(client, ownerId, listId)
  })
}
