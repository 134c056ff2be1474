import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import type { Log } from '../log.ts'
import { isCancelled, ReadTimeoutError } from './errors.ts'
import { PrismaClient } from './generated/client.ts'
import { SharedPool } from './shared-pool.ts'

const program = 'leadstream'

/**
 * Returns a pool that survives broken connections; its connections share an application name, by default one that is unique to the
 * pool. `isPooled` says that they go through a transaction pooler.
 */
export function createPool(
  databaseUrl: string,
  size: number,
  log: Log,
  { isPooled = false, name = `${program} ${randomBytes(6).toString('hex')}` } = {},
): pg.Pool {
  const pool = new SharedPool({
    connectionString: databaseUrl,
    max: size,
    isPooled,
    keepAlive: true,
    application_name: name,
  })
  const report = (error: Error) => {
    // Postgres may stop before it has read that a connection of an ended pool is over.
    if (!pool.ending) log.warn({ err: error }, 'A database connection broke')
  }
  pool.on('connect', (client) => {
    // The pool removes its own error handler while a connection is checked out, so a lost server would crash the process.
    client.on('error', () => {})
    // Postgres says why it ends a connection, and pg then that it ended.
    client.once('error', report)
  })
  pool.on('error', () => {})
  return pool
}

/** Ends a pool; a connection that is still checked out does not keep the process alive. */
export async function endPool(pool: pg.Pool): Promise<void> {
  await Promise.race([pool.end(), delay(1_000, undefined, { ref: false })])
}

/** Returns the application name of a connection outside `pool`: its part, and the id that all connections of the process share. */
export function applicationName(pool: pg.Pool, part: string): string {
  return `${program} ${part} ${pool.options.application_name?.slice(program.length + 1)}`
}

/** Returns a Prisma client that uses the connections of `pool`, which the caller must end; its errors quote no arguments. */
export function createPrisma(pool: pg.Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' })
}

/**
 * Runs `work` in one transaction, which commits when it resolves and rolls back when it throws; the connection is released in both cases.
 * If the process is suspended or disconnected, Postgres rolls back after a minute, because others may wait for the locks.
 * The user `keepOwner` can't be deleted until it ends; `work` must not take the owner's lock then.
 */
export async function transaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  { keepOwner }: { keepOwner?: number } = {},
): Promise<T> {
  const client = await pool.connect()
  let broken = true
  try {
    const keep = keepOwner === undefined ? '' : `; SELECT pg_advisory_xact_lock_shared(${keptOwners}, ${keepOwner})`
    await client.query(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = '1min'${keep}`)
    const result = await work(client)
    const { command } = await client.query('COMMIT')
    broken = false
    // Postgres responds to COMMIT with ROLLBACK, and no error, when a statement failed and its error was swallowed.
    if (command !== 'COMMIT') throw new Error('A statement of the transaction had failed, so COMMIT rolled it back.')
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

/** Runs `work` in a read-only transaction on one snapshot of the database, which waits for no locks. */
export async function snapshot<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return await transaction(pool, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    return await work(client)
  })
}

/**
 * Runs `work` in a read-only transaction; throws ReadTimeoutError if one of its statements takes longer than `timeout` milliseconds
 * (0: no limit). For requests of clients; exports have no limit.
 */
export async function boundedRead<T>(
  pool: pg.Pool,
  timeout: number,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  try {
    return await transaction(pool, async (client) => {
      await client.query(`SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${timeout}`)
      return await work(client)
    })
  } catch (error) {
    throw isCancelled(error) ? new ReadTimeoutError(error) : error
  }
}

/** Returns what is wrong with the connection to the database, which has two seconds to answer, or null. */
export async function databaseProblem(pool: pg.Pool): Promise<string | null> {
  const query = pool.query('SELECT 1').then(
    () => true,
    () => false,
  )
  const answers = await Promise.race([query, delay(2_000, false, { ref: false })])
  return answers ? null : 'Postgres does not answer. Check that it runs and accepts connections.'
}

/** Waits for the owner's lock, and holds it until the transaction ends. */
export async function lockOwner(client: pg.ClientBase, ownerId: number): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [ownerLocks, ownerId])
}

/** Waits for the owner's lock and for the transactions that keep the owner, and holds off both until the transaction ends. */
export async function lockOwnerForDeletion(client: pg.ClientBase, ownerId: number): Promise<void> {
  await lockOwner(client, ownerId)
  await client.query('SELECT pg_advisory_xact_lock($1, $2)', [keptOwners, ownerId])
}

const ownerLocks = 0x4c53
// Not the row of the user: Citus locks such rows on every node, and a row that refers to one in conflict with that.
const keptOwners = 0x4c54
