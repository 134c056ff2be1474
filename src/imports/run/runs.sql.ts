import type pg from 'pg'
import { columnOf } from '../../db/columns.ts'
import type { DataType, ImportKind, ImportStatus, LinkedInProvider } from '../../db/generated/enums.ts'
import { isLiveRun } from '../../db/live-runs.ts'
import type { Queryable } from '../../db/queryable.ts'
import { hasNoJob } from '../../jobs/jobs.sql.ts'
import type { CompanyMapping, PersonMapping } from '../leads/fields.ts'
import { type PageCounts, processedRows, verdictCounters } from '../verdicts/decision.ts'
import type { LeadPage } from './lead-page.ts'

/** A run in a worker's hands. */
export interface ActiveRun {
  id: string
  ownerId: number
  listId: string
  uploadId: string | null
  /** Sales Navigator: the search, and the account that runs it, null where that is gone. */
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
  /** The fence: how many pages have been committed. */
  page: number
  cursor: string | null
  /** How many rows or leads the source has given so far. */
  position: number
  version: number
  /** Failed attempts since the last committed page. */
  failures: number
}

/** SQL: how many rows of a run have their verdict. */
const processed = verdictCounters.map(columnOf).join(' + ')

const activeColumns = `id, owner_id AS "ownerId", list_id AS "listId", upload_id AS "uploadId", search_url AS "searchUrl",
  account_id AS "accountId", kind, data_type AS "dataType",
  person_mapping AS "personMapping", company_mapping AS "companyMapping", skip_existing_customers AS "skipExistingCustomers",
  (SELECT columns FROM uploads WHERE uploads.id = upload_id) AS columns,
  (SELECT provider FROM linkedin_accounts WHERE linkedin_accounts.id = account_id) AS provider,
  (SELECT provider_account_id FROM linkedin_accounts WHERE linkedin_accounts.id = account_id) AS "providerAccountId",
  page, cursor, position, version, failures`

/** A run as a worker takes it up, with the deaths of workers since its last committed page. */
export interface ClaimedRun extends ActiveRun {
  crashes: number
}

/** Takes a run that is not over into a worker's hands, RUNNING; null for one that is over or gone. A run that was still claimed has lost its worker. */
export async function claimRun(client: Queryable, runId: string): Promise<ClaimedRun | null> {
  const { rows } = await client.query<ClaimedRun>(
    `UPDATE import_runs SET status = 'RUNNING', version = version + 1, claimed = true, pause_reason = NULL, pause_cause = NULL,
       next_attempt_at = NULL, started_at = COALESCE(started_at, now()), crashes = crashes + claimed::int
     WHERE id = $1 AND ${isLiveRun} AND list_id IS NOT NULL
     RETURNING ${activeColumns}, crashes`,
    [runId],
  )
  return rows[0] ?? null
}

/** Lets a run go that another worker is to go on with; false where this worker has not the last word on it: another one took it, or it is over. */
export async function unclaimRun(client: Queryable, { id, version }: ActiveRun): Promise<boolean> {
  // Each claim, page and end is a version of its own, so nobody clears the claim of a successor.
  const { rowCount } = await client.query(
    "UPDATE import_runs SET claimed = false WHERE id = $1 AND version = $2 AND status = 'RUNNING' AND list_id IS NOT NULL",
    [id, version],
  )
  return rowCount === 1
}

