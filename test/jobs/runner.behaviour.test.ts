import { expect, it } from 'vitest'
import { createPool, endPool } from '../../src/db/client.ts'
import { startRunner } from '../../src/jobs/runner.ts'
import { createLog } from '../../src/log.ts'
import { createDatabase } from '../support/database.ts'
import { idleTasks } from '../support/tasks.ts'
import { whenOver } from '../support/when-over.ts'

it.each([false, true])('does not start if its lock is refused (sharesPolling: %s)', async (sharesPolling) => {
  const { pool, url, drop } = await createDatabase()
  whenOver(drop)
  await pool.query(
    `CREATE SCHEMA refusing;
     CREATE FUNCTION refusing.pg_advisory_lock(bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'out of shared memory'; END $$`,
  )
  await pool.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = refusing, pg_catalog, public`)
  const log = createLog({ logLevel: 'silent', logFormat: 'json' })
  const queuePool = createPool(url, 3, log)
  const options = { pool, queuePool, databaseUrl: url, log, tasks: idleTasks, drainTimeout: 1_000, pollInterval: 1_000 }
  const started = startRunner({ ...options, names: ['import'], concurrency: 4, sharesPolling })
  await expect(started).rejects.toThrow('out of shared memory')
  await endPool(queuePool)
})
