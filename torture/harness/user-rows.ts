import type pg from 'pg'
import { findUserTables } from '../../src/db/user-data.ts'

/** Returns the number of rows that each table still holds for a user. Rows that reference these are deleted with them by foreign keys. */
export async function findUserRows(pool: pg.Pool, userId: number): Promise<string[]> {
  const columns = await findUserTables(pool)
  const statements = columns.map(
    ({ table, column }) =>
      `SELECT '${table}' AS "table", count(*)::int AS count FROM ${table} WHERE ${column} = ${userId}`,
  )
  const { rows } = await pool.query<{ table: string; count: number }>(statements.join(' UNION ALL '))
  return rows.filter(({ count }) => count > 0).map(({ table, count }) => `${count} of ${table}`)
}
