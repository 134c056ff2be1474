import type pg from 'pg'

/** Returns how many statements in this database wait for a lock that another transaction holds. */
export async function countLockWaits(client: pg.Pool | pg.PoolClient): Promise<number> {
  const { rowCount } = await client.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  )
  return rowCount ?? 0
}
