import { createList } from '../../src/lists/create.ts'
import type { ImportFixture, TestUser } from './import-fixture.ts'

const rows = 200

/** Imports the same people into one list twice, concurrently; returns what was wrong once both ended. */
export async function importTwice(
  { pool, waitForStatus }: ImportFixture,
  user: TestUser,
  number: number,
): Promise<string[]> {
  const listId = await createList(pool, user.userId, 'Shared')
  const runs = await Promise.all([1, 2].map(() => user.start('CSV', { number, rows, listId })))
  const ends = await Promise.all(runs.map(({ runId }) => waitForStatus(runId, 'COMPLETED')))
  const { rows: uneven } = await pool.query<{ what: string }>(
    `SELECT format('%s is in the list %s times and was merged %s times', email, landed, merged) AS what
     FROM (SELECT email, count(*) AS landed FROM list_rows WHERE list_id = $1 GROUP BY email) people
     FULL JOIN (SELECT cells[2] AS email, count(*) AS merged FROM import_outcomes JOIN import_runs ON id = run_id
       WHERE import_runs.list_id = $1 AND verdict = 'MERGED' GROUP BY cells[2]) others USING (email)
     WHERE (landed, merged) IS DISTINCT FROM (1, 1) LIMIT 3`,
    [listId],
  )
  const { rows: sums } = await pool.query<{ imported: number; merged: number }>(
    'SELECT sum(imported)::int AS imported, sum(merged)::int AS merged FROM import_runs WHERE list_id = $1',
    [listId],
  )
  const [sum] = sums
  return [
    ...ends.filter((end) => end !== 'COMPLETED').map((end) => `a run ended as ${end}`),
    ...uneven.map(({ what }) => what),
    ...(sum?.imported === rows && sum.merged === rows
      ? []
      : [`importing ${rows} people twice counted ${JSON.stringify(sum)}`]),
  ]
}
