import type { Queryable } from '../../src/db/queryable.ts'

/** Returns how many statements in this database wait for a lock that another transaction holds. */
export async function countLockWaits(client: Queryable): Promise<number> {
  // A transaction sees only the connections that were open when it first asked.
  await client.query('SELECT pg_stat_clear_snapshot()')
  const { rowCount } = await client.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  )
  return rowCount ?? 0
}
