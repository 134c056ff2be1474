import type pg from 'pg'
import { clock } from '../../db/clock.ts'
import type { DataType, ImportKind, ImportStatus } from '../../db/generated/enums.ts'
import type { Queryable } from '../../db/queryable.ts'
import { hasNoJob } from '../../jobs/jobs.sql.ts'
import { type RunKey, versionOf } from '../run/runs.sql.ts'

/** Where an undo is: people first, then companies, each in the order of their numbers. */
export interface UndoState {
  /** Whether credits are refunded, as decided at its start. */
  refunds: boolean
  table: 'list_rows' | 'company_rows'
  /** The number of the last row that is done. */
  after: number
  /** The number of the run's last row in the table; absent until it is read. */
  last?: number
}

/** A run as an undo sees it. */
export interface UndoableRun extends RunKey {
  listId: string | null
  kind: ImportKind
  dataType: DataType
  status: ImportStatus
  createdAt: Date
  finishedAt: Date | null
  undoneAt: Date | null
  /** Null before the start of the undo. */
  undo: UndoState | null
  undoPage: number
  version: number
}

const undoableColumns = `id, owner_id AS "ownerId", list_id AS "listId", kind, data_type AS "dataType", status, created_at AS "createdAt",
  finished_at AS "finishedAt", undone_at AS "undoneAt", undo, undo_page AS "undoPage", version`

/** Returns a run of the owner; null if there is none. With `lock`, it is locked to the end of the transaction. */
export async function findUndoable(
  client: Queryable,
  { ownerId, id }: RunKey,
  lock: '' | 'FOR UPDATE' = '',
): Promise<UndoableRun | null> {
  const { rows } = await client.query<UndoableRun>(
    `SELECT ${undoableColumns} FROM import_runs WHERE owner_id = $1 AND id = $2 ${lock}`,
    [ownerId, id],
  )
  return rows[0] ?? null
}

/** Whether a row of the run goes, and whether its credit is returned then. */
export interface Judged {
  id: number
  /** Why it is kept; null if it goes. */
  keptFor: string | null
  isRefundable: boolean
}

// Not by the index of the run, which is not in the order of the numbers and still holds what is deleted.
const isOfRun = 'r.run_id IS NOT DISTINCT FROM $2'

/** SQL: the rows among others that another run, which is not undone, has merged a row into. A join would compare each of them with each outcome; as it is, they are hashed. */
const mergedInto = (column: 'row_id' | 'company_id', rows: string) =>
  `SELECT o.${column} AS id FROM import_outcomes o
   WHERE o.owner_id = $1 AND o.run_id = ANY ($3::uuid[]) AND o.verdict = 'MERGED' AND (o.${column} IN (SELECT id FROM ${rows})) IS TRUE
   UNION ALL SELECT m.${column} FROM merged_leads m
   WHERE m.owner_id = $1 AND m.run_id = ANY ($3::uuid[]) AND (m.${column} IN (SELECT id FROM ${rows})) IS TRUE`

// In these statements, OFFSET keeps the look-ups by key.

const judgePeople = `WITH page AS MATERIALIZED (
    SELECT r.id, r.list_id, r.edited_at, r.added_at, r.company_id FROM list_rows r
    WHERE r.owner_id = $1 AND r.id > $6 AND r.id <= $8 AND ${isOfRun} ORDER BY r.id LIMIT $7
  ), merged AS MATERIALIZED (${mergedInto('row_id', 'page')})
  SELECT page.id, CASE WHEN page.list_id <> $4 THEN 'MOVED' WHEN page.edited_at IS NOT NULL THEN 'CHANGED'
      WHEN page.id IN (SELECT id FROM merged) THEN 'MERGED_INTO' END AS "keptFor",
    COALESCE(l.exported_at < page.added_at, true)
      AND (c.enriched_at IS NULL OR (c.enriched_at <= $5 AND c.run_id IS DISTINCT FROM $2)) AS "isRefundable"
  FROM page JOIN lists l ON l.owner_id = $1 AND l.id = page.list_id
  LEFT JOIN LATERAL (
    SELECT enriched_at, run_id FROM company_rows WHERE owner_id = $1 AND id = page.company_id OFFSET 0) AS c ON true
  ORDER BY page.id`

const judgeCompanies = `WITH page AS MATERIALIZED (
    SELECT r.id, r.list_id, r.edited_at, r.added_at, r.enriched_at FROM company_rows r
    WHERE r.owner_id = $1 AND r.id > $6 AND r.id <= $8 AND ${isOfRun} ORDER BY r.id LIMIT $7
  ), merged AS MATERIALIZED (${mergedInto('company_id', 'page')}),
  employed AS MATERIALIZED (
    SELECT r.id, r.company_id, ${isOfRun} AND r.list_id = $4 AND r.edited_at IS NULL AS may_go
    FROM page CROSS JOIN LATERAL (SELECT * FROM list_rows WHERE owner_id = $1 AND company_id = page.id OFFSET 0) AS r
  ), merged_people AS MATERIALIZED (${mergedInto('row_id', 'employed')}),
  used AS MATERIALIZED (
    SELECT company_id AS id FROM employed WHERE NOT may_go OR id IN (SELECT id FROM merged_people)
  )
  SELECT page.id, CASE WHEN page.edited_at IS NOT NULL THEN 'CHANGED' WHEN page.id IN (SELECT id FROM merged) THEN 'MERGED_INTO'
      WHEN page.id IN (SELECT id FROM used) THEN 'IN_USE' END AS "keptFor",
    COALESCE(l.exported_at < page.added_at, true) AND (page.enriched_at IS NULL OR page.enriched_at <= $5) AS "isRefundable"
  FROM page JOIN lists l ON l.owner_id = $1 AND l.id = page.list_id ORDER BY page.id`

