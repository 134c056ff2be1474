import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { inject } from 'vitest'
import { createPool, createPrisma } from '../../src/db/client.ts'
import type { PrismaClient } from '../../src/db/generated/client.ts'
import { createLog } from '../../src/log.ts'
import { createOnNodes, dropOnNodes } from '../../torture/harness/test-cluster.ts'
import { whenOver } from './when-over.ts'

/** A migrated database for a test or for those of a file. */
export interface Database {
  url: string
  pool: pg.Pool
  prisma: PrismaClient
  /** Drops it now rather than after them. */
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
    if (!pool.ended) void pool.end()
    await drop()
  })
  whenOver(end)
  return { url, pool, prisma, drop: end }
}

/** Creates a database from `source`, by default without tables. */
export async function createEmptyDatabase(source = ''): Promise<{ url: string; drop(): Promise<void> }> {
  const nodes = inject('nodes')
  if (nodes === undefined)
    throw new Error('Only files named *.behaviour.test.ts get a Postgres. Rename this test file.')
  const name = `test_${randomBytes(6).toString('hex')}`
  const url = await createOnNodes(nodes, name, source)
  const drop = once(() => dropOnNodes(nodes, name))
  whenOver(drop)
  return { url, drop }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
