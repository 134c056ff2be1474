import type pg from 'pg'
import { to } from 'pg-copy-streams'
import type { Queryable } from './queryable.ts'

/** A table with rows of users: the column that names the user, and the columns that hold bytes. */
export interface UserTable {
  readonly table: string
  readonly column: string
  readonly byteColumns: readonly string[]
}

/** Returns the tables that have a column for the user, and `users` itself. */
export async function findUserTables(client: Queryable): Promise<UserTable[]> {
  const { rows } = await client.query<UserTable>(
    `SELECT table_name::text AS "table",
       min(column_name::text) FILTER (WHERE column_name IN ('owner_id', 'user_id') OR (table_name, column_name) = ('users', 'id')) AS "column",
       COALESCE(array_agg(column_name::text) FILTER (WHERE data_type = 'bytea'), '{}') AS "byteColumns"
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' GROUP BY table_name
     HAVING bool_or(column_name IN ('owner_id', 'user_id') OR (table_name, column_name) = ('users', 'id'))
     ORDER BY table_name`,
  )
  return rows
}

/** Tables with secrets, with the content of files that are kept for a day, and with copies for searches. */
const leftOut: ReadonlySet<string> = new Set([
  'sign_in_codes',
  'connect_links',
  'webhook_secrets',
  'upload_chunks',
  'workbook_chunks',
  'search_people',
  'search_companies',
  'search_marks',
])

/** Returns the tables of an export of a user's data. */
export async function findExportedTables(client: Queryable): Promise<UserTable[]> {
  return (await findUserTables(client)).filter(({ table }) => !leftOut.has(table))
}

/** Returns a user's rows of a table as JSON Lines, without the columns that hold bytes, which are hashes of secrets. */
export function copyRows(
  client: pg.PoolClient,
  { table, column, byteColumns }: UserTable,
  userId: number,
): AsyncIterable<Buffer> {
  // JSON holds no control characters, so nothing is ever quoted.
  return client.query(
    to(
      `COPY (SELECT to_jsonb(${table}) - '{${byteColumns.join(',')}}'::text[] FROM ${table} WHERE ${column} = ${userId})
       TO STDOUT WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')`,
    ),
  )
}
