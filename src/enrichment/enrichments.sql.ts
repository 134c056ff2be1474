import type pg from 'pg'
import type { EnrichmentStatus } from '../db/generated/enums.ts'
import type { Queryable } from '../db/queryable.ts'
import { hasNoJob } from '../jobs/jobs.sql.ts'

/** An enrichment to write to. `step` is the fence; null for a writer that need not be the next one. */
export interface Target {
  id: string
  ownerId: number
  listId: string
  step: number | null
}

/** Identifies an enrichment. */
export type EnrichmentKey = Pick<Target, 'ownerId' | 'id'>

/** A running enrichment as read by its job. */
export interface ActiveEnrichment extends Target {
  /** Number of writes behind the fence; incremented by this job's own writes. */
  step: number
  /** Whether every request has been planned into items. */
  isPlanned: boolean
  /** When the provider may be called again; null if it may be now. */
  waitsUntil: Date | null
  hasPending: boolean
  batch: OpenBatch | null
}

/** A batch that is not done. */
export interface OpenBatch {
  id: string
  /** Null if it is unknown whether the provider accepted the trigger. */
  snapshotId: string | null
  /** Milliseconds since the last trigger was about to be sent. */
  age: number
}

/** Locks and returns the enrichment of a list; null if the list never had one. */
export async function lockEnrichment(
  client: pg.ClientBase,
  { ownerId, listId }: Pick<Target, 'ownerId' | 'listId'>,
): Promise<{ id: string; status: EnrichmentStatus } | null> {
  const { rows } = await client.query<{ id: string; status: EnrichmentStatus }>(
    'SELECT id, status FROM enrichments WHERE owner_id = $1 AND list_id = $2 FOR UPDATE',
    [ownerId, listId],
  )
  return rows[0] ?? null
}

/** Inserts the first enrichment of a list, with one request; returns its version. */
export async function insertEnrichment(
  client: pg.ClientBase,
  { id, ownerId, listId }: Omit<Target, 'step'>,
): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `INSERT INTO enrichments (id, owner_id, list_id, status, requested) VALUES ($1, $2, $3, 'ENRICHING', 1) RETURNING version`,
    [id, ownerId, listId],
  )
  return versionOf(rows)
}

/** Adds a request to a running enrichment; returns its version. */
export async function raiseRequest(client: pg.ClientBase, { ownerId, id }: EnrichmentKey): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `UPDATE enrichments SET requested = requested + 1, version = version + 1 WHERE owner_id = $1 AND id = $2
     RETURNING version`,
    [ownerId, id],
  )
  return versionOf(rows)
}

/** Restarts an idle enrichment with one request and no items; returns its version. */
export async function restartEnrichment(client: pg.ClientBase, { ownerId, id }: EnrichmentKey): Promise<number> {
  await client.query('DELETE FROM enrichment_items WHERE owner_id = $1 AND enrichment_id = $2', [ownerId, id])
  await client.query('DELETE FROM enrichment_batches WHERE owner_id = $1 AND enrichment_id = $2', [ownerId, id])
  const { rows } = await client.query<{ version: number }>(
    `UPDATE enrichments SET status = 'ENRICHING', requested = requested + 1, step = step + 1, version = version + 1, total = 0,
       enriched = 0, skipped = 0, failed = 0, error_code = NULL, error_message = NULL, started_at = now(), finished_at = NULL
     WHERE owner_id = $1 AND id = $2 RETURNING version`,
    [ownerId, id],
  )
  return versionOf(rows)
}

/** Returns the running enrichment of a list; null if none is running. */
export async function findActive(client: Queryable, listId: string): Promise<ActiveEnrichment | null> {
  const { rows } = await client.query<
    Omit<ActiveEnrichment, 'batch'> & { batchId: string | null; snapshotId: string | null; age: number | null }
  >(
    `SELECT e.id, e.owner_id AS "ownerId", e.list_id AS "listId", e.step, e.planned = e.requested AS "isPlanned",
       CASE WHEN e.next_attempt_at > now() THEN e.next_attempt_at END AS "waitsUntil",
       EXISTS (
         SELECT FROM enrichment_items WHERE owner_id = e.owner_id AND enrichment_id = e.id AND status = 'PENDING')  AS "hasPending",
       b.id AS "batchId", b.snapshot_id AS "snapshotId", (extract(epoch FROM now() - b.triggered_at) * 1000)::float8 AS age
     FROM enrichments e LEFT JOIN LATERAL (
       SELECT id, snapshot_id, triggered_at FROM enrichment_batches
       WHERE owner_id = e.owner_id AND enrichment_id = e.id AND done_at IS NULL
       ORDER BY triggered_at LIMIT 1
     ) b ON true
     WHERE e.list_id = $1 AND e.status = 'ENRICHING'`,
    [listId],
  )
  const [row] = rows
  if (row === undefined) return null
  const { batchId, snapshotId, age, ...enrichment } = row
  return { ...enrichment, batch: batchId === null ? null : { id: batchId, snapshotId, age: age ?? 0 } }
}

/** The state of an enrichment whose fence was passed. */
export interface Fence {
  version: number
  requested: number
  planned: number
  /** Consecutive failed attempts. */
  failures: number
  /** Why the last attempt failed. */
  errorCode: string | null
}

