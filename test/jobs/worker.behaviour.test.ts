import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { transaction } from '../../src/db/client.ts'
import type { JobContext, Payload, Tasks } from '../../src/jobs/catalog.ts'
import { enqueue } from '../../src/jobs/enqueue.ts'
import { unlockDeadWorkersJobs } from '../../src/jobs/recovery.ts'
import { startWorker, type Worker } from '../../src/jobs/worker.ts'
import { createLog } from '../../src/log.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { idleTasks } from '../support/tasks.ts'
import { waitFor } from '../support/wait-for.ts'

const lines: string[] = []
const log = createLog({ logLevel: 'info', logFormat: 'json' }, { write: (line: string) => void lines.push(line) })
let database: Database
const workers: Worker[] = []

beforeEach(async () => {
  lines.length = 0
  database = await createDatabase()
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  await database.drop()
})

async function work(importTask: Tasks['import'], drainTimeout?: number, others: Partial<Tasks> = {}): Promise<Worker> {
  const worker = await startWorker({
    pool: database.pool,
    databaseUrl: database.url,
    log,
    config: { workerConcurrency: 2 },
    tasks: { ...idleTasks, import: importTask, ...others },
    ...(drainTimeout !== undefined && { drainTimeout }),
  })
  workers.push(worker)
  return worker
}

async function add(): Promise<string> {
  const runId = randomUUID()
  await transaction(database.pool, (client) => enqueue(client, 'import', { runId }))
  return runId
}

interface Job {
  locked_by: string | null
  attempts: number
  due: boolean
}
async function jobs(): Promise<Job[]> {
  const { rows } = await database.pool.query<Job>(
    'SELECT locked_by, attempts, run_at <= now() AS due FROM graphile_worker.jobs ORDER BY id',
  )
  return rows
}
/** A task whose runs the test can observe and end. */
function station() {
  const runs: { payload: Payload<'import'>; job: JobContext; finish: (error?: Error) => void }[] = []
  return {
    runs,
    task: (payload: Payload<'import'>, job: JobContext) =>
      new Promise<void>((resolve, reject) => {
        runs.push({ payload, job, finish: (error) => (error ? reject(error) : resolve()) })
      }),
    async begun(count = 1) {
      await waitFor(() => runs.length >= count)
      const run = runs[count - 1]
      if (!run) throw new Error('unreachable')
      return run
    },
  }
}

/** Works until it is aborted, like every task. */
const interruptible = (_payload: unknown, { signal }: JobContext): Promise<void> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

it('runs a job with its payload and deletes it when it is done', async () => {
  const { task, begun } = station()
  await work(task)
  const runId = await add()
  const run = await begun()
  expect(run.payload).toEqual({ runId })
  run.finish()
  await waitFor(async () => (await jobs()).length === 0)
})

it('names the run in each line that is logged during its job', async () => {
  const { task, begun } = station()
  await work(async (payload, helpers) => {
    log.info('a line of the job')
    await task(payload, helpers)
  })
  const runId = await add()
  const run = await begun()
  run.finish()
  const line = lines.find((text) => text.includes('a line of the job'))
  expect(JSON.parse(line ?? '')).toMatchObject({ runId })
})

it('retries a failed job after at most a minute', async () => {
  const { task, begun } = station()
  await work(task)
  await add()
  await database.pool.query('UPDATE graphile_worker._private_jobs SET attempts = 20')
  const run = await begun()
  run.finish(new Error('the database was away'))
  await waitFor(async () => (await jobs()).some(({ locked_by }) => locked_by === null))
  const { rows } = await database.pool.query(
    `SELECT last_error, run_at > now() AND run_at < now() + interval '1 minute' AS soon FROM graphile_worker.jobs`,
  )
  expect(rows).toEqual([{ last_error: 'the database was away', soon: true }])
})

it('does not retry a job with an invalid payload, and logs it', async () => {
  const { task, runs } = station()
  await work(task)
  await database.pool.query(`SELECT graphile_worker.add_job('import', '{"runId":"seven"}')`)
  await waitFor(async () => (await jobs()).some(({ attempts, locked_by }) => attempts > 0 && locked_by === null))
  const { rows } = await database.pool.query('SELECT attempts = max_attempts AS dead FROM graphile_worker.jobs')
  expect(rows).toEqual([{ dead: true }])
  expect(runs).toEqual([])
  expect(lines.join()).toContain('job: invalid payload')
})

it('leaves a job of a newer version to a newer worker', async () => {
  const { task, runs } = station()
  await work(task)
  const runId = randomUUID()
  await database.pool.query(
    `SELECT graphile_worker.add_job('import', json_build_object('runId', $1::text, '_version', 99))`,
    [runId],
  )
  await waitFor(async () => (await jobs()).some(({ attempts, locked_by }) => attempts > 0 && locked_by === null))
  expect(runs).toEqual([])
  const { rows } = await database.pool.query(
    `SELECT attempts < max_attempts AS again, run_at < now() + interval '1 minute' AS soon FROM graphile_worker.jobs`,
  )
  expect(rows).toEqual([{ again: true, soon: true }])
  expect(lines.join()).toContain('job: was enqueued by a newer version')
  expect(lines.join()).not.toContain('job: failed')
})