/** Returns the next rows of a run after a number, up to `limit`, each with what an undo does to it. */
export async function judgeRows(
  client: Queryable,
  run: UndoableRun,
  {
    table,
    after,
    last,
    mergedBy,
    limit,
  }: Required<Pick<UndoState, 'table' | 'after' | 'last'>> & { mergedBy: readonly string[]; limit: number },
): Promise<Judged[]> {
  const { rows } = await client.query<Omit<Judged, 'id'> & { id: string }>(
    table === 'list_rows' ? judgePeople : judgeCompanies,
    [run.ownerId, run.id, mergedBy, run.listId, run.createdAt, after, limit, last],
  )
  return rows.map((row) => ({ ...row, id: Number(row.id) }))
}

/** Returns the numbers of the first and the last row of a run, between which an undo looks; null if it has no row. */
export async function findEnds(
  client: Queryable,
  { ownerId, id }: RunKey,
  table: UndoState['table'],
): Promise<{ first: number; last: number } | null> {
  const { rows } = await client.query<{ first: string | null; last: string | null }>(
    // OFFSET keeps the look-up by run: the ends of the owner's rows may be far from those of the run.
    `SELECT min(id) AS first, max(id) AS last FROM (SELECT id FROM ${table} WHERE owner_id = $1 AND run_id = $2 OFFSET 0) AS added`,
    [ownerId, id],
  )
  const { first = null, last = null } = rows[0] ?? {}
  return first === null || last === null ? null : { first: Number(first), last: Number(last) }
}

/** Returns the other runs that may have merged rows into those of a run and are not undone. */
export async function findMergingRuns(client: Queryable, { ownerId, id, listId }: UndoableRun): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM import_runs WHERE owner_id = $1 AND list_id = $2 AND id <> $3 AND merged > 0 AND undone_at IS NULL',
    [ownerId, listId, id],
  )
  return rows.map((run) => run.id)
}

/** What a page of an undo adds to the run, and where it continues. */
export interface UndoProgress {
  state: UndoState
  removed: number
  companiesRemoved: number
  refunded: number
  isOver: boolean
}

/** Stores a page of an undo; returns the run's new version. */
export async function advanceUndo(
  client: pg.ClientBase,
  { ownerId, id }: RunKey,
  { state, removed, companiesRemoved, refunded, isOver }: UndoProgress,
): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `UPDATE import_runs SET undo = $3, undo_page = undo_page + 1, removed = removed + $4, companies_removed = companies_removed + $5,
       refunded = refunded + $6, undone_at = CASE WHEN $7 THEN clock.now END, version = version + 1
     FROM ${clock} WHERE owner_id = $1 AND id = $2 RETURNING version`,
    [ownerId, id, JSON.stringify(state), removed, companiesRemoved, refunded, isOver],
  )
  return versionOf(rows)
}

/** Stores which rows an undo has kept. */
export async function insertKept(
  client: pg.ClientBase,
  { ownerId, id }: RunKey,
  table: UndoState['table'],
  kept: readonly Judged[],
): Promise<void> {
  if (kept.length === 0) return
  await client.query(
    `INSERT INTO kept_leads (owner_id, run_id, ${table === 'list_rows' ? 'row_id' : 'company_id'}, reason_code)
     SELECT $1, $2, kept.id, reason FROM unnest($3::bigint[], $4::text[]) WITH ORDINALITY AS kept (id, reason, place) ORDER BY place`,
    [ownerId, id, kept.map((row) => row.id), kept.map(({ keptFor }) => keptFor)],
  )
}

/** A row that an undo keeps, and why. */
export interface KeptLead {
  rowId: string | null
  companyId: string | null
  reason: string
}

/** Returns a part of the rows that an undo has kept, people first. */
export async function selectKept(
  client: Queryable,
  { ownerId, id }: RunKey,
  { offset, limit }: { offset: number; limit: number },
): Promise<KeptLead[]> {
  const { rows } = await client.query<KeptLead>(
    `SELECT row_id AS "rowId", company_id AS "companyId", reason_code AS reason FROM kept_leads
     WHERE owner_id = $1 AND run_id = $2 ORDER BY id LIMIT $3 OFFSET $4`,
    [ownerId, id, limit, offset],
  )
  return rows
}

/** Returns how many rows an undo has kept. */
export async function countKept(client: Queryable, { ownerId, id }: RunKey): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM kept_leads WHERE owner_id = $1 AND run_id = $2',
    [ownerId, id],
  )
  return rows[0]?.count ?? 0
}

/** Returns the runs whose undo should continue but has no job that is running or can still run. */
export async function findStrandedUndos(client: Queryable): Promise<RunKey[]> {
  const { rows } = await client.query<RunKey>(
    `WITH undos AS MATERIALIZED (SELECT owner_id, id, seq FROM import_runs WHERE undo IS NOT NULL AND undone_at IS NULL)
     SELECT owner_id AS "ownerId", id FROM undos WHERE ${hasNoJob('undo-import', 'runId', 'undos.id')} ORDER BY seq`,
  )
  return rows
}
