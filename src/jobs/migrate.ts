import { setTimeout as delay } from 'node:timers/promises'
import { Logger, runMigrations } from 'graphile-worker'
import type pg from 'pg'
import { openSession } from '../db/session.ts'
import type { Log } from '../log.ts'
import { announceNextJobs } from './jobs.sql.ts'

// An arbitrary key for an advisory lock.
const lock = 7_221_460_115

/** Migrates the queue's tables; safe if several processes start at once. */
export async function migrateJobs(options: { pool: pg.Pool; databaseUrl: string; log: Log }): Promise<void> {
  const session = await openSession(options.databaseUrl, 'leadstream jobs migration')
  try {
    const tryLock = () => session.client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [lock])
    while (!(await tryLock()).rows[0]?.mine) await delay(50)
    await runMigrations({ pgPool: options.pool, logger: graphileLogger(options.log) })
    await announceNextJobs(options.pool)
  } finally {
    await session.close()
  }
}

/** Returns a logger that writes the queue's messages to our log, one level lower and without payloads. */
export function graphileLogger(log: Log): Logger {
  return new Logger((scope) => (level, message, meta) => {
    // The runner logs how jobs end.
    if (meta && ('failure' in meta || 'success' in meta)) return
    const line = scope.label ? `${scope.label}: ${message}` : message
    // Jobs that wait for other servers hold no connection meanwhile, and are taken one by one on purpose.
    if (message.includes('maxPoolSize') || message.includes('job batch size')) log.debug(line)
    else if (level === 'error' || level === 'warning') log.warn(line)
    else if (level === 'info') log.debug(line)
    else log.trace(line)
  })
}
