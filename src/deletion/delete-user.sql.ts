import type pg from 'pg'
import { isLiveRun } from '../db/live-runs.ts'

/**
 * Locks all lists, uploads and runs of the owner to the end of the transaction, and returns the lists and the live runs. Uploads
 * are locked before runs, in the order of the sweep of uploads.
 */
export async function lockAllOfOwner(
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
