import pg from 'pg'
import { expect, test } from 'vitest'
import { diffSchemas } from '../../prisma/diff.ts'
import { createDatabase, createEmptyDatabase } from '../support/database.ts'

/** Relations that triggers check, once a statement, in place of foreign keys. */
const checkedByTriggers = [
  'list_rows_owner_id_list_id_fkey',
  'list_rows_owner_id_company_id_fkey',
  'company_rows_owner_id_list_id_fkey',
]

// Collations, checks, partial indexes and triggers exist only in the migrations, so they are not compared. Citus hides its shards in pg_class.
const catalogues = {
  columns: `
    SELECT table_name, column_name, udt_name, is_nullable, column_default, datetime_precision
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' AND table_name NOT LIKE 'citus\\_%'
    ORDER BY table_name, column_name`,
  'primary, unique and foreign keys': `
    SELECT conrelid::regclass::text AS table_name, conname, pg_get_constraintdef(pg_constraint.oid) AS definition
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f')
      AND conname <> ALL ('{${checkedByTriggers.join(',')}}')
      AND conrelid <> COALESCE(to_regclass('_prisma_migrations'), 0)
    ORDER BY 1, 2`,
  'plain indexes': `
    SELECT indexrelid::regclass::text AS index_name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace AND indpred IS NULL
      AND indrelid <> COALESCE(to_regclass('_prisma_migrations'), 0)
    ORDER BY 1`,
  enums: `
    SELECT typname, array_agg(enumlabel::text ORDER BY enumsortorder) AS labels
    FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid
    WHERE typnamespace = 'public'::regnamespace
    GROUP BY typname ORDER BY typname`,
}

const migrated = await createDatabase()
const modelled = await createEmptyDatabase()
await query(modelled.url, await diffSchemas())

test.each(Object.entries(catalogues))('the migrations create the %s of schema.prisma', async (_, catalogue) => {
  const expected = await query(modelled.url, catalogue)
  expect(expected.length).toBeGreaterThan(5)
  expect(await query(migrated.url, catalogue)).toEqual(expected)
})

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
