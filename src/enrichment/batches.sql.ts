import type pg from 'pg'
import type { Queryable } from '../db/queryable.ts'
import type { Target } from './enrichments.sql.ts'

/** Stores a batch that the provider is about to be asked for. */
export async function insertBatch(
  client: pg.ClientBase,
  batch: { id: string; enrichmentId: string; hookHash: Buffer | null },
): Promise<void> {
  await client.query('INSERT INTO enrichment_batches (id, enrichment_id, hook_hash) VALUES ($1, $2, $3)', [
    batch.id,
    batch.enrichmentId,
    batch.hookHash,
  ])
}

/** Notes that the provider is about to be asked for a batch once more. */
export async function renewBatch(client: pg.ClientBase, id: string, hookHash: Buffer | null): Promise<void> {
  await client.query('UPDATE enrichment_batches SET triggered_at = now(), hook_hash = $2 WHERE id = $1', [id, hookHash])
}

/** Notes what the provider calls a batch that it was asked for, unless its results have come already. */
export async function setSnapshot(client: pg.ClientBase, id: string, snapshotId: string): Promise<void> {
  await client.query(
    'UPDATE enrichment_batches SET snapshot_id = $2 WHERE id = $1 AND snapshot_id IS NULL AND done_at IS NULL',
    [id, snapshotId],
  )
}

/** Takes away a batch that the provider did not take, unless its results have come all the same; whether that was so. */
export async function deleteBatch(client: pg.ClientBase, id: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'DELETE FROM enrichment_batches WHERE id = $1 AND snapshot_id IS NULL AND done_at IS NULL',
    [id],
  )
  return rowCount === 1
}

/** Notes that nothing more is expected of a batch. */
export async function setDone(client: pg.ClientBase, id: string): Promise<void> {
  await client.query('UPDATE enrichment_batches SET done_at = now() WHERE id = $1 AND done_at IS NULL', [id])
}

/** An open batch whose results the provider may send, with the SHA-256 of what it has to bring along; null where there is none. */
export async function findHooked(client: Queryable, id: string): Promise<(Target & { hookHash: Buffer }) | null> {
  const { rows } = await client.query<Target & { hookHash: Buffer }>(
    `SELECT e.id, owner_id AS "ownerId", list_id AS "listId", NULL::int AS step, hook_hash AS "hookHash"
     FROM enrichment_batches b JOIN enrichments e ON e.id = enrichment_id
     WHERE b.id = $1 AND done_at IS NULL AND hook_hash IS NOT NULL AND status = 'ENRICHING'`,
    [id],
  )
  return rows[0] ?? null
}
