import type pg from 'pg'
import { isLiveRun } from '../db/live-runs.ts'

/**
 * Locks a list of the owner and then all its runs, to the end of the transaction, and returns the ids of the live ones. Finished
 * runs are locked too, since deleting the list updates them, and must not wait for them once the credit account is locked.
 */
export async function lockListAndRuns(client: pg.ClientBase, ownerId: number, listId: string): Promise<string[]> {
  await client.query('SELECT FROM lists WHERE id = $1 AND owner_id = $2 FOR UPDATE', [listId, ownerId])
  const { rows } = await client.query<{ id: string; live: boolean }>(
    `SELECT id, ${isLiveRun} AS live FROM import_runs WHERE owner_id = $1 AND list_id = $2 ORDER BY id FOR UPDATE`,
    [ownerId, listId],
  )
  return rows.filter(({ live }) => live).map(({ id }) => id)
}
