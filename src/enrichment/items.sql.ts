import type pg from 'pg'
import type { EnrichmentItemStatus } from '../db/generated/enums.ts'
import type { Queryable } from '../db/queryable.ts'
import type { BatchKey } from './batches.sql.ts'
import type { EnrichmentKey, Target } from './enrichments.sql.ts'
import type { Cause, Reason } from './reasons.ts'

/** Whether a company is worth looking up: a field that a provider fills is empty. */
const lacksData = `(industry IS NULL OR (employee_count IS NULL AND employee_range IS NULL) OR founded IS NULL
  OR headquarters IS NULL OR description IS NULL OR website IS NULL OR country IS NULL)`

/** Adds the companies of the list that lack data and were not enriched in the last `freshDays` days; returns their number, and how many have no LinkedIn URL. */
export async function insertItems(
  client: pg.ClientBase,
  { ownerId, id, listId }: Omit<Target, 'step'>,
  { freshDays, withoutUrl }: { freshDays: number; withoutUrl: Cause },
): Promise<{ total: number; skipped: number }> {
  const { rows } = await client.query<{ total: number; skipped: number }>(
    `WITH added AS (
       INSERT INTO enrichment_items (owner_id, company_id, enrichment_id, linkedin_key, status, reason_code, reason)
       SELECT owner_id, id, $1, linkedin_key, (CASE WHEN linkedin_key IS NULL THEN 'SKIPPED' ELSE 'PENDING' END)::enrichment_item_status,
         CASE WHEN linkedin_key IS NULL THEN $4 END, CASE WHEN linkedin_key IS NULL THEN $5 END
       FROM company_rows
       WHERE owner_id = $6 AND list_id = $2 AND ${lacksData} AND (enriched_at IS NULL OR enriched_at <= now() - $3 * interval '1 day')
       ORDER BY id ON CONFLICT (owner_id, company_id) DO NOTHING RETURNING status
     )
     SELECT count(*)::int AS total, (count(*) FILTER (WHERE status = 'SKIPPED'))::int AS skipped FROM added`,
    [id, listId, freshDays, withoutUrl.code, withoutUrl.message, ownerId],
  )
  return rows[0] ?? { total: 0, skipped: 0 }
}

/** Deletes the items that were skipped for lack of a LinkedIn URL and whose companies have one now; returns their number. */
export async function deleteOutdated(
  client: pg.ClientBase,
  { ownerId, id }: EnrichmentKey,
  { code }: Cause,
): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM enrichment_items i USING company_rows r
     WHERE i.owner_id = $3 AND i.enrichment_id = $1 AND i.status = 'SKIPPED' AND i.reason_code = $2
       AND r.owner_id = i.owner_id AND r.id = i.company_id AND r.linkedin_key IS NOT NULL`,
    [id, code, ownerId],
  )
  return rowCount ?? 0
}

/** Selects the distinct LinkedIn pages of the `$2` oldest items of the owner `$3` that are not in a batch yet. */
export const oldestPending = `SELECT DISTINCT linkedin_key AS key FROM (
  SELECT linkedin_key FROM enrichment_items WHERE owner_id = $3 AND enrichment_id = $1 AND status = 'PENDING'
  ORDER BY company_id LIMIT $2) AS oldest`

/** Puts the `limit` oldest pending items, and those that share a page with them, into a batch; returns the pages. */
export async function sendItems(
  client: pg.ClientBase,
  { ownerId, id }: EnrichmentKey,
  { batchId, limit }: { batchId: string; limit: number },
): Promise<string[]> {
  const { rows } = await client.query<{ key: string }>(`${oldestPending} ORDER BY key`, [id, limit, ownerId])
  const keys = rows.map(({ key }) => key)
  await client.query(
    `UPDATE enrichment_items SET status = 'SENT', batch_id = $2
     WHERE owner_id = $4 AND enrichment_id = $1 AND status = 'PENDING' AND linkedin_key = ANY ($3::text[])`,
    [id, batchId, keys, ownerId],
  )
  return keys
}

/** Returns the LinkedIn pages that a batch still waits for. */
export async function findSentKeys(client: Queryable, { ownerId, id }: BatchKey): Promise<string[]> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT DISTINCT linkedin_key AS key FROM enrichment_items WHERE owner_id = $1 AND batch_id = $2 AND status = 'SENT'
     ORDER BY key`,
    [ownerId, id],
  )
  return rows.map(({ key }) => key)
}

/** Returns the waiting items of a batch to PENDING. */
export async function takeBackItems(client: pg.ClientBase, { ownerId, id }: BatchKey): Promise<void> {
  await client.query(
    `UPDATE enrichment_items SET status = 'PENDING', batch_id = NULL
     WHERE owner_id = $1 AND batch_id = $2 AND status = 'SENT'`,
    [ownerId, id],
  )
}

/**
 * Counts an attempt that gave the waiting items of a batch no results. They return to PENDING, or stay in the batch if `status` is
 * SENT; those with `maxAttempts` such attempts fail. Returns how many failed.
 */
