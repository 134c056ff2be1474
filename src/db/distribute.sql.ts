import type { Queryable } from './queryable.ts'

/** What a database says of Citus. */
export interface CitusFacts {
  readonly hasExtension: boolean
  /** Nodes that may hold shards. */
  readonly workers: number
  /** Whether the workers know the address of the coordinator, at which tables of its own are. */
  readonly hasCoordinator: boolean
}

/** Returns what the database says of Citus. */
export async function readCitus(client: Queryable): Promise<CitusFacts> {
  const { rows } = await client.query<{ has: boolean }>(
    `SELECT to_regclass('pg_catalog.pg_dist_node') IS NOT NULL AS has`,
  )
  if (rows[0]?.has !== true) return { hasExtension: false, workers: 0, hasCoordinator: false }
  const nodes = await client.query<Omit<CitusFacts, 'hasExtension'>>(
    `SELECT (count(*) FILTER (WHERE shouldhaveshards))::int AS workers, COALESCE(bool_or(groupid = 0), false) AS "hasCoordinator"
     FROM pg_dist_node WHERE isactive AND noderole = 'primary'`,
  )
  return { hasExtension: true, workers: 0, hasCoordinator: false, ...nodes.rows[0] }
}

/** A table of the program and how it is stored: not distributed yet, in shards, or whole on every node. */
export interface StoredTable {
  readonly name: string
  /** The column that names the owner; null for what belongs to no owner. */
  readonly ownerColumn: string | null
  readonly isDistributed: boolean
}

/** Returns the tables of the program, by name. */
export async function readTables(client: Queryable): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable>(
    `SELECT c.relname::text AS name,
       (SELECT attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT attisdropped
          AND attname = CASE WHEN c.relname LIKE 'credit\\_%' THEN 'user_id' ELSE 'owner_id' END) AS "ownerColumn",
       p.partmethod IS NOT NULL AND NOT (p.partmethod = 'n' AND p.repmodel = 's') AS "isDistributed"
     FROM pg_class c LEFT JOIN pg_dist_partition p ON p.logicalrelid = c.oid
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND NOT EXISTS (
       SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY c.relname`,
  )
  return rows
}

/** A foreign key as SQL. */
export interface ForeignKey {
  readonly name: string
  readonly table: string
  readonly references: string
  readonly definition: string
}

/** Returns the foreign keys of the program's tables. */
export async function readForeignKeys(client: Queryable): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT conname::text AS name, c.relname::text AS table, r.relname::text AS references, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = conrelid JOIN pg_class r ON r.oid = confrelid
     WHERE contype = 'f' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, conname`,
  )
  return rows
}

/** Returns the functions that run on the nodes of the shards: those of triggers, and those that statements call. */
export async function readFunctions(client: Queryable): Promise<string[]> {
  const { rows } = await client.query<{ signature: string }>(
    `SELECT p.oid::regprocedure::text AS signature FROM pg_proc p WHERE pronamespace = current_schema()::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
       AND NOT EXISTS (SELECT FROM pg_dist_object o WHERE o.classid = 'pg_proc'::regclass AND o.objid = p.oid)
     ORDER BY 1`,
  )
  return rows.map(({ signature }) => signature)
}
