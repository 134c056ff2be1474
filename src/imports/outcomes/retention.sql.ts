import type pg from 'pg'

/** Deletes the outcomes of runs that ended more than `days` days ago; 0 keeps them as long as their list. */
export async function deleteOldOutcomes(pool: pg.Pool, days: number): Promise<void> {
  if (days === 0) return
  for (let count = 1; count > 0; ) {
    // One run at a time; a run that is locked is left to the next sweep.
    const { rowCount } = await pool.query(
      `DELETE FROM import_outcomes USING (
         SELECT owner_id, id FROM import_runs
         WHERE finished_at < now() - $1 * interval '1 day' AND EXISTS (
           SELECT FROM import_outcomes WHERE import_outcomes.owner_id = import_runs.owner_id AND run_id = import_runs.id)
         LIMIT 1 FOR UPDATE SKIP LOCKED
       ) AS run
       WHERE import_outcomes.owner_id = run.owner_id AND run_id = run.id`,
      [days],
    )
    count = rowCount ?? 0
  }
}
