import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { projectFolder } from '../folders.ts'
import { isDistributed, runDistributed } from './distribute.ts'
import { DatabaseUnreachableError, MigrationError } from './errors.ts'
import type { Queryable } from './queryable.ts'
import { statementsOf } from './statements.ts'

/** The advisory lock of `prisma migrate`, so that both exclude each other. */
const prismaLock = 72_707_369

const migrationsFolder = fileURLToPath(new URL('prisma/migrations', projectFolder))

interface Migration {
  name: string
  sql: string
  checksum: string
}

/** Applies the pending migrations, each in a transaction, and records them as Prisma does; concurrent processes wait for each other. Throws a MigrationError, having applied nothing, if the database's history does not match the folder. */
export async function migrate(databaseUrl: string, folder = migrationsFolder): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'leadstream-migrate' })
  client.on('error', () => {})
  await client.connect().catch((cause: unknown) => {
    throw new DatabaseUnreachableError(databaseUrl, cause)
  })
  try {
    await client.query('SELECT pg_advisory_lock($1)', [prismaLock])
    await client.query(createHistory)
    const migrations = await pending(client, await readMigrations(folder))
    const distributed = migrations.length > 0 && (await isDistributed(client))
    for (const migration of migrations) await apply(client, migration, distributed)
  } finally {
    await client.end()
  }
}

/** Returns the names of the migrations of this version that the database does not have. */
export async function findMissingMigrations(client: Queryable): Promise<string[]> {
  const applied = await appliedMigrations(client)
  return (await migrationNames(migrationsFolder)).filter((name) => !applied.has(name))
}

/** Returns the names of the migrations of the database that this version does not have. */
export async function findUnknownMigrations(client: Queryable): Promise<string[]> {
  const names = await migrationNames(migrationsFolder)
  return [...(await appliedMigrations(client))].filter((name) => !names.includes(name))
}

async function appliedMigrations(client: Queryable): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  return new Set(rows.map(({ name }) => name))
}

async function migrationNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = await migrationNames(folder)
  return Promise.all(
    names.sort().map(async (name) => {
      const content = await readFile(join(folder, name, 'migration.sql'))
      return { name, sql: content.toString('utf8'), checksum: createHash('sha256').update(content).digest('hex') }
    }),
  )
}

async function pending(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(readHistory)
  for (const { name, checksum, finished } of rows) {
    const migration = migrations.find((candidate) => candidate.name === name)
    if (!finished) {
      throw new MigrationError(
        `The migration ${name} failed earlier. Repair the database, then run \`prisma migrate resolve\`.`,
      )
    }
    if (!migration) {
      throw new MigrationError(
        `The database has the migration ${name}, which this version does not know. Run a newer version.`,
      )
    }
    if (migration.checksum !== checksum) {
      throw new MigrationError(`The migration ${name} was changed after it was applied. Restore its file.`)
    }
  }
  const applied = new Set(rows.map((row) => row.name))
  return migrations.filter((migration) => !applied.has(migration.name))
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration, distributed: boolean): Promise<void> {
  await client.query('BEGIN')
  try {
    await (distributed ? runDistributed(client, statementsOf(sql)) : client.query(sql))
    await client.query(record, [randomUUID(), checksum, name])
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK')
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`The migration ${name} failed and was rolled back: ${reason}.`, { cause })
  }
}

const createHistory = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  varchar(36) PRIMARY KEY NOT NULL,
    checksum            varchar(64) NOT NULL,
    finished_at         timestamptz,
    migration_name      varchar(255) NOT NULL,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`

const readHistory = `
  SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
  FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`

const record = `
  INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
  VALUES ($1, $2, $3, clock_timestamp(), 1)`
