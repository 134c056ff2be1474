import type pg from 'pg'
import type { EnrichmentStatus } from '../db/generated/enums.ts'
import type { Queryable } from '../db/queryable.ts'

/** Whose enrichment of which list; `step` is the fence, null for those who need not be the next to write. */
export interface Target {
  id: string
  ownerId: number
  listId: string
  step: number | null
}

/** An enrichment that is under way, as its job finds it. */
export interface ActiveEnrichment extends Target {
  /** How often was written behind the fence; moves on with what this job writes. */
  step: number
  /** Whether the companies of every request are among the items. */
  isPlanned: boolean
  /** Until when the provider is not to be asked; null where it may be. */
  waitsUntil: Date | null
  hasPending: boolean
  batch: OpenBatch | null
}

/** A batch whose results are not all there. */
export interface OpenBatch {
  id: string
  /** Null where nobody knows whether the provider was asked. */
  snapshotId: string | null
  /** Milliseconds since it was, or was about to be. */
  age: number
}

/** The enrichment of a list, locked to the end of the transaction; null where there never was one. */
export async function lockEnrichment(
  client: pg.ClientBase,
  listId: string,
): Promise<{ id: string; status: EnrichmentStatus } | null> {
  const { rows } = await client.query<{ id: string; status: EnrichmentStatus }>(
    'SELECT id, status FROM enrichments WHERE list_id = $1 FOR UPDATE',
    [listId],
  )
  return rows[0] ?? null
}

/** Makes the first enrichment of a list, with one request; its version. */
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

/** Adds a request to an enrichment that is under way; its version. */
export async function raiseRequest(client: pg.ClientBase, id: string): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'UPDATE enrichments SET requested = requested + 1, version = version + 1 WHERE id = $1 RETURNING version',
    [id],
  )
  return versionOf(rows)
}

/** Begins a new session of an enrichment that is idle, with one request and no items; its version. */
export async function beginSession(client: pg.ClientBase, id: string): Promise<number> {
  await client.query('DELETE FROM enrichment_items WHERE enrichment_id = $1', [id])
  await client.query('DELETE FROM enrichment_batches WHERE enrichment_id = $1', [id])
  const { rows } = await client.query<{ version: number }>(
    `UPDATE enrichments SET status = 'ENRICHING', requested = requested + 1, step = step + 1, version = version + 1, total = 0,
       enriched = 0, skipped = 0, failed = 0, error_code = NULL, error_message = NULL, started_at = now(), finished_at = NULL
     WHERE id = $1 RETURNING version`,
    [id],
  )
  return versionOf(rows)
}

