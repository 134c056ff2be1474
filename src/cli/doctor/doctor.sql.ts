import type { Queryable } from '../../db/queryable.ts'

/** What Postgres says of itself. */
export interface DatabaseFacts {
  readonly version: string
  readonly now: Date
  readonly encoding: string
  readonly isReadOnly: boolean
  readonly fsync: boolean
  readonly maxConnections: number
  readonly statementTimeout: string
  /** Extensions that the migrations cannot create. */
  readonly missingExtensions: readonly string[]
  readonly hasTables: boolean
  readonly hasQueue: boolean
}

/** Returns the id of the process of Postgres that runs the statement. */
export async function readBackendPid(client: Queryable): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return rows[0]?.pid
}

/** Reads the version and settings of Postgres. */
export async function readFacts(client: Queryable): Promise<DatabaseFacts> {
  const { rows } = await client.query<DatabaseFacts>(
    `SELECT current_setting('server_version') AS version, clock_timestamp() AS now,
       current_setting('server_encoding') AS encoding,
       pg_is_in_recovery() OR current_setting('transaction_read_only')::bool AS "isReadOnly",
       current_setting('fsync')::bool AS fsync, current_setting('max_connections')::int AS "maxConnections",
       current_setting('statement_timeout') AS "statementTimeout",
       ARRAY(SELECT name FROM unnest('{pg_trgm,btree_gin}'::text[]) AS name
         WHERE name NOT IN (SELECT extname FROM pg_extension)
           AND NOT (name IN (SELECT name FROM pg_available_extensions) AND has_database_privilege(current_database(), 'CREATE'))
       ) AS "missingExtensions",
       to_regclass('_prisma_migrations') IS NOT NULL AS "hasTables",
       to_regnamespace('graphile_worker') IS NOT NULL AS "hasQueue"`,
  )
  const [facts] = rows
  if (!facts) throw new Error('Postgres returned no row.')
  return facts
}
