import type pg from 'pg'
import { clock } from '../../db/clock.ts'
import { columnOf } from '../../db/columns.ts'
import type { DataType, ImportKind, ImportStatus, LinkedInProvider } from '../../db/generated/enums.ts'
import { isLiveRun } from '../../db/live-runs.ts'
import type { Queryable } from '../../db/queryable.ts'
import { hasNoJob } from '../../jobs/jobs.sql.ts'
import type { CompanyMapping, PersonMapping } from '../leads/fields.ts'
import {
  bulkCounters,
  emptyCounts,
  type PageCounts,
  processedRows,
  type RunCounts,
  verdictCounters,
} from '../verdicts/decision.ts'
import type { Matching } from '../verdicts/policy.ts'
import type { LeadPage } from './lead-page.ts'

/** A run that a worker has claimed. */
export interface ActiveRun extends Matching {
  id: string
  ownerId: number
  listId: string
  uploadId: string | null
  /** Sales Navigator: the search, and the account that runs it; null if the account was removed. */
  searchUrl: string | null
  accountId: string | null
  provider: LinkedInProvider | null
  providerAccountId: string | null
  kind: ImportKind
  dataType: DataType
  personMapping: PersonMapping | null
  companyMapping: CompanyMapping | null
  skipExistingCustomers: boolean
  /** The columns of its file; null for a run without one. */
  columns: string[] | null
  /** The fence: number of committed pages. */
  page: number
  cursor: string | null
  /** Number of rows or leads read from the source so far. */
  position: number
  version: number
  /** Failed attempts since the last committed page. */
  failures: number
}

/** Identifies a run. */
export type RunKey = Pick<ActiveRun, 'ownerId' | 'id'>

/** SQL: how many rows of a run have their verdict, or were changed in bulk. */
export const processed = [...verdictCounters, ...bulkCounters].map(columnOf).join(' + ')

const activeColumns = `id, owner_id AS "ownerId", list_id AS "listId", upload_id AS "uploadId", search_url AS "searchUrl",
  account_id AS "accountId", kind, data_type AS "dataType",
  person_mapping AS "personMapping", company_mapping AS "companyMapping", skip_existing_customers AS "skipExistingCustomers",
  on_match AS "onMatch", match_by AS "matchBy",
  (SELECT columns FROM uploads WHERE uploads.owner_id = import_runs.owner_id AND uploads.id = upload_id) AS columns,
  (SELECT provider FROM linkedin_accounts WHERE linkedin_accounts.id = account_id) AS provider,
  (SELECT provider_account_id FROM linkedin_accounts WHERE linkedin_accounts.id = account_id) AS "providerAccountId",
  page, cursor, position, version, failures`

/** A run that was just claimed, with the number of worker crashes since its last committed page. */
export interface ClaimedRun extends ActiveRun {
  crashes: number
}

/** Claims a run that is not over and sets it RUNNING; returns null if it is over or deleted. A run that is still claimed has lost its worker, which counts as a crash. */
export async function claimRun(client: Queryable, { ownerId, id }: RunKey): Promise<ClaimedRun | null> {
  const { rows } = await client.query<ClaimedRun>(
    `UPDATE import_runs SET status = 'RUNNING', version = version + 1, claimed = true, pause_reason = NULL,
       next_attempt_at = NULL, started_at = COALESCE(started_at, clock.now), crashes = crashes + claimed::int
     FROM ${clock} WHERE owner_id = $1 AND id = $2 AND ${isLiveRun} AND list_id IS NOT NULL
     RETURNING ${activeColumns}, crashes`,
    [ownerId, id],
  )
  return rows[0] ?? null
}

/** Releases a claimed run for another worker; returns false if this worker no longer holds it, because another one claimed it or it is over. */
export async function unclaimRun(client: Queryable, { ownerId, id, version }: ActiveRun): Promise<boolean> {
  // Each claim, page and end raises the version, so a worker can't clear the claim of its successor.
  const { rowCount } = await client.query(
    `UPDATE import_runs SET claimed = false
     WHERE owner_id = $1 AND id = $2 AND version = $3 AND status = 'RUNNING' AND list_id IS NOT NULL`,
    [ownerId, id, version],
  )
  return rowCount === 1
}

