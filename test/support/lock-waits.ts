import { inject } from 'vitest'
import type { Queryable } from '../../src/db/queryable.ts'

const waitsOfNode = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`

/** Returns how many statements in this database, on all nodes, wait for a lock that another transaction holds. */
export async function countLockWaits(client: Queryable): Promise<number> {
  // A transaction sees only the connections that were open when it first asked.
  await client.query('SELECT pg_stat_clear_snapshot()')
  const { rows } = await client.query<{ count: string }>(
    inject('nodes').length === 1
      ? waitsOfNode
      : `SELECT sum(result::int) AS count FROM run_command_on_all_nodes($$${waitsOfNode}$$)`,
  )
  return Number(rows[0]?.count)
}