it('requeues its interrupted jobs at once when it stops', async () => {
  const first = station()
  const stopping = await work((payload, job) => {
    void first.task(payload, job)
    return interruptible(payload, job)
  })
  const runId = await add()
  await first.begun()
  await stopping.stop()
  expect(await jobs()).toEqual([{ locked_by: null, attempts: 1, due: true }])

  const second = station()
  await work(second.task)
  const run = await second.begun()
  expect(run.payload).toEqual({ runId })
  run.finish()
})

it('finishes the current page when it stops, and takes no other job', async () => {
  const { task, begun, runs } = station()
  const worker = await work(task)
  await add()
  const run = await begun()
  let stopped = false
  const stopping = worker.stop().then(() => {
    stopped = true
  })
  await once(run.job.signal, 'abort')
  await add()
  expect(stopped).toBe(false)
  run.finish()
  await stopping
  expect(runs).toHaveLength(1)
  expect(await jobs()).toMatchObject([{ locked_by: null, due: true }])
})

it('requeues a job that ignores the abort signal', async () => {
  const { task, begun } = station()
  const worker = await work(task, 100)
  await add()
  const run = await begun()
  await worker.stop()
  expect(await jobs()).toEqual([{ locked_by: null, attempts: 1, due: true }])
  run.finish()
})

it('holds up no import while other jobs wait for providers', async () => {
  const { task, begun } = station()
  let waits = 0
  const wait = (payload: unknown, job: JobContext) => {
    waits += 1
    return interruptible(payload, job)
  }
  await work(task, undefined, { 'enrich-companies': wait, 'import-search': wait })
  await transaction(database.pool, async (client) => {
    for (let count = 0; count < 2; count++) {
      await enqueue(client, 'enrich-companies', { listId: randomUUID() })
      await enqueue(client, 'import-search', { runId: randomUUID() }, { isLong: true })
    }
  })
  await waitFor(() => waits === 4)
  await add()
  const run = await begun()
  run.finish()
})

it('unlocks the jobs of a killed process', async () => {
  const dying = fork(fileURLToPath(new URL('worker-process.ts', import.meta.url)), [database.url], {
    execArgv: ['--import', 'tsx'],
  })
  const [runId] = await Promise.all([add(), once(dying, 'message')])
  const { task, begun } = station()
  await work(task)
  dying.kill('SIGKILL')
  const run = await begun()
  expect(run.payload).toEqual({ runId })
  run.finish()
})

it('does not unlock the jobs of a living worker', async () => {
  const { task, begun } = station()
  await work(task)
  await add()
  const run = await begun()
  expect(await unlockDeadWorkersJobs(database.pool)).toEqual([])
  expect((await jobs()).map(({ locked_by }) => locked_by)).toEqual([expect.stringMatching(/^pool-/)])
  await database.pool.query(
    `UPDATE graphile_worker._private_jobs SET locked_by = 'pool-of-the-dead', run_at = now() + interval '1 hour'`,
  )
  // The worker also checks for dead workers by itself, and may be faster.
  await unlockDeadWorkersJobs(database.pool)
  expect((await jobs()).map(({ locked_by }) => locked_by)).toEqual([null])
  run.finish()
})

it('interrupts its jobs and restarts under another id if it loses its liveness lock', async () => {
  const seen = station()
  await work((payload, job) => {
    void seen.task(payload, job)
    return interruptible(payload, job)
  })
  await add()
  await seen.begun()
  const [before] = await jobs()
  await database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name LIKE 'leadstream worker %' AND datname = current_database()`,
  )
  await seen.begun(2)
  const [after] = await jobs()
  expect(seen.runs[0]?.job.signal.aborted).toBe(true)
  expect(seen.runs[1]?.job.signal.aborted).toBe(false)
  expect(after?.locked_by).toMatch(/^pool-/)
  expect(after?.locked_by).not.toBe(before?.locked_by)
})

it('leaves no locks and connections behind when it stops', async () => {
  const worker = await work(station().task)
  await worker.stop()
  const count = async () =>
    (
      await database.pool.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'leadstream worker %' AND datname = current_database()`,
      )
    ).rows.length
  await waitFor(async () => (await count()) === 0)
  const { rows } = await database.pool.query(
    `SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND datname = current_database()`,
  )
  expect(rows).toEqual([])
})

it('does not delete a job that another worker has taken over', async () => {
  const { task, begun } = station()
  await work(task)
  await add()
  const run = await begun()
  await transaction(database.pool, async (client) => {
    // Otherwise the job would be unlocked as that of a dead worker.
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('another worker', 0))")
    await database.pool.query("UPDATE graphile_worker._private_jobs SET locked_by = 'another worker'")
    run.finish()
    await waitFor(() => lines.join().includes('job: another worker has taken it over'))
    expect(await jobs()).toMatchObject([{ locked_by: 'another worker', attempts: 1 }])
  })
})

it('unlocks a queue whose job is gone, so that its next job runs', async () => {
  const { task, runs, begun } = station()
  await work(task)
  const addToQueue = () =>
    transaction(database.pool, (client) =>
      enqueue(client, 'import', { runId: randomUUID() }, { queueName: 'imports of an owner' }),
    )
  await addToQueue()
  const first = await begun()
  await addToQueue()
  await database.pool.query('DELETE FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL')
  first.finish()
  await begun(2)
  runs[1]?.finish()
  await waitFor(async () => (await jobs()).length === 0)
  expect(lines.join()).toContain('worker: unlocked queues whose jobs were gone')
})
