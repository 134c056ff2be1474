import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import type { Log } from '../log.ts'
import { PrismaClient } from './generated/client.ts'

const program = 'leadstream'

/** A pool whose connections may break at any moment without ending the process; they bear one name, which no other pool has. */
export function createPool(databaseUrl: string, size: number, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: size,
    keepAlive: true,
    application_name: `${program} ${randomBytes(6).toString('hex')}`,
  })
  const report = (error: Error) => log.warn({ err: error }, 'A database connection broke')
  // The pool's own handler is off while a connection is checked out; a server that goes away then would end the process.
  pool.on('connect', (client) => client.on('error', report))
  pool.on('error', () => {})
  return pool
}

/** The name of a connection outside `pool` of the same process: its part, and the id that all names of the process share. */
export function nameBeside(pool: pg.Pool, part: string): string {
  return `${program} ${part} ${pool.options.application_name?.slice(program.length + 1)}`
}

/** Prisma on the connections of `pool`, which stays its owner's to end; its errors quote no arguments. */
export function createPrisma(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' })
}

/**
 * Runs `work` in one transaction: committed when it resolves, rolled back when it throws; the connection goes back in either case.
 * Where its process falls silent in between, asleep or cut off, Postgres rolls it back after a minute: others wait for its locks.
 */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken = true
  try {
    await client.query("BEGIN; SET LOCAL idle_in_transaction_session_timeout = '1min'")
    const result = await work(client)
    const { command } = await client.query('COMMIT')
    broken = false
    // Postgres answers COMMIT with ROLLBACK, and no error, when a statement failed and its error was swallowed.
    if (command !== 'COMMIT') throw new Error('The transaction had failed before its commit, so it was rolled back.')
    return result
  } catch (error) {
    if (broken) {
      await client.query('ROLLBACK').then(
        () => {
          broken = false
        },
        () => {},
      )
    }
    throw error
  } finally {
    client.release(broken)
  }
}

/** Runs `work` on one snapshot of the database, in which it can write nothing and waits for nobody. */
export async function snapshot<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return await transaction(pool, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    return await work(client)
  })
}

/** Whether the database answers within two seconds. */
export function isReachable(pool: pg.Pool): Promise<boolean> {
  const query = pool.query('SELECT 1').then(
    () => true,
    () => false,
  )
  return Promise.race([query, delay(2_000, false, { ref: false })])
}

/** Waits until no other transaction holds the owner's lock, and holds it to the end of this one. */
export async function lockOwner(client: pg.ClientBase, ownerId: number): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [ownerLocks, ownerId])
}

const ownerLocks = 0x4c53