/** Passes the fence and locks the enrichment; returns null if it is over or another writer was first. */
export async function passFence(client: pg.ClientBase, { ownerId, id, step }: Target): Promise<Fence | null> {
  const { rows } = await client.query<Fence>(
    `UPDATE enrichments SET step = step + 1, version = version + 1
     WHERE owner_id = $3 AND id = $1 AND ($2::int IS NULL OR step = $2) AND status = 'ENRICHING'
     RETURNING version, requested, planned, failures, error_code AS "errorCode"`,
    [id, step, ownerId],
  )
  return rows[0] ?? null
}

/** Amounts to add to the counters of an enrichment. */
export type Counts = Partial<Record<'total' | 'enriched' | 'skipped' | 'failed', number>>

/** Adds to the counters of an enrichment. */
export async function addCounts(client: pg.ClientBase, { ownerId, id }: EnrichmentKey, counts: Counts): Promise<void> {
  await client.query(
    `UPDATE enrichments SET total = total + $3, enriched = enriched + $4, skipped = skipped + $5, failed = failed + $6
     WHERE owner_id = $1 AND id = $2`,
    [ownerId, id, counts.total ?? 0, counts.enriched ?? 0, counts.skipped ?? 0, counts.failed ?? 0],
  )
}

/** Stores up to which request companies have been planned into items. */
export async function setPlanned(
  client: pg.ClientBase,
  { ownerId, id }: EnrichmentKey,
  planned: number,
): Promise<void> {
  await client.query('UPDATE enrichments SET planned = $3 WHERE owner_id = $1 AND id = $2', [ownerId, id, planned])
}

/** Clears the failed attempts after progress, unless the provider must still be left alone. `endsWait` ends that wait as well. */
export async function clearFailures(
  client: pg.ClientBase,
  { ownerId, id }: EnrichmentKey,
  { endsWait = false } = {},
): Promise<void> {
  await client.query(
    `UPDATE enrichments SET failures = 0, next_attempt_at = NULL, error_code = NULL, error_message = NULL
     WHERE owner_id = $1 AND id = $2 AND failures > 0 AND ($3 OR next_attempt_at IS NULL OR next_attempt_at <= now())`,
    [ownerId, id, endsWait],
  )
}

/** Stores a failed attempt and its reason; returns when the next one is due, `wait` milliseconds from now. */
export async function setFailures(
  client: pg.ClientBase,
  { ownerId, id }: EnrichmentKey,
  { failures, wait, code, message }: { failures: number; wait: number; code: string; message: string },
): Promise<Date> {
  const { rows } = await client.query<{ nextAttemptAt: Date }>(
    `UPDATE enrichments SET failures = $2, next_attempt_at = now() + $3::float8 * interval '1 millisecond', error_code = $4,
       error_message = $5 WHERE owner_id = $6 AND id = $1 RETURNING next_attempt_at AS "nextAttemptAt"`,
    [id, failures, wait, code, message, ownerId],
  )
  const [row] = rows
  if (row === undefined) throw vanished()
  return row.nextAttemptAt
}

/** An enrichment that has ended. */
export interface EndedEnrichment {
  listId: string
  version: number
  status: EnrichmentStatus
  counts: Required<Counts>
}

/** Ends an enrichment that has no open items: every request counts as processed. Returns its final state. */
export async function endEnrichment(
  client: pg.ClientBase,
  { ownerId, id }: EnrichmentKey,
  error: { code: string; message: string } | null,
): Promise<EndedEnrichment> {
  await client.query(
    'UPDATE enrichment_batches SET done_at = now() WHERE owner_id = $1 AND enrichment_id = $2 AND done_at IS NULL',
    [ownerId, id],
  )
  const { rows } = await client.query<Omit<EndedEnrichment, 'counts'> & EndedEnrichment['counts']>(
    `UPDATE enrichments SET status = 'IDLE', planned = requested, processed = requested, finished_at = now(), failures = 0,
       next_attempt_at = NULL, error_code = $3, error_message = $4 WHERE owner_id = $1 AND id = $2
     RETURNING list_id AS "listId", version, status, total, enriched, skipped, failed`,
    [ownerId, id, error?.code ?? null, error?.message ?? null],
  )
  const [row] = rows
  if (row === undefined) throw vanished()
  const { listId, version, status, ...counts } = row
  return { listId, version, status, counts }
}

/** Returns the lists with a running enrichment that no running or runnable job would continue. */
export async function findStranded(client: Queryable): Promise<{ ownerId: number; listId: string }[]> {
  const { rows } = await client.query<{ ownerId: number; listId: string }>(
    `WITH running AS MATERIALIZED (SELECT owner_id, list_id, started_at FROM enrichments WHERE status = 'ENRICHING')
     SELECT owner_id AS "ownerId", list_id AS "listId" FROM running WHERE ${hasNoJob('enrich-companies', 'listId', 'list_id')} ORDER BY started_at`,
  )
  return rows
}

function versionOf(rows: { version: number }[]): number {
  const [row] = rows
  if (row === undefined) throw vanished()
  return row.version
}

function vanished(): Error {
  return new Error('The enrichment vanished under its own lock.')
}
