import { expect, it } from 'vitest'
import { createDatabase } from '../support/database.ts'

// A distributed Postgres keeps the rows of an owner together only if each key and foreign key of theirs begins with the owner.

const { pool } = await createDatabase()

/** Tables that belong to no owner, or that are read to find out who the owner is. */
const unowned = [
  'users',
  'api_tokens',
  'sign_in_codes',
  'connect_links',
  'linkedin_accounts',
  'rate_limits',
  'signing_keys',
]
const owners = ['owner_id', 'user_id']

interface ForeignKey {
  name: string
  table: string
  columns: string[]
  target: string
  targetColumns: string[]
  onUpdate: string
  onDelete: string
}

const columnsOf = (relation: string, numbers: string) =>
  `ARRAY(SELECT attname::text FROM unnest(${numbers}) WITH ORDINALITY AS n (number, place)
     JOIN pg_attribute ON attrelid = ${relation} AND attnum = n.number ORDER BY place)`

async function query<Row extends object>(statement: string): Promise<Row[]> {
  return (await pool.query<Row>(statement)).rows
}

const tables = (
  await query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
  )
).map(({ name }) => name)
const owned = tables.filter((name) => !unowned.includes(name) && name !== '_prisma_migrations')

const foreignKeys = await query<ForeignKey>(
  `SELECT conname AS name, conrelid::regclass::text AS table, ${columnsOf('conrelid', 'conkey')} AS columns,
     confrelid::regclass::text AS target, ${columnsOf('confrelid', 'confkey')} AS "targetColumns",
     confupdtype AS "onUpdate", confdeltype AS "onDelete"
   FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1`,
)

it('every table of an owner names the owner in each row', async () => {
  expect(tables).toEqual(expect.arrayContaining(unowned))
  expect(owned.length).toBeGreaterThan(10)
  const named = await query<{ name: string }>(
    `SELECT DISTINCT table_name::text AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name IN ('owner_id', 'user_id') AND is_nullable = 'NO'`,
  )
  expect(owned.filter((table) => !named.some(({ name }) => name === table))).toEqual([])
})

it("every primary and unique key of an owner's table begins with the owner", async () => {
  const keys = await query<{ name: string; table: string; first: string }>(
    `SELECT indexrelid::regclass::text AS name, indrelid::regclass::text AS table, attname::text AS first
     FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
     WHERE indisunique AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) ORDER BY 1`,
  )
  const ofOwners = keys.filter(({ table }) => owned.includes(table))
  expect(ofOwners.length).toBeGreaterThanOrEqual(owned.length)
  expect(ofOwners.filter(({ first }) => !owners.includes(first))).toEqual([])
})

it('every foreign key between tables of an owner begins with the owner', () => {
  const between = foreignKeys.filter(({ table, target }) => owned.includes(table) && owned.includes(target))
  expect(between.length).toBeGreaterThan(5)
  expect(
    between.filter(
      ({ columns, targetColumns }) => !owners.includes(columns[0] ?? '') || !owners.includes(targetColumns[0] ?? ''),
    ),
  ).toEqual([])
})

it('no foreign key writes to rows when others are updated, or sets columns when others are deleted', () => {
  const keeping = foreignKeys.filter(({ onUpdate, onDelete }) => onUpdate === 'a' && ['a', 'c'].includes(onDelete))
  expect(foreignKeys.filter((key) => !keeping.includes(key))).toEqual([])
})
