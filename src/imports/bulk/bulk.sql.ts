import type pg from 'pg'
import { binderOf } from '../../db/condition.ts'
import type { DataType, RowSource } from '../../db/generated/enums.ts'
import type { Queryable } from '../../db/queryable.ts'
import { companyCondition } from '../../lists/company-filter.sql.ts'
import { rowCondition } from '../../lists/row-filter.sql.ts'
import { processed, type RunKey, versionOf } from '../run/runs.sql.ts'
import { processedRows, type RunCounts } from '../verdicts/decision.ts'
import type { BulkChange, Scope } from './bulk-change.ts'

/** Returns how many rows of the owner are in the scope, and the greatest number among them. */
export async function measureScope(
  client: Queryable,
  ownerId: number,
  scope: Scope,
): Promise<{ count: number; lastId: number }> {
  const { from, values } = sourceOf(ownerId, scope)
  const { rows } = await client.query<{ count: number; lastId: string | null }>(
    `SELECT count(*)::int AS count, max(id) AS "lastId" ${from}`,
    values,
  )
  return { count: rows[0]?.count ?? 0, lastId: Number(rows[0]?.lastId ?? 0) }
}

/** A row that a page of a bulk change takes. */
export interface ScopedRow {
  id: number
  source: RowSource
}

/** Returns the next `limit` rows of the scope after a number, up to `lastId`, in order; with `startedBy`, a filter leaves out those that were edited or moved there since the call that started this run. */
export async function selectScope(
  client: Queryable,
  ownerId: number,
  {
    after,
    lastId,
    limit,
    startedBy,
    ...scope
  }: Scope & {
    after: number
    lastId: number
    limit: number
    startedBy?: string
  },
): Promise<ScopedRow[]> {
  const { from, values } = sourceOf(ownerId, scope)
  const bind = binderOf(values)
  const { rows } = await client.query<{ id: string; source: RowSource }>(
    `SELECT id, source ${from} AND id > ${bind(after)} AND id <= ${bind(lastId)}
       ${startedBy === undefined || 'ids' in scope.selection ? '' : `AND ${isUntouchedSince(bind(startedBy))}`}
     ORDER BY id LIMIT ${bind(limit)}`,
    values,
  )
  return rows.map(({ id, source }) => ({ id: Number(id), source }))
}

const isUntouchedSince = (runId: string) =>
  `(edited_at IS NULL OR edited_at <= (SELECT created_at FROM import_runs WHERE owner_id = $1 AND id = ${runId}))`

function sourceOf(ownerId: number, { table, listId, selection }: Scope): { from: string; values: unknown[] } {
  const values: unknown[] = [ownerId, listId]
  const bind = binderOf(values)
  const condition =
    'ids' in selection
      ? `id = ANY (${bind(selection.ids)}::bigint[])`
      : (table === 'list_rows' ? rowCondition(selection.filter) : companyCondition(selection.filter))(bind)
  return { from: `FROM ${table} WHERE owner_id = $1 AND list_id = $2 AND ${condition}`, values }
}

/** Returns which of these custom fields no row of a list has. */
export async function findUnknownFields(
  client: Queryable,
  ownerId: number,
  { table, listId }: Scope,
  names: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($3::text[]) AS asked (name)
     WHERE NOT EXISTS (SELECT FROM ${table} WHERE owner_id = $1 AND list_id = $2 AND custom ? name)`,
    [ownerId, listId, names],
  )
  return rows.map(({ name }) => name)
}

/** A bulk change to store. */
export interface NewBulkRun extends RunKey {
  /** The list that the run belongs to: where the rows go, or from where they are deleted. */
  listId: string
  dataType: DataType
  columns: readonly string[]
  total: number
  change: BulkChange
  mutation: string
}

/** Stores a QUEUED bulk change. */
export async function insertBulkRun(client: pg.ClientBase, run: NewBulkRun): Promise<void> {
  await client.query(
    `INSERT INTO import_runs (id, owner_id, list_id, target_list_id, kind, data_type, columns, total, skip_existing_customers,
       bulk_change, mutation, reserved)
     VALUES ($1, $2, $3, $3, 'BULK', $4, $5, $6, false, $7, $8, 0)`,
    [run.id, run.ownerId, run.listId, run.dataType, run.columns, run.total, JSON.stringify(run.change), run.mutation],
  )
}

/** Returns what a bulk change does. */
export async function findChange(client: Queryable, { ownerId, id }: RunKey): Promise<BulkChange> {
  const { rows } = await client.query<{ change: BulkChange }>(
    'SELECT bulk_change AS change FROM import_runs WHERE owner_id = $1 AND id = $2',
    [ownerId, id],
  )
  const [row] = rows
  if (row === undefined) throw new Error('The run vanished under its own lock.')
  return row.change
}

/** Adds a page to the counters of a bulk change, moves its cursor and returns its new version. */
export async function advanceBulk(
  client: pg.ClientBase,
  { ownerId, id }: RunKey,
  cursor: string,
  counts: RunCounts,
): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `UPDATE import_runs SET version = version + 1, cursor = $3, failures = 0, crashes = 0, position = position + $4,
       total = GREATEST(total, ${processed} + $4), merged = merged + $5, updated = updated + $6, also_matches = also_matches + $7,
       companies_created = companies_created + $8, companies_linked = companies_linked + $9,
       moved = moved + $10, copied = copied + $11, deleted = deleted + $12
     WHERE owner_id = $1 AND id = $2 RETURNING version`,
    [
      ownerId,
      id,
      cursor,
      processedRows(counts),
      counts.merged,
      counts.updated,
      counts.alsoMatches,
      counts.companiesCreated,
      counts.companiesLinked,
      counts.moved ?? 0,
      counts.copied ?? 0,
      counts.deleted ?? 0,
    ],
  )
  return versionOf(rows)
}

/** Counts a list whose people are copied as exported, so that an undo of their import does not refund people who stay elsewhere. */
export async function markCopied(client: pg.ClientBase, ownerId: number, listId: string): Promise<void> {
  // The time of the transaction is too early, and Citus accepts no `clock_timestamp()` in an update.
  const { rows } = await client.query<{ now: string }>('SELECT clock_timestamp()::text AS now')
  await client.query('UPDATE lists SET exported_at = $3 WHERE owner_id = $1 AND id = $2', [
    ownerId,
    listId,
    rows[0]?.now,
  ])
}

/** Gives companies what only enrichment has found out about the companies that they are copies of. */
export async function copyEnrichment(
  client: pg.ClientBase,
  ownerId: number,
  copies: readonly { id: number | null; from: number }[],
): Promise<void> {
  await client.query(
    `UPDATE company_rows n SET headquarters = o.headquarters, logo_url = o.logo_url, specialties = o.specialties,
       linkedin_followers = o.linkedin_followers, enriched_at = o.enriched_at
     FROM unnest($2::bigint[], $3::bigint[]) AS copy (id, original)
     JOIN company_rows o ON o.owner_id = $1 AND o.id = copy.original AND o.enriched_at IS NOT NULL
     WHERE n.owner_id = $1 AND n.id = copy.id`,
    [ownerId, copies.map(({ id }) => id), copies.map(({ from }) => from)],
  )
}
