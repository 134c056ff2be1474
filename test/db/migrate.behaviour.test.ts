import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { beforeEach, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { whenOver } from '../support/when-over.ts'

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

const root = await mkdtemp(join(tmpdir(), 'leadstream-migrations-'))
whenOver(() => rm(root, { recursive: true, force: true }))

let url: string
beforeEach(async () => {
  url = (await createEmptyDatabase()).url
})

test('creates the tables and records each migration like Prisma', async () => {
  await migrate(url)
  const names = (await readdir(migrations, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const expected = await Promise.all(
    names.map(async ({ name }) => ({
      migration_name: name,
      checksum: createHash('sha256')
        .update(await readFile(join(migrations, name, 'migration.sql')))
        .digest('hex'),
      finished: true,
      logs: null,
      rolled_back_at: null,
      applied_steps_count: 1,
    })),
  )
  const recorded = await query(
    `SELECT migration_name, checksum, finished_at >= started_at AS finished, logs, rolled_back_at, applied_steps_count
     FROM _prisma_migrations ORDER BY migration_name`,
  )
  expect(recorded).toEqual(expected)
  expect(await query('SELECT count(*)::int AS users FROM users')).toEqual([{ users: 0 }])
})

test('migrating again changes nothing', async () => {
  await migrate(url)
  const before = await query('SELECT * FROM _prisma_migrations')
  await migrate(url)
  expect(await query('SELECT * FROM _prisma_migrations')).toEqual(before)
})

test('rejects a migration that was changed after it was applied', async () => {
  const folder = await copyOfMigrations()
  await migrate(url, folder)
  await add(folder, '20990101000000_later', 'CREATE TABLE later ()')
  const [first = ''] = await readdir(folder)
  await writeFile(join(folder, first, 'migration.sql'), '-- changed', { flag: 'a' })
  await expect(migrate(url, folder)).rejects.toThrow(`The migration ${first} was changed after it was applied`)
  expect(await query("SELECT to_regclass('later') AS later")).toEqual([{ later: null }])
})

test('rejects a database that a newer version has migrated', async () => {
  const folder = await copyOfMigrations()
  await add(folder, '20990101000000_later', 'CREATE TABLE later ()')
  await migrate(url, folder)
  await expect(migrate(url)).rejects.toThrow('the migration 20990101000000_later, which this version does not know')
})

test('does not continue after a migration that failed halfway', async () => {
  await migrate(url)
  await query('UPDATE _prisma_migrations SET finished_at = NULL')
  await expect(migrate(url)).rejects.toThrow('failed earlier')
})

test('rolls back a failed migration and keeps those before it', async () => {
  const folder = await copyOfMigrations()
  await add(folder, '20990101000000_good', 'CREATE TABLE good ()')
  await add(folder, '20990101000001_bad', 'CREATE TABLE half (); SELECT 1/0')
  await expect(migrate(url, folder)).rejects.toThrow('20990101000001_bad failed and was rolled back: division by zero')
  expect(await query("SELECT to_regclass('good') IS NOT NULL AS good, to_regclass('half') AS half")).toEqual([
    { good: true, half: null },
  ])
})

test('the error about an unreachable database contains its host, but not the password', async () => {
  const failing = migrate('postgresql://someone:secret@127.0.0.1:1/nowhere')
  await expect(failing).rejects.toThrow(
    'Cannot connect to the database at 127.0.0.1:1 (DATABASE_URL): connect ECONNREFUSED',
  )
  await expect(failing).rejects.not.toThrow('secret')
})

async function copyOfMigrations(): Promise<string> {
  const folder = await mkdtemp(join(root, 'copy-'))
  await cp(migrations, folder, { recursive: true })
  return folder
}

async function add(folder: string, name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name))
  await writeFile(join(folder, name, 'migration.sql'), sql)
}

async function query(statement: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
