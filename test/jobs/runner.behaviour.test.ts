import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createPool, endPool, transaction } from '../../src/db/client.ts'
import { enqueue } from '../../src/jobs/enqueue.ts'
import { startRunner } from '../../src/jobs/runner.ts'
import { createLog } from '../../src/log.ts'
import { createDatabase } from '../support/database.ts'
import { idleTasks } from '../support/tasks.ts'
import { waitFor } from '../support/wait-for.ts'
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

/** Starts a runner that never polls, so that only notifications wake it. */
async function startSleeper() {
  const { pool, url, drop } = await createDatabase()
  const log = createLog({ logLevel: 'silent', logFormat: 'json' })
  const queuePool = createPool(url, 4, log)
  const done: string[] = []
  const runner = await startRunner({
    pool,
    queuePool,
    databaseUrl: url,
    log,
    tasks: { ...idleTasks, import: async ({ runId }) => void done.push(runId) },
    names: ['import'],
    concurrency: 2,
    drainTimeout: 1_000,
    pollInterval: 600_000,
  })
  whenOver(async () => {
    await runner.stop()
    await endPool(queuePool)
    await drop()
  })
  const add = async () => {
    const runId = randomUUID()
    await transaction(pool, (client) => enqueue(client, 'import', { runId }, { queueName: 'imports' }))
    return runId
  }
  return { pool, done, add }
}

it('runs the jobs of a named queue one after another without polling', async () => {
  const { pool, done, add } = await startSleeper()
  const runIds: string[] = []
  await transaction(pool, async (client) => {
    for (let place = 0; place < 5; place++) {
      const runId = randomUUID()
      await enqueue(client, 'import', { runId }, { queueName: 'imports' })
      runIds.push(runId)
    }
  })
  await waitFor(() => done.length === 5)
  expect(done).toEqual(runIds)
  for (let place = 0; place < 5; place++) runIds.push(await add())
  await waitFor(() => done.length === 10)
  expect(done).toEqual(runIds)
})

it('finds a job whose named queue was locked by the search of another worker', async () => {
  const { pool, done, add } = await startSleeper()
  const first = await add()
  await waitFor(() => done.length === 1)
  const second = await transaction(pool, async (client) => {
    await client.query('SELECT FROM graphile_worker._private_job_queues FOR UPDATE')
    const added = await add()
    const { rowCount } = await client.query('SELECT FROM graphile_worker._private_jobs WHERE is_available')
    expect(rowCount).toBe(1)
    return added
  })
  await waitFor(() => done.length === 2)
  expect(done).toEqual([first, second])
})
