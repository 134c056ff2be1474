import type pg from 'pg'
import { transaction } from './client.ts'
import {
  type ForeignKey,
  readCitus,
  readForeignKeys,
  readFunctions,
  readTables,
  type StoredTable,
} from './distribute.sql.ts'
import { DistributionError } from './errors.ts'
import type { Queryable } from './queryable.ts'

/** A step of a distribution: what it does, and its statements. */
export interface Step {
  readonly title: string
  readonly statements: readonly string[]
}

/**
 * Spreads the tables of a database with the extension citus over its workers, in one transaction: what belongs to an owner goes, with
 * all else of that owner, to one of the workers, and what owners refer to is copied to all of them. Returns the steps, none if there
 * is nothing to do; `dryRun` only plans them. Throws a DistributionError if the database or its cluster isn't prepared for it.
 */
export async function distribute(pool: pg.Pool, { dryRun }: { dryRun: boolean }): Promise<Step[]> {
  const plan = await planDistribution(pool)
  if (dryRun || plan.length === 0) return plan
  await transaction(pool, (client) => carryOut(client, plan))
  return plan
}

/** Returns whether the tables of owners are distributed. */
export async function isDistributed(client: Queryable): Promise<boolean> {
  const { hasExtension } = await readCitus(client)
  return hasExtension && (await readTables(client)).some((table) => table.isDistributed)
}

/**
 * Runs the statements of a migration in the caller's transaction on a database that is distributed. What they add is distributed
 * before a foreign key or a trigger joins it to other tables: Citus accepts neither between a distributed table and a local one.
 */
export async function runDistributed(client: Queryable, statements: readonly string[]): Promise<void> {
  await client.query(oneConnection)
  for (const statement of statements) {
    const [isJoin, table = '', references = ''] = joinOfTables.exec(statement) ?? []
    if (isJoin) await carryOut(client, await planDistribution(client, [{ table, references }]))
    await client.query(statement)
  }
  await carryOut(client, await planDistribution(client))
}

/** A statement that adds a foreign key or a trigger to a table, and the table that the key refers to. */
const joinOfTables =
  /(?:ALTER TABLE|CREATE (?:CONSTRAINT )?TRIGGER[\s\S]*? ON) "?(\w+)"?[\s\S]*?(?:REFERENCES "?(\w+)"? ?\(|EXECUTE FUNCTION)/

/** SQL: makes the transaction use one connection to each node, as Citus needs where a reference table changes with others. */
const oneConnection = "SET LOCAL citus.multi_shard_modify_mode = 'sequential'"

async function carryOut(client: Queryable, plan: readonly Step[]): Promise<void> {
  for (const { statements } of plan) for (const statement of statements) await client.query(statement)
}

/** Plans for the foreign keys that there are, and for those that will be added. */
async function planDistribution(
  client: Queryable,
  added: readonly Pick<ForeignKey, 'table' | 'references'>[] = [],
): Promise<Step[]> {
  await checkCluster(client)
  const tables = await readTables(client)
  const pending = tables.filter((table) => table.ownerColumn !== null && !table.isDistributed)
  const keys = await readForeignKeys(client)
  const copied = referencedTables(tables, [...keys, ...added])
  const functions = await readFunctions(client)
  if (pending.length + copied.length + functions.length === 0) return []
  const moved = new Set([...pending, ...copied].map(({ name }) => name))
  const anchor = tables.find((table) => table.ownerColumn !== null && table.isDistributed) ?? pending[0]
  const broken = keys.filter((key) => moved.has(key.table) || moved.has(key.references))
  return [
    {
      title: 'settings of the database',
      statements: [
        // Triggers on shards read only rows of the same owners, which are on the same node.
        ...['citus.enable_unsafe_triggers = on', "citus.propagate_set_commands = 'local'"].map(settingOf),
        'SET LOCAL citus.enable_unsafe_triggers = on',
        oneConnection,
      ],
    },
    { title: 'foreign keys: removed for now', statements: broken.map(dropOf) },
    {
      title: 'functions: on every node',
      statements: functions.map((name) => `SELECT create_distributed_function('${name}')`),
    },
    ...copied.map(({ name }) => ({
      title: `${name}: copied to every node`,
      statements: [`SELECT create_reference_table('${name}')`],
    })),
    ...pending.map(({ name, ownerColumn }) => ({
      title: `${name}: distributed by ${ownerColumn}`,
      statements: [
        `SELECT create_distributed_table('${name}', '${ownerColumn}'${name === anchor?.name ? '' : `, colocate_with => '${anchor?.name}'`})`,
      ],
    })),
    { title: 'foreign keys: added again', statements: broken.map(addOf) },
  ]
}

async function checkCluster(client: Queryable): Promise<void> {
  const { hasExtension, hasCoordinator, workers } = await readCitus(client)
  if (!hasExtension) {
    throw new DistributionError(
      'The database does not have the extension citus. Install Citus on every node, then run CREATE EXTENSION citus in this database on each.',
    )
  }
  if (!hasCoordinator) {
    throw new DistributionError(
      "The workers do not know the coordinator. Run SELECT citus_set_coordinator_host('<host>', <port>) with the address at which they reach it.",
    )
  }
  if (workers === 0) {
    throw new DistributionError(
      "The cluster has no workers. Run SELECT citus_add_node('<host>', <port>) on the coordinator for each of them.",
    )
  }
}

/** Returns the tables that owners' tables refer to and that belong to no owner. */
function referencedTables(
  tables: readonly StoredTable[],
  keys: readonly Pick<ForeignKey, 'table' | 'references'>[],
): StoredTable[] {
  const owned = new Set(tables.filter(({ ownerColumn }) => ownerColumn !== null).map(({ name }) => name))
  return tables.filter(
    ({ name, isDistributed }) =>
      !isDistributed && !owned.has(name) && keys.some((key) => key.references === name && owned.has(key.table)),
  )
}

function settingOf(setting: string): string {
  return `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET ${setting.replaceAll("'", "''")}', current_database()); END $$`
}

function dropOf({ table, name }: ForeignKey): string {
  return `ALTER TABLE "${table}" DROP CONSTRAINT "${name}"`
}

function addOf({ table, name, definition }: ForeignKey): string {
  return `ALTER TABLE "${table}" ADD CONSTRAINT "${name}" ${definition}`
}
