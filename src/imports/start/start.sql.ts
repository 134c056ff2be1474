import type pg from 'pg'
import type { DataType, ImportKind } from '../../db/generated/enums.ts'
import type { Queryable } from '../../db/queryable.ts'
import type { CompanyMapping, PersonMapping } from '../leads/fields.ts'
import type { RunKey } from '../run/runs.sql.ts'
import type { Matching } from '../verdicts/policy.ts'
import type { Replayable } from './idempotency.ts'

/** Waits for concurrent calls with the same key, and returns whether another call has started a run within 24 hours. */
export async function lockCall(client: pg.ClientBase, { ownerId, mutation, key }: Replayable): Promise<boolean> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${ownerId} ${mutation} ${key}`])
  const { rowCount } = await client.query(
    `SELECT FROM import_runs
     WHERE owner_id = $1 AND mutation = $2 AND idempotency_key = $3 AND created_at > now() - interval '24 hours'`,
    [ownerId, mutation, key],
  )
  return (rowCount ?? 0) > 0
}

/**
 * Makes a key free that a run of more than 24 hours ago has. Locks that run, so the caller's transaction has kept the owner
 * and locked the list before; a delete of either locks the run after them.
 */
export async function forgetOldKey(client: pg.ClientBase, { ownerId, mutation, key }: Replayable): Promise<void> {
  await client.query(
    `UPDATE import_runs SET idempotency_key = NULL, input_hash = NULL
     WHERE owner_id = $1 AND mutation = $2 AND idempotency_key = $3 AND created_at <= now() - interval '24 hours'`,
    [ownerId, mutation, key],
  )
}

// An hour late, since a call that found its key in time must still find the run.
const hasOldKey = "idempotency_key IS NOT NULL AND created_at <= now() - interval '25 hours'"

/** Forgets expired keys with the digests of their inputs, owner by owner. */
export async function forgetKeys(client: Queryable): Promise<void> {
  const { rows } = await client.query<{ ownerId: number }>(
    `SELECT DISTINCT owner_id AS "ownerId" FROM import_runs WHERE ${hasOldKey}`,
  )
  for (const { ownerId } of rows) {
    // Locked runs are left to the next sweep, since a delete locks runs in another order.
    await client.query(
      `UPDATE import_runs SET idempotency_key = NULL, input_hash = NULL WHERE owner_id = $1 AND id IN (
         SELECT id FROM import_runs WHERE owner_id = $1 AND ${hasOldKey} FOR UPDATE SKIP LOCKED)`,
      [ownerId],
    )
  }
}

/** A run before its credits are reserved; fields that its kind doesn't have are absent. */
export interface NewRun extends Matching {
  id: string
  ownerId: number
  listId: string
  kind: ImportKind
  dataType: DataType
  uploadId?: string
  searchUrl?: string
  accountId?: string
  /** Names of the columns of its rows. */
  columns: readonly string[]
  total: number | null
  warnings: string[]
  personMapping?: PersonMapping | null
  companyMapping?: CompanyMapping | null
  skipExistingCustomers: boolean
  mutation: string
  call: Replayable | null
}

/** Stores a QUEUED run. */
export async function insertRun(client: pg.ClientBase, run: NewRun): Promise<void> {
  await client.query(
    `INSERT INTO import_runs (id, owner_id, list_id, target_list_id, kind, data_type, upload_id, search_url, account_id, columns,
       total, warnings, person_mapping, company_mapping, skip_existing_customers, mutation, idempotency_key, input_hash, on_match, match_by, reserved)
     VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0)`,
    [
      run.id,
      run.ownerId,
      run.listId,
      run.kind,
      run.dataType,
      run.uploadId ?? null,
      run.searchUrl ?? null,
      run.accountId ?? null,
      run.columns,
      run.total,
      run.warnings,
      run.personMapping ?? null,
      run.companyMapping ?? null,
      run.skipExistingCustomers,
      run.mutation,
      run.call?.key ?? null,
      run.call?.inputHash ?? null,
      run.onMatch,
      run.matchBy === null ? null : JSON.stringify(run.matchBy),
    ],
  )
}

/** Stores how many credits are reserved for the run, and the maximum number of leads to import. */
export async function setReservation(
  client: pg.ClientBase,
  { ownerId, id }: RunKey,
  { reserved, maxResults, wasCapped }: { reserved: number; maxResults: number | null; wasCapped: boolean },
): Promise<void> {
  await client.query(
    'UPDATE import_runs SET reserved = $3, max_results = $4, was_capped = $5 WHERE owner_id = $1 AND id = $2',
    [ownerId, id, reserved, maxResults, wasCapped],
  )
}