/** Whether a run is neither over nor deleted. */
export async function isLive(client: Queryable, { ownerId, id }: RunKey): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM import_runs WHERE owner_id = $1 AND id = $2 AND ${isLiveRun} AND list_id IS NOT NULL`,
    [ownerId, id],
  )
  return rowCount === 1
}

/** What enqueuing a run needs: jobs of the same account run one after the other. */
export type Queued = Pick<ActiveRun, 'ownerId' | 'id' | 'accountId'>

/** Returns how many rows of a run are left to read; null for a search, which mostly waits for its provider. */
export async function selectRowsLeft(client: Queryable, { ownerId, id }: RunKey): Promise<number | null> {
  const { rows } = await client.query<{ rowsLeft: number | null }>(
    `SELECT total - position AS "rowsLeft" FROM import_runs WHERE owner_id = $1 AND id = $2 AND kind <> 'SALES_NAV'`,
    [ownerId, id],
  )
  return rows[0]?.rowsLeft ?? null
}

/** Returns the runs that should continue but have no job that is running or can still run. */
export async function findStranded(client: Queryable): Promise<Queued[]> {
  const { rows } = await client.query<Queued>(
    `WITH due AS MATERIALIZED (
       SELECT owner_id, id, account_id, seq FROM import_runs
       WHERE (status IN ('QUEUED', 'RUNNING') OR (status = 'PAUSED' AND next_attempt_at <= now())) AND list_id IS NOT NULL
     )
     SELECT owner_id AS "ownerId", id, account_id AS "accountId" FROM due
     WHERE ${hasNoJob('import', 'runId', 'due.id')} AND ${hasNoJob('import-search', 'runId', 'due.id')}
     ORDER BY seq`,
  )
  return rows
}

/** Passes the fence, locks the run and returns how many more leads its reservation covers; null if another worker, a cancel or a delete was faster. */
export async function passFence(client: pg.ClientBase, run: ActiveRun): Promise<{ affordable: number } | null> {
  const { rows } = await client.query<{ affordable: number }>(
    `UPDATE import_runs SET page = page + 1
     WHERE owner_id = $1 AND id = $2 AND page = $3 AND status = 'RUNNING' AND list_id IS NOT NULL
     RETURNING reserved - imported AS affordable`,
    [run.ownerId, run.id, run.page],
  )
  return rows[0] ?? null
}

/** Adds a page to the run's counters, moves its cursor and returns its new version. The total of a search is an estimate, raised when exceeded. */
export async function advanceRun(
  client: pg.ClientBase,
  { ownerId, id }: RunKey,
  { cursor, leads, total, warnings }: LeadPage,
  counts: PageCounts,
): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `UPDATE import_runs SET version = version + 1, cursor = $2, imported = imported + $3, merged = merged + $4, updated = updated + $5,
       cross_list_skipped = cross_list_skipped + $6, blocked = blocked + $7, invalid = invalid + $8, unaffordable = unaffordable + $9, no_match = no_match + $18,
       companies_created = companies_created + $10, companies_linked = companies_linked + $11, also_matches = also_matches + $17,
       was_capped = was_capped OR $9 > 0, failures = 0, crashes = 0, paused_at = NULL, pause_cause = NULL, position = position + $12,
       total = CASE WHEN kind <> 'SALES_NAV' OR COALESCE($13, total) IS NULL THEN total ELSE GREATEST(
         COALESCE(CASE WHEN on_match ->> 'rows' = 'UPDATE_ONLY' THEN $13 ELSE LEAST($13, reserved) END, total),
         ${processed} + $15
       ) END,
       warnings = warnings || ARRAY(SELECT warning FROM unnest($14::text[]) AS warning WHERE warning <> ALL (warnings))
     WHERE owner_id = $16 AND id = $1 RETURNING version`,
    [
      id,
      cursor,
      counts.imported,
      counts.merged,
      counts.updated,
      counts.crossListSkipped,
      counts.blocked,
      counts.invalid,
      counts.unaffordable,
      counts.companiesCreated,
      counts.companiesLinked,
      leads.length,
      total ?? null,
      warnings ?? [],
      processedRows(counts),
      ownerId,
      counts.alsoMatches,
      counts.noMatch,
    ],
  )
  return versionOf(rows)
}

/** How a run ends. */
export interface Ending {
  status: Extract<ImportStatus, 'COMPLETED' | 'FAILED' | 'CANCELLED'>
  error?: { code: string; message: string }
  /** The list is deleted with the run, so there is nothing to enrich. */
  takesList?: true
}

/** A run that has just ended. */
export interface EndedRun {
  kind: ImportKind
  listId: string | null
  version: number
  released: number
  /** Whether it changed the list. */
  hasLanded: boolean
}

/** Ends a run and returns what the caller has to release; null if it is over already. */
export async function endRun(
  client: pg.ClientBase,
  { ownerId, id }: RunKey,
  { status, error }: Ending,
): Promise<EndedRun | null> {
  const { rows } = await client.query<EndedRun>(
    `UPDATE import_runs SET status = $2::import_status, version = version + 1, released = reserved - imported, finished_at = now(),
       claimed = false, pause_reason = NULL, pause_cause = NULL, next_attempt_at = NULL, error_code = $3, error_message = $4,
       total = CASE WHEN $2 = 'COMPLETED' AND kind IN ('SALES_NAV', 'BULK')
         THEN ${processed} ELSE total END
     WHERE owner_id = $5 AND id = $1 AND ${isLiveRun}
     RETURNING kind, list_id AS "listId", version, released,
       imported + updated + companies_created + moved + copied > 0 AS "hasLanded"`,
    [id, status, error?.code ?? null, error?.message ?? null, ownerId],
  )
  return rows[0] ?? null
}

/**
 * Locks a run to the end of the transaction and returns its failed attempts since the last committed page; null if it is not
 * RUNNING or another worker has claimed it.
 */
export async function lockFailures(
  client: pg.ClientBase,
  { ownerId, id, version, page }: RunKey & Pick<ActiveRun, 'version' | 'page'>,
): Promise<number | null> {
  // A page raises both by one, also one whose commit got no answer; a claim raises the version alone.
  const { rows } = await client.query<{ failures: number }>(
    `SELECT failures FROM import_runs WHERE owner_id = $1 AND id = $2 AND version - page = $3 AND status = 'RUNNING'
     FOR UPDATE`,
    [ownerId, id, version - page],
  )
  return rows[0]?.failures ?? null
}

/** Counts a failed attempt of a locked run, stores when and why the next one follows, and returns the run's new version. */
export async function postponeRun(
  client: pg.ClientBase,
  { ownerId, id }: RunKey,
  nextAttemptAt: Date,
  reason: string | null,
): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `UPDATE import_runs SET version = version + 1, claimed = false, failures = failures + 1, crashes = 0, next_attempt_at = $3,
       pause_reason = $4
     WHERE owner_id = $1 AND id = $2 RETURNING version`,
    [ownerId, id, nextAttemptAt, reason],
  )
  return versionOf(rows)
}

/** The state of a run, for those who watch it from outside. */
export interface RunState {
  listId: string | null
  kind: ImportKind
  version: number
  status: ImportStatus
  counts: RunCounts & { total: number | null; processed: number }
}

/** Returns the state of a run that exists. */
export async function selectState(client: Queryable, { ownerId, id }: RunKey): Promise<RunState> {
  const counters = [...Object.keys(emptyCounts()), ...bulkCounters].map((name) => `'${name}', ${columnOf(name)}`)
  const { rows } = await client.query<RunState>(
    `SELECT list_id AS "listId", kind, version, status,
       json_build_object('total', total, 'processed', ${processed}, ${counters.join(', ')}) AS counts
     FROM import_runs WHERE owner_id = $1 AND id = $2`,
    [ownerId, id],
  )
  const [row] = rows
  if (row === undefined) throw new Error('The run vanished under its own lock.')
  return row
}

/** Returns the owner of a run; null if it was deleted. */
export async function findOwner(client: Queryable, runId: string): Promise<number | null> {
  const { rows } = await client.query<{ ownerId: number }>(
    'SELECT owner_id AS "ownerId" FROM import_runs WHERE id = $1',
    [runId],
  )
  return rows[0]?.ownerId ?? null
}

/** Locks a run of the owner to the end of the transaction and returns its status; null if the owner has no such run. */
export async function lockRun(client: pg.ClientBase, ownerId: number, runId: string): Promise<ImportStatus | null> {
  const { rows } = await client.query<{ status: ImportStatus }>(
    'SELECT status FROM import_runs WHERE owner_id = $1 AND id = $2 FOR UPDATE',
    [ownerId, runId],
  )
  return rows[0]?.status ?? null
}

/** Returns the new version of the run that a statement has changed. */
export function versionOf(rows: { version: number }[]): number {
  const [row] = rows
  if (row === undefined) throw new Error('The run vanished under its own lock.')
  return row.version
}
