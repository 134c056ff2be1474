import type pg from 'pg'

// A run whose outcomes are older than $1 days.
const isOld = `finished_at < now() - $1 * interval '1 day' AND EXISTS (
  SELECT FROM import_outcomes WHERE import_outcomes.owner_id = import_runs.owner_id AND run_id = import_runs.id)`

/** Deletes the outcomes of runs that ended more than `days` days ago, but for which rows they merged into, on which an undo depends; 0 keeps them as long as their list. */
export async function deleteOldOutcomes(pool: pg.Pool, days: number): Promise<void> {
  if (days === 0) return
  const { rows } = await pool.query<{ ownerId: number }>(
    `SELECT DISTINCT owner_id AS "ownerId" FROM import_runs WHERE ${isOld}`,
    [days],
  )
  for (const { ownerId } of rows) await deleteOldOutcomesOf(pool, ownerId, days)
}

async function deleteOldOutcomesOf(pool: pg.Pool, ownerId: number, days: number): Promise<void> {
  for (let count = 1; count > 0; ) {
    // One run at a time; a run that is locked is left to the next sweep.
    const { rows } = await pool.query<{ count: number }>(
      `WITH run AS (
         SELECT id FROM import_runs WHERE owner_id = $2 AND ${isOld} LIMIT 1 FOR UPDATE SKIP LOCKED
       ), gone AS (
         DELETE FROM import_outcomes USING run WHERE import_outcomes.owner_id = $2 AND run_id = run.id
         RETURNING run_id, verdict, row_id, company_id
       ), kept AS (
         INSERT INTO merged_leads (owner_id, run_id, row_id, company_id)
         SELECT DISTINCT $2::int, run_id, row_id, company_id FROM gone
         WHERE verdict = 'MERGED' AND (row_id IS NOT NULL OR company_id IS NOT NULL)
       )
       SELECT count(*)::int AS count FROM gone`,
      [days, ownerId],
    )
    count = rows[0]?.count ?? 0
  }
}
