import type pg from 'pg'
import { clock } from '../../db/clock.ts'
import type { PauseCause } from '../../db/generated/enums.ts'
import type { Queryable } from '../../db/queryable.ts'
import type { ActiveRun, Queued, RunKey } from './runs.sql.ts'

/** Why a run waits, and when it continues; null if nothing is scheduled. */
export interface Pause {
  cause: PauseCause
  reason: string
  until: Date | null
}

/**
 * Pauses a run that this worker has claimed and returns its new version; null if another worker, a cancel or a delete was faster.
 * `isNews` tells whether it has got further or was resumed since its last pause, or that had another cause.
 */
export async function setPaused(
  client: pg.ClientBase,
  { ownerId, id, version }: ActiveRun,
  { cause, reason, until }: Pause,
): Promise<{ version: number; isNews: boolean } | null> {
  const { rows } = await client.query<{ version: number; isNews: boolean }>(
    `UPDATE import_runs AS run SET status = 'PAUSED', version = run.version + 1, claimed = false, failures = 0, crashes = 0,
       paused_at = COALESCE(run.paused_at, clock.now), pause_cause = $3, pause_reason = $4, next_attempt_at = $5
     FROM import_runs AS was, ${clock}
     WHERE run.owner_id = $6 AND run.id = $1 AND run.version = $2 AND run.status = 'RUNNING' AND run.list_id IS NOT NULL
       AND was.owner_id = $6 AND was.id = $1
     RETURNING run.version, was.pause_cause IS DISTINCT FROM run.pause_cause AS "isNews"`,
    [id, version, cause, reason, until, ownerId],
  )
  return rows[0] ?? null
}

/** Queues paused runs again, one or all that wait for an account, and returns them with their new versions. */
export async function unpauseRuns(
  client: pg.ClientBase,
  which: { ownerId: number; runId: string } | { accountId: string },
): Promise<(Queued & { version: number })[]> {
  const { rows } = await client.query<Queued & { version: number }>(
    `UPDATE import_runs SET status = 'QUEUED', version = version + 1, pause_cause = NULL, pause_reason = NULL, next_attempt_at = NULL
     WHERE owner_id = COALESCE($3, (SELECT user_id FROM linkedin_accounts WHERE linkedin_accounts.id = $2))
       AND status = 'PAUSED' AND list_id IS NOT NULL AND (id = $1 OR (account_id = $2 AND pause_cause = 'ACCOUNT'))
     RETURNING owner_id AS "ownerId", id, account_id AS "accountId", version`,
    'runId' in which ? [which.runId, null, which.ownerId] : [null, which.accountId, null],
  )
  return rows
}

const isForgotten = "status = 'PAUSED' AND paused_at < now() - interval '7 days'"

/** Returns the runs that have been paused for more than seven days. */
export async function findForgotten(client: Queryable): Promise<{ id: string; ownerId: number }[]> {
  const { rows } = await client.query<{ id: string; ownerId: number }>(
    `SELECT id, owner_id AS "ownerId" FROM import_runs WHERE ${isForgotten} ORDER BY seq`,
  )
  return rows
}

/** Locks such a run to the end of the transaction and returns what it waits for; null if it was resumed or has ended meanwhile. */
export async function lockForgotten(client: pg.ClientBase, { ownerId, id }: RunKey): Promise<string | null> {
  const { rows } = await client.query<{ reason: string }>(
    `SELECT pause_reason AS reason FROM import_runs WHERE owner_id = $1 AND id = $2 AND ${isForgotten} FOR UPDATE`,
    [ownerId, id],
  )
  return rows[0]?.reason ?? null
}

/**
 * Moves a run that waits for its account to another account, unless its own is usable again. A cursor belongs to one account, so
 * the search starts over: people already imported are merged and cost nothing.
 */
export async function moveToAccount(client: pg.ClientBase, { ownerId, id }: RunKey, accountId: string): Promise<void> {
  await client.query(
    `UPDATE import_runs SET account_id = $2, cursor = NULL
     WHERE owner_id = $3 AND id = $1 AND pause_cause = 'ACCOUNT' AND NOT EXISTS (
       SELECT FROM linkedin_accounts WHERE linkedin_accounts.id = account_id AND (account_id = $2 OR (status = 'OK' AND has_sales_navigator)))`,
    [id, accountId, ownerId],
  )
}
