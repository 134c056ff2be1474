import { beforeAll, expect, it } from 'vitest'
import { boundedRead, createPool, createPrisma, transaction } from '../../src/db/client.ts'
import { ReadTimeoutError } from '../../src/db/errors.ts'
import { onBehalfOf } from '../../src/db/shared-pool.ts'
import { createLog } from '../../src/log.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { waitFor } from '../support/wait-for.ts'
import { whenOver } from '../support/when-over.ts'

let database: Database
beforeAll(async () => {
  database = await createDatabase()
})

function poolOf(size: number) {
  const pool = createPool(database.url, size, createLog({ logLevel: 'silent', logFormat: 'json' }))
  whenOver(() => pool.end())
  return pool
}

it.each([
  ['statements', (pool: Database['pool']) => pool.query('SELECT pg_advisory_xact_lock_shared(1)')],
  [
    'transactions',
    (pool: Database['pool']) => transaction(pool, (client) => client.query('SELECT pg_advisory_xact_lock_shared(1)')),
  ],
  [
    'statements of Prisma',
    (pool: Database['pool']) => createPrisma(pool).$queryRaw`SELECT pg_advisory_xact_lock_shared(1)::text`,
  ],
])('the %s of one user take up at most half of the connections', async (_what, wait) => {
  const pool = poolOf(4)
  const holder = await database.pool.connect()
  await holder.query('SELECT pg_advisory_lock(1)')
  const waiting = onBehalfOf(1, () => Promise.all(Array.from({ length: 6 }, () => wait(pool))))
  const held = async () => {
    const { rows } = await database.pool.query<{ count: number }>(
      `SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    return rows[0]?.count
  }
  await waitFor(async () => (await held()) === 2)
  const other = await onBehalfOf(2, () => pool.query<{ one: number }>('SELECT 1 AS one'))
  expect(other.rows).toEqual([{ one: 1 }])
  expect([await held(), pool.totalCount]).toEqual([2, 3])

  await holder.query('SELECT pg_advisory_unlock(1)')
  holder.release()
  expect(await waiting).toHaveLength(6)
})

it('a failed connection does not count toward the share of a user', async () => {
  const pool = createPool('postgresql://u:p@127.0.0.1:1/none', 2, createLog({ logLevel: 'silent', logFormat: 'json' }))
  for (let attempt = 1; attempt <= 3; attempt++) {
    await expect(onBehalfOf(1, () => pool.query('SELECT 1'))).rejects.toThrow('ECONNREFUSED')
  }
})

it('a read that takes too long is stopped with an error that says what to do', async () => {
  const pool = poolOf(1)
  const reading = boundedRead(pool, 50, (client) => client.query('SELECT pg_sleep(60)'))
  await expect(reading).rejects.toThrow(ReadTimeoutError)
  await expect(reading).rejects.toThrow(/^Reading took too long and was stopped\. Request less/)
  // The timeout ends with its transaction.
  const { rows } = await pool.query<{ limit: string }>(`SELECT current_setting('statement_timeout') AS limit`)
  expect(rows).toEqual([{ limit: '0' }])
})
