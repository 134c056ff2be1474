import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { createPool, createPrisma } from '../../src/db/client.ts'
import type { PrismaClient } from '../../src/db/generated/client.ts'
import { createLog } from '../../src/log.ts'
import { waitFor } from './wait-for.ts'

/** A migrated database for one test file. */
export interface Database {
  url: string
  pool: pg.Pool
  prisma: PrismaClient
  /** Drops it now rather than after the file's tests. */
  drop(): Promise<void>
}

/** Clones the run's template, which has tables and no rows. */
export async function createDatabase(): Promise<Database> {
  const { url, drop } = await createEmptyDatabase('TEMPLATE template')
  const pool = createPool(url, 10, createLog({ logLevel: 'error', logFormat: 'json' }))
  const prisma = createPrisma(pool)
  const end = once(async () => {
    await prisma.$disconnect()
    // Not awaited: a failed test may hold a connection, which DROP DATABASE terminates.
    void pool.end()
    await drop()
  })
  afterAll(end)
  return { url, pool, prisma, drop: end }
}

/** Creates a database from `source`, by default without tables. */
export async function createEmptyDatabase(source = ''): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(`CREATE DATABASE ${name} ${source}`)
  const drop = once(() => administer(`DROP DATABASE ${name} WITH (FORCE)`))
  afterAll(drop)
  return { url: templateUrl().replace('/template?', `/${name}?`), drop }
}

function templateUrl(): string {
  const url = inject('templateUrl')
  if (url === undefined) throw new Error('Only files named *.behaviour.test.ts get a Postgres. Rename this test file.')
  return url
}

const objectInUse = '55006'

async function administer(statement: string): Promise<void> {
  const client = new pg.Client(templateUrl().replace('/template?', '/postgres?'))
  await client.connect()
  try {
    // Postgres gives the connections of a database five seconds to end.
    await waitFor(() =>
      client.query(statement).then(
        () => true,
        (error: unknown) => {
          if (error instanceof pg.DatabaseError && error.code === objectInUse) return false
          throw error
        },
      ),
    )
  } finally {
    await client.end()
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
