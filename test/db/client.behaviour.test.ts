import { expect, test } from 'vitest'
import { createPool, lockOwner, transaction } from '../../src/db/client.ts'
import { createLog } from '../../src/log.ts'
import { createDatabase } from '../support/database.ts'

const database = await createDatabase()
const { pool, prisma } = database

test('commits the transaction and returns the result of the work', async () => {
  const id = await transaction(pool, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      "INSERT INTO users (email, name) VALUES ('kept@x.test', 'Kept') RETURNING id",
    )
    return rows[0]?.id
  })
  expect(await prisma.user.findUnique({ where: { email: 'kept@x.test' } })).toMatchObject({ id, name: 'Kept' })
})

test('rolls back and releases the connection if the work throws', async () => {
  const small = createPool(database.url, 1, createLog({ logLevel: 'silent', logFormat: 'json' }))
  const failing = transaction(small, async (client) => {
    await client.query("INSERT INTO users (email, name) VALUES ('gone@x.test', 'Gone')")
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect((await small.query("SELECT FROM users WHERE email = 'gone@x.test'")).rowCount).toBe(0)
  await small.end()
})

test('throws if a swallowed error has aborted the transaction', async () => {
  const doomed = transaction(pool, async (client) => {
    await client.query("INSERT INTO users (email, name) VALUES ('doomed@x.test', 'Doomed')")
    await client.query('SELECT 1/0').catch(() => {})
  })
  await expect(doomed).rejects.toThrow('rolled it back')
  expect(await prisma.user.count({ where: { email: 'doomed@x.test' } })).toBe(0)
})

test('Postgres ends a transaction that has been idle for a minute, but not an idle connection', async () => {
  const small = createPool(database.url, 1, createLog({ logLevel: 'silent', logFormat: 'json' }))
  const patience = 'SHOW idle_in_transaction_session_timeout'
  const during = await transaction(small, (client) => client.query(patience))
  expect(during.rows).toEqual([{ idle_in_transaction_session_timeout: '1min' }])
  expect((await small.query(patience)).rows).toEqual([{ idle_in_transaction_session_timeout: '0' }])
  await small.end()
})

test('the pool survives a connection that the server ends during a transaction', async () => {
  const small = createPool(database.url, 2, createLog({ logLevel: 'silent', logFormat: 'json' }))
  const broken = transaction(small, async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    await client.query('SELECT 1')
  })
  await expect(broken).rejects.toThrow()
  expect((await small.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await small.end()
})

test.each([
  ['is logged', 1, false],
  ['is not logged while its pool ends', 0, true],
])('a broken connection %s', async (_what, count, ends) => {
  const lines: string[] = []
  const log = createLog({ logLevel: 'warn', logFormat: 'json' }, { write: (line: string) => void lines.push(line) })
  const small = createPool(database.url, 1, log)
  let ended = Promise.resolve()
  const broken = transaction(small, async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    if (ends) ended = small.end()
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    await client.query('SELECT 1')
  })
  await expect(broken).rejects.toThrow()
  await (ends ? ended : small.end())
  expect(lines.filter((line) => line.includes('A database connection broke'))).toHaveLength(count)
})

test('logged database errors contain no rows and no arguments', async () => {
  const lines: string[] = []
  const log = createLog({ logLevel: 'trace', logFormat: 'json' }, { write: (line: string) => void lines.push(line) })
  const secret = 'Ada of the logs'
  const data = { email: secret, name: secret }
  const known = await prisma.user.create({ data })
  const failing: readonly (() => Promise<unknown>)[] = [
    () => prisma.user.create({ data }),
    () => prisma.user.create({ data: JSON.parse(`{"id":"first","email":"${secret}"}`) }),
    () => pool.query('INSERT INTO users (email, name) VALUES ($1, $1)', [secret]),
    () => pool.query('INSERT INTO users (email) VALUES ($1)', [secret]),
    () => pool.query('INSERT INTO credit_accounts (user_id, balance, reserved) VALUES ($1, -1, 0)', [known.id]),
  ]
  for (const fail of failing) {
    const err: unknown = await fail().catch((error: unknown) => error)
    log.error({ err }, 'Failed')
  }
  expect(lines.map((line) => JSON.parse(line).err.type)).toEqual([
    'PrismaClientKnownRequestError',
    'PrismaClientValidationError',
    ...Array(3).fill('DatabaseError'),
  ])
  expect(lines.join()).toContain('users_email_key')
  expect(lines.join()).not.toMatch(/Ada of the logs|Failing row/)
})

test('lockOwner waits for another transaction of the same owner, and of no other owner', async () => {
  const order: string[] = []
  let second: Promise<void> | undefined
  await transaction(pool, async (client) => {
    await lockOwner(client, 1)
    second = transaction(pool, async (waiting) => {
      await lockOwner(waiting, 1)
      order.push('second')
    })
    await transaction(pool, (other) => lockOwner(other, 2))
    await expect.poll(waitingForAdvisoryLocks).toBe(1)
    order.push('first')
  })
  await second
  expect(order).toEqual(['first', 'second'])
})

async function waitingForAdvisoryLocks(): Promise<number> {
  return prisma.$queryRaw<{ waiting: number }[]>`
    SELECT count(*)::int AS waiting FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
  `.then((rows) => rows[0]?.waiting ?? 0)
}