/** Whether a run is neither over nor gone. */
export async function isLive(client: Queryable, runId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM import_runs WHERE id = $1 AND ${isLiveRun} AND list_id IS NOT NULL`,
    [runId],
  )
  return rowCount === 1
}

/** What the queue needs to know of a run: the jobs of one account run one after the other. */
export type Queued = Pick<ActiveRun, 'id' | 'accountId'>

/** The runs that are to go on, and that no job which runs or can still run would take up. */
export async function findStranded(client: Queryable): Promise<Queued[]> {
  const { rows } = await client.query<Queued>(
    `SELECT id, account_id AS "accountId" FROM import_runs WHERE (status IN ('QUEUED', 'RUNNING') OR (status = 'PAUSED' AND next_attempt_at <= now()))
       AND list_id IS NOT NULL AND ${hasNoJob('import', 'runId', 'import_runs.id')}
     ORDER BY seq`,
  )
  return rows
}

/** Passes the fence and locks the run: how many leads its reservation still pays for; null where another worker, a cancel or a delete was faster. */
export async function passFence(client: pg.ClientBase, run: ActiveRun): Promise<{ affordable: number } | null> {
  const { rows } = await client.query<{ affordable: number }>(
    `UPDATE import_runs SET page = page + 1 WHERE id = $1 AND page = $2 AND status = 'RUNNING' AND list_id IS NOT NULL
     RETURNING reserved - imported AS affordable`,
    [run.id, run.page],
  )
  return rows[0] ?? null
}

/** Adds a page to the run's counters and moves its cursor; the run's new version. The total of a search is an estimate, raised where it is passed. */
export async function advanceRun(
  client: pg.ClientBase,
  runId: string,
  { cursor, leads, total, warnings }: LeadPage,
  counts: PageCounts,
): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `UPDATE import_runs SET version = version + 1, cursor = $2, imported = imported + $3, merged = merged + $4, updated = updated + $5,
       cross_list_skipped = cross_list_skipped + $6, blocked = blocked + $7, invalid = invalid + $8, unaffordable = unaffordable + $9,
       companies_created = companies_created + $10, companies_linked = companies_linked + $11,
       was_capped = was_capped OR $9 > 0, failures = 0, crashes = 0, paused_at = NULL, position = position + $12,
       total = CASE WHEN kind = 'CSV' OR COALESCE($13, total) IS NULL THEN total ELSE GREATEST(
         COALESCE(LEAST($13, reserved), total),
         ${processed} + $15
       ) END,
       warnings = warnings || ARRAY(SELECT warning FROM unnest($14::text[]) AS warning WHERE warning <> ALL (warnings))
     WHERE id = $1 RETURNING version`,
    [
      runId,
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
    ],
  )
  return versionOf(rows)
}

/** How a run ends. */
export interface Ending {
  status: Extract<ImportStatus, 'COMPLETED' | 'FAILED' | 'CANCELLED'>
  error?: { code: string; message: string }
  /** The list goes with the run: there is nothing left to enrich. */
  takesList?: true
}

/** A run that has just ended. */
export interface EndedRun {
  ownerId: number
  listId: string | null
  version: number
  released: number
  /** Whether it put something into the list. */
  hasLanded: boolean
}

/** Ends a run that is not over: what it has not used is to be released. Null where it is over already. */
export async function endRun(
  client: pg.ClientBase,
  runId: string,
  { status, error }: Ending,
): Promise<EndedRun | null> {
  const { rows } = await client.query<EndedRun>(
    `UPDATE import_runs SET status = $2::import_status, version = version + 1, released = reserved - imported, finished_at = now(),
       claimed = false, pause_reason = NULL, pause_cause = NULL, next_attempt_at = NULL, error_code = $3, error_message = $4,
       total = CASE WHEN $2 = 'COMPLETED' AND kind = 'SALES_NAV'
         THEN ${processed} ELSE total END
     WHERE id = $1 AND ${isLiveRun}
     RETURNING owner_id AS "ownerId", list_id AS "listId", version, released,
       imported + updated + companies_created > 0 AS "hasLanded"`,
    [runId, status, error?.code ?? null, error?.message ?? null],
  )
  return rows[0] ?? null
}

/** How many attempts failed since the last committed page, the run locked to the end of the transaction; null where it does not run. */
export async function lockFailures(client: pg.ClientBase, runId: string): Promise<number | null> {
  const { rows } = await client.query<{ failures: number }>(
    "SELECT failures FROM import_runs WHERE id = $1 AND status = 'RUNNING' FOR UPDATE",
    [runId],
  )
  return rows[0]?.failures ?? null
}

/** Notes a failed attempt of a locked run, when the next one comes and what it waits for; the run's new version. */
export async function postponeRun(
  client: pg.ClientBase,
  runId: string,
  nextAttemptAt: Date,
  reason: string | null,
): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `UPDATE import_runs SET version = version + 1, claimed = false, failures = failures + 1, crashes = 0, next_attempt_at = $2,
       pause_reason = $3
     WHERE id = $1 RETURNING version`,
    [runId, nextAttemptAt, reason],
  )
  return versionOf(rows)
}

/** Whose run it is; null for one that is gone. */
export async function findOwner(client: Queryable, runId: string): Promise<number | null> {
  const { rows } = await client.query<{ ownerId: number }>(
    'SELECT owner_id AS "ownerId" FROM import_runs WHERE id = $1',
    [runId],
  )
  return rows[0]?.ownerId ?? null
}

/** A run as its owner asks for its end: locked to the end of the transaction; null where the owner has no such run. */
export async function lockRun(client: pg.ClientBase, ownerId: number, runId: string): Promise<ImportStatus | null> {
  const { rows } = await client.query<{ status: ImportStatus }>(
    'SELECT status FROM import_runs WHERE id = $1 AND owner_id = $2 FOR UPDATE',
    [runId, ownerId],
  )
  return rows[0]?.status ?? null
}

function versionOf(rows: { version: number }[]): number {
  const [row] = rows
  if (row === undefined) throw new Error('The run vanished under its own lock.')
  return row.version
}
