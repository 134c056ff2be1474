import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createEmptyDatabase } from '../support/database.ts'
import { ended, startProcess } from '../support/processes.ts'

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
const host = fileURLToPath(new URL('../support/migrate-host.ts', import.meta.url))

test('applies each migration once if four processes start at the same time', async () => {
  const { url } = await createEmptyDatabase()
  const processes = await Promise.all([1, 2, 3, 4].map(() => ended(startProcess(host, [url]))))
  expect(processes.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(4).fill({ code: 0, stderr: '' }))
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query('SELECT count(*)::int AS times FROM _prisma_migrations GROUP BY migration_name')
  await client.end()
  expect(rows).toEqual((await readdir(migrations)).map(() => ({ times: 1 })))
})