export async function retryItems(
  client: pg.ClientBase,
  { ownerId, id }: BatchKey,
  { status, maxAttempts, cause }: { status: 'PENDING' | 'SENT'; maxAttempts: number; cause: Cause },
): Promise<number> {
  const { rows } = await client.query<{ status: EnrichmentItemStatus }>(
    `UPDATE enrichment_items SET attempts = attempts + 1, batch_id = CASE WHEN $5 = 'SENT' THEN batch_id END,
       status = (CASE WHEN attempts + 1 < $2 THEN $5 ELSE 'FAILED' END)::enrichment_item_status,
       reason_code = CASE WHEN attempts + 1 < $2 THEN NULL ELSE $3 END, reason = CASE WHEN attempts + 1 < $2 THEN NULL ELSE $4 END
     WHERE owner_id = $6 AND batch_id = $1 AND status = 'SENT' RETURNING status`,
    [id, maxAttempts, cause.code, cause.message, status, ownerId],
  )
  return rows.filter((item) => item.status === 'FAILED').length
}

/** Fails the items that a batch still waits for; returns their number. */
export async function failSent(
  client: pg.ClientBase,
  { ownerId, id }: BatchKey,
  { code, message }: Cause,
): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE enrichment_items SET status = 'FAILED', reason_code = $3, reason = $4
     WHERE owner_id = $1 AND batch_id = $2 AND status = 'SENT'`,
    [ownerId, id, code, message],
  )
  return rowCount ?? 0
}

/** Ends all open items; returns their number. */
export async function endOpenItems(
  client: pg.ClientBase,
  { ownerId, id }: EnrichmentKey,
  status: 'SKIPPED' | 'FAILED',
  { code, message }: Cause,
): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE enrichment_items SET status = $2::enrichment_item_status, reason_code = $3, reason = $4
     WHERE owner_id = $5 AND enrichment_id = $1 AND status IN ('PENDING', 'SENT')`,
    [id, status, code, message, ownerId],
  )
  return rowCount ?? 0
}

/** How an item ends. */
export interface Outcome {
  companyId: string
  status: 'ENRICHED' | 'FAILED'
  cause: Cause | null
}

/** Ends items. */
export async function endItems(client: pg.ClientBase, ownerId: number, outcomes: readonly Outcome[]): Promise<void> {
  const records = outcomes.map(({ companyId, status, cause }) => ({
    company_id: companyId,
    status,
    reason_code: cause?.code ?? null,
    reason: cause?.message ?? null,
  }))
  await client.query(
    `UPDATE enrichment_items i SET status = n.status, reason_code = n.reason_code, reason = n.reason
     FROM jsonb_populate_recordset(NULL::enrichment_items, $1::jsonb) n
     WHERE i.owner_id = $2 AND i.company_id = n.company_id`,
    [JSON.stringify(records), ownerId],
  )
}

/** Returns why items of each of these enrichments of the owner ended as they did, the most frequent reason first. Items without a reason are left out. */
export async function countReasons(
  client: Queryable,
  ownerId: number,
  ids: readonly string[],
): Promise<Map<string, Reason[]>> {
  const { rows } = await client.query<Reason & { id: string }>(
    `SELECT enrichment_id AS id, status, reason_code AS code, min(reason) AS message, count(*)::int AS count FROM enrichment_items
     WHERE owner_id = $2 AND enrichment_id = ANY ($1::uuid[]) AND status IN ('ENRICHED', 'SKIPPED', 'FAILED') AND reason_code IS NOT NULL
     GROUP BY enrichment_id, status, reason_code ORDER BY count DESC, status, code`,
    [ids, ownerId],
  )
  const reasons = new Map<string, Reason[]>(ids.map((id) => [id, []]))
  for (const { id, ...reason } of rows) reasons.get(id)?.push(reason)
  return reasons
}

/** Deletes the items of companies, which count no longer; returns the lists whose enrichment has changed, with its version. */
export async function deleteItems(
  client: pg.ClientBase,
  ownerId: number,
  companyIds: readonly number[],
): Promise<{ listId: string; version: number }[]> {
  const { rows } = await client.query<{ listId: string; version: number }>(
    `WITH gone AS (
       DELETE FROM enrichment_items WHERE owner_id = $1 AND company_id = ANY ($2::bigint[]) RETURNING enrichment_id, status
     ), counted AS (
       SELECT enrichment_id, count(*) AS total, count(*) FILTER (WHERE status = 'ENRICHED') AS enriched,
         count(*) FILTER (WHERE status = 'SKIPPED') AS skipped, count(*) FILTER (WHERE status = 'FAILED') AS failed
       FROM gone GROUP BY enrichment_id
     )
     UPDATE enrichments e SET total = e.total - c.total, enriched = e.enriched - c.enriched, skipped = e.skipped - c.skipped,
       failed = e.failed - c.failed, version = e.version + 1
     FROM counted c WHERE e.owner_id = $1 AND e.id = c.enrichment_id
     RETURNING e.list_id AS "listId", e.version`,
    [ownerId, companyIds],
  )
  return rows
}
