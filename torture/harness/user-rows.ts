import type pg from 'pg'

/** Returns the number of rows that each table still holds for a user. Rows that reference these are deleted with them by foreign keys. */
export async function findUserRows(pool: pg.Pool, userId: number): Promise<string[]> {
  const { rows: columns } = await pool.query<{ table: string; column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
     WHERE table_schema = 'public' AND (column_name IN ('owner_id', 'user_id') OR (table_name, column_name) = ('users', 'id'))
     ORDER BY table_name`,
  )
  const statements = columns.map(
    ({ table, column }) =>
      `SELECT '${table}' AS "table", count(*)::int AS count FROM ${table} WHERE ${column} = ${userId}`,
  )
  const { rows } = await pool.query<{ table: string; count: number }>(statements.join(' UNION ALL '))
  return rows.filter(({ count }) => count > 0).map(({ table, count }) => `${count} of ${table}`)
}
