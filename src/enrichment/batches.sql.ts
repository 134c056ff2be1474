import type pg from 'pg'
import type { Queryable } from '../db/queryable.ts'
import type { Target } from './enrichments.sql.ts'

/** Identifies a batch. */
export interface BatchKey {
  ownerId: number
  id: string
}

/** Stores a batch that is about to be triggered. */
export async function insertBatch(
  client: pg.ClientBase,
  { ownerId, id, enrichmentId, hookHash }: BatchKey & { enrichmentId: string; hookHash: Buffer | null },
): Promise<void> {
  await client.query(
    'INSERT INTO enrichment_batches (owner_id, id, enrichment_id, hook_hash) VALUES ($1, $2, $3, $4)',
    [ownerId, id, enrichmentId, hookHash],
  )
}

/** Records that a batch is about to be triggered again. Results of earlier triggers are still accepted. */
export async function renewBatch(
  client: pg.ClientBase,
  { ownerId, id }: BatchKey,
  hookHash: Buffer | null,
): Promise<void> {
  await client.query(
    `UPDATE enrichment_batches SET triggered_at = now(), hook_hash = CASE WHEN $2::bytea IS NULL THEN hook_hash
       ELSE COALESCE(hook_hash, '') || $2 END WHERE owner_id = $3 AND id = $1`,
    [id, hookHash, ownerId],
  )
}

/** Stores the snapshot id of a triggered batch, unless its results have already arrived. */
export async function setSnapshot(client: pg.ClientBase, { ownerId, id }: BatchKey, snapshotId: string): Promise<void> {
  await client.query(
    `UPDATE enrichment_batches SET snapshot_id = $3
     WHERE owner_id = $1 AND id = $2 AND snapshot_id IS NULL AND done_at IS NULL`,
    [ownerId, id, snapshotId],
  )
}

/** Deletes a batch that the provider refused, unless its results have arrived; returns whether it was deleted. */
export async function deleteBatch(client: pg.ClientBase, { ownerId, id }: BatchKey): Promise<boolean> {
  const { rowCount } = await client.query(
    'DELETE FROM enrichment_batches WHERE owner_id = $1 AND id = $2 AND snapshot_id IS NULL AND done_at IS NULL',
    [ownerId, id],
  )
  return rowCount === 1
}

/** Marks a batch as done: no more results are expected. */
export async function setDone(client: pg.ClientBase, { ownerId, id }: BatchKey): Promise<void> {
  await client.query(
    'UPDATE enrichment_batches SET done_at = now() WHERE owner_id = $1 AND id = $2 AND done_at IS NULL',
    [ownerId, id],
  )
}

/** The enrichment of an open batch whose results may arrive by webhook. */
export interface HookedBatch extends Target {
  /** SHA-256 of the secret of each trigger, concatenated. */
  hookHashes: Buffer
  snapshotId: string | null
}

/** Returns an open batch whose results may arrive by webhook; null if there is none. */
export async function findHooked(client: Queryable, id: string): Promise<HookedBatch | null> {
  const { rows } = await client.query<HookedBatch>(
    `SELECT e.id, e.owner_id AS "ownerId", list_id AS "listId", NULL::int AS step, hook_hash AS "hookHashes", snapshot_id AS "snapshotId"
     FROM enrichment_batches b JOIN enrichments e ON e.owner_id = b.owner_id AND e.id = enrichment_id
     WHERE b.id = $1 AND done_at IS NULL AND hook_hash IS NOT NULL AND status = 'ENRICHING'`,
    [id],
  )
  return rows[0] ?? null
}