/** The enrichment of a list as its job finds it; null where nothing is under way. */
export async function findActive(client: Queryable, listId: string): Promise<ActiveEnrichment | null> {
  const { rows } = await client.query<
    Omit<ActiveEnrichment, 'batch'> & { batchId: string | null; snapshotId: string | null; age: number | null }
  >(
    `SELECT e.id, e.owner_id AS "ownerId", e.list_id AS "listId", e.step, e.planned = e.requested AS "isPlanned",
       CASE WHEN e.next_attempt_at > now() THEN e.next_attempt_at END AS "waitsUntil",
       EXISTS (SELECT FROM enrichment_items WHERE enrichment_id = e.id AND status = 'PENDING') AS "hasPending",
       b.id AS "batchId", b.snapshot_id AS "snapshotId", (extract(epoch FROM now() - b.triggered_at) * 1000)::float8 AS age
     FROM enrichments e LEFT JOIN LATERAL (
       SELECT id, snapshot_id, triggered_at FROM enrichment_batches WHERE enrichment_id = e.id AND done_at IS NULL
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

/** What the row says behind the fence. */
export interface Fence {
  version: number
  requested: number
  planned: number
  /** Attempts in a row that failed, and why. */
  failures: number
  errorCode: string | null
}

/** Passes the fence and locks the enrichment; null where it is over, or another was faster. */
export async function passFence(client: pg.ClientBase, { id, step }: Target): Promise<Fence | null> {
  const { rows } = await client.query<Fence>(
    `UPDATE enrichments SET step = step + 1, version = version + 1
     WHERE id = $1 AND ($2::int IS NULL OR step = $2) AND status = 'ENRICHING'
     RETURNING version, requested, planned, failures, error_code AS "errorCode"`,
    [id, step],
  )
  return rows[0] ?? null
}

/** How many items more there are, and how many of them ended in which way. */
export type Counts = Partial<Record<'total' | 'enriched' | 'skipped' | 'failed', number>>

/** Adds to the counters. */
export async function addCounts(client: pg.ClientBase, id: string, counts: Counts): Promise<void> {
  await client.query(
    `UPDATE enrichments SET total = total + $2, enriched = enriched + $3, skipped = skipped + $4, failed = failed + $5 WHERE id = $1`,
    [id, counts.total ?? 0, counts.enriched ?? 0, counts.skipped ?? 0, counts.failed ?? 0],
  )
}

/** Notes up to which request the companies are among the items. */
export async function setPlanned(client: pg.ClientBase, id: string, planned: number): Promise<void> {
  await client.query('UPDATE enrichments SET planned = $2 WHERE id = $1', [id, planned])
}

/** Forgets the attempts that failed, since something got done; a provider that is still to be left alone is. */
export async function clearFailures(client: pg.ClientBase, id: string): Promise<void> {
  await client.query(
    `UPDATE enrichments SET failures = 0, next_attempt_at = NULL, error_code = NULL, error_message = NULL
     WHERE id = $1 AND failures > 0 AND (next_attempt_at IS NULL OR next_attempt_at <= now())`,
    [id],
  )
}

/** Notes a failed attempt, why it failed, and that the next one comes in `wait` milliseconds; when that is. */
export async function setFailures(
  client: pg.ClientBase,
  id: string,
  { failures, wait, code, message }: { failures: number; wait: number; code: string; message: string },
): Promise<Date> {
  const { rows } = await client.query<{ nextAttemptAt: Date }>(
    `UPDATE enrichments SET failures = $2, next_attempt_at = now() + $3::float8 * interval '1 millisecond', error_code = $4,
       error_message = $5 WHERE id = $1 RETURNING next_attempt_at AS "nextAttemptAt"`,
    [id, failures, wait, code, message],
  )
  const [row] = rows
  if (row === undefined) throw vanished()
  return row.nextAttemptAt
}

/** Ends a session, none of whose items is open: all that was asked for is done, for better or for worse. */
export async function endSession(
  client: pg.ClientBase,
  id: string,
  error: { code: string; message: string } | null,
): Promise<void> {
  await client.query('UPDATE enrichment_batches SET done_at = now() WHERE enrichment_id = $1 AND done_at IS NULL', [id])
  await client.query(
    `UPDATE enrichments SET status = 'IDLE', planned = requested, processed = requested, finished_at = now(), failures = 0,
       next_attempt_at = NULL, error_code = $2, error_message = $3 WHERE id = $1`,
    [id, error?.code ?? null, error?.message ?? null],
  )
}

/** The lists that are being enriched, and that no job which runs or can still run would take up. */
export async function findStranded(client: Queryable): Promise<string[]> {
  // By payload: a running job that has a successor bears no key any more.
  const { rows } = await client.query<{ listId: string }>(
    `SELECT list_id AS "listId" FROM enrichments WHERE status = 'ENRICHING' AND NOT EXISTS (
       SELECT FROM graphile_worker._private_jobs AS jobs JOIN graphile_worker._private_tasks AS tasks ON tasks.id = task_id
       WHERE identifier = 'enrich-companies' AND payload ->> 'listId' = list_id::text AND (locked_at IS NOT NULL OR is_available))
     ORDER BY started_at`,
  )
  return rows.map(({ listId }) => listId)
}

function versionOf(rows: { version: number }[]): number {
  const [row] = rows
  if (row === undefined) throw vanished()
  return row.version
}

function vanished(): Error {
  return new Error('The enrichment vanished under its own lock.')
}
