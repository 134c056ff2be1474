import type pg from 'pg'
import { isLiveRun } from '../db/live-runs.ts'

/**
 * Locks all lists, uploads and runs of the owner, to the end of the transaction: the lists, and the runs that are not over. The
 * uploads before the runs, as the sweep of those has them.
 */
export async function lockAllOf(
  client: pg.ClientBase,
  ownerId: number,
): Promise<{ listIds: string[]; runs: { id: string; version: number }[] }> {
  const lists = await client.query<{ id: string }>('SELECT id FROM lists WHERE owner_id = $1 ORDER BY id FOR UPDATE', [
    ownerId,
  ])
  await client.query('SELECT FROM uploads WHERE owner_id = $1 ORDER BY id FOR UPDATE', [ownerId])
  const { rows } = await client.query<{ id: string; version: number; live: boolean }>(
    `SELECT id, version, ${isLiveRun} AS live FROM import_runs
     WHERE owner_id = $1 ORDER BY id FOR UPDATE`,
    [ownerId],
  )
  return { listIds: lists.rows.map(({ id }) => id), runs: rows.filter(({ live }) => live) }
}
