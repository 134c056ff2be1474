import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { statementsOf } from '../../src/db/statements.ts'

describe('statementsOf', () => {
  it.each([
    ['SELECT 1;\nSELECT 2', ['SELECT 1', 'SELECT 2']],
    [`SELECT 'a;''b'; SELECT ";"`, [`SELECT 'a;''b'`, 'SELECT ";"']],
    [
      '-- Not here; nor here\nSELECT 1; /* ; */ SELECT 2 - 1 / 1',
      ['-- Not here; nor here\nSELECT 1', '/* ; */ SELECT 2 - 1 / 1'],
    ],
    ['DO $$ BEGIN; END $$; DO $a$ $$;$$ $a$;', ['DO $$ BEGIN; END $$', 'DO $a$ $$;$$ $a$']],
    [' ;\n', []],
  ])('parts %j', (script, statements) => {
    expect(statementsOf(script)).toEqual(statements)
  })
})

const folder = new URL('../../prisma/migrations/', import.meta.url)
const migrations = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, sql: readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8') }))

it('no migration adds a table with its foreign keys in one statement: on Citus, the table is distributed between the two', () => {
  expect(migrations.length).toBeGreaterThan(10)
  const added = migrations.flatMap(({ name, sql }) =>
    statementsOf(sql)
      .filter(
        (statement) =>
          /\bREFERENCES "/.test(statement) && !/^(--.*\n)*ALTER TABLE "\w+" ADD CONSTRAINT/.test(statement),
      )
      .map((statement) => [name, statement]),
  )
  expect(added).toEqual([])
})
