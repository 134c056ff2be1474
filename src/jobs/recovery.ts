import type pg from 'pg'
import { applicationName } from '../db/client.ts'
import { openSession } from '../db/session.ts'

/** Proves that a worker is alive by locks that Postgres drops with its connection. */
export interface Liveness {
  /** Takes the lock that protects the jobs of this holder; call it before it runs any. */
  holdLivenessLock(holder: string): Promise<void>
  /** Resolves when the lock is lost: from then on other workers may take the jobs. */
  readonly over: Promise<Error | undefined>
  /** Returns the milliseconds since Postgres last answered a heartbeat. */
  heartbeatAge(): number
  close(): Promise<void>
}

/** Milliseconds between two heartbeats. */
const heartbeatInterval = 5_000
/** Milliseconds without a heartbeat after which other workers may have taken the jobs. */
export const maxPause = 25_000

/** Opens the connection that holds a worker's locks and sends its heartbeat; its name identifies the connections of `pool` in the same process. */
export async function openLiveness(pool: pg.Pool, databaseUrl: string): Promise<Liveness> {
  const session = await openSession(databaseUrl, applicationName(pool, 'worker'))
  // A machine that loses power or network closes no connection, so Postgres must probe it.
  await session.client.query(
    'SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3',
  )
  let confirmed = performance.now()
  const frozen = new Promise<Error>((resolve) => {
    let last = performance.now()
    // The session detects whether this fails.
    const beat = () =>
      void session.client.query('SELECT 1').then(
        () => {
          confirmed = performance.now()
        },
        () => undefined,
      )
    const heartbeat = setInterval(() => {
      const pause = performance.now() - last
      last = performance.now()
      if (pause > maxPause) resolve(new Error(`The process was frozen for ${Math.round(pause / 1_000)} seconds.`))
      else beat()
    }, heartbeatInterval)
    heartbeat.unref()
    void session.over.then(() => clearInterval(heartbeat))
  })
  return {
    async holdLivenessLock(holder) {
      await session.client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [holder])
    },
    over: Promise.race([session.over, frozen]),
    heartbeatAge: () => performance.now() - confirmed,
    close: () => session.close(),
  }
}

/** SQL: the ids of all workers that hold jobs or queues. */
export const holders = `
  SELECT locked_by AS id FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
  UNION
  SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL`

/** Returns the workers that hold jobs, but are dead. */
export async function findDeadHolders(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `WITH holders AS MATERIALIZED (${holders})
     SELECT id FROM holders WHERE pg_try_advisory_xact_lock(hashtextextended(id, 0))`,
  )
  return rows.map(({ id }) => id)
}

/** Returns how many processes with workers are connected. */
export async function countWorkers(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(DISTINCT application_name)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'leadstream worker %'`,
  )
  return rows[0]?.count ?? 0
}

// Wakes idle workers, which otherwise find the jobs at their next poll.
const wakeWorkers = `pg_notify('jobs:insert', json_build_object('count', count)::text)`

/**
 * Unlocks the jobs of holders whose liveness lock is gone, and returns those holders.
 * It must run on a connection without liveness locks, because a session can take its own locks again.
 */
export async function unlockDeadWorkersJobs(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ ids: string[] }>(
    `WITH holders AS MATERIALIZED (${holders}), dead AS MATERIALIZED (
       SELECT array_agg(id) AS ids, count(*) AS count FROM holders
       WHERE pg_try_advisory_xact_lock(hashtextextended(id, 0))
     )
     SELECT ids, graphile_worker.force_unlock_workers(ids), ${wakeWorkers} FROM dead WHERE count > 0`,
  )
  return rows[0]?.ids ?? []
}

/** Unlocks the queues whose job is gone, for example because a worker that had been frozen completed it in the hands of another; returns their names. */
export async function unlockQueuesWithoutJobs(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    // A queue and its job are locked and unlocked in one statement. What was seen is compared again, since the queue may have another job by now.
    `WITH abandoned AS MATERIALIZED (
       SELECT id, locked_by, locked_at FROM graphile_worker._private_job_queues AS queues
       WHERE locked_by IS NOT NULL AND NOT EXISTS (
         SELECT FROM graphile_worker._private_jobs AS jobs
         WHERE jobs.job_queue_id = queues.id AND jobs.locked_by = queues.locked_by)
     ), unlocked AS (
       UPDATE graphile_worker._private_job_queues AS queues SET locked_by = NULL, locked_at = NULL FROM abandoned
       WHERE queues.id = abandoned.id AND queues.locked_by = abandoned.locked_by AND queues.locked_at = abandoned.locked_at
       RETURNING queue_name AS name
     )
     SELECT name, ${wakeWorkers} FROM unlocked, (SELECT 1 AS count) AS woken`,
  )
  return rows.map(({ name }) => name)
}

/** Unlocks all jobs of a holder that is known to have stopped. */
export async function unlockJobsOf(pool: pg.Pool, holder: string): Promise<void> {
  await pool.query(
    `SELECT graphile_worker.force_unlock_workers(ARRAY[$1]), ${wakeWorkers} FROM (SELECT 1 AS count) AS unlocked`,
    [holder],
  )
}

/** Makes interrupted jobs available immediately, without the delay after a failure. */
export async function requeue(pool: pg.Pool, jobIds: readonly string[]): Promise<void> {
  await pool.query(
    `WITH jobs AS MATERIALIZED (SELECT count(*) FROM graphile_worker.reschedule_jobs($1::bigint[], run_at => now()))
     SELECT ${wakeWorkers} FROM jobs`,
    [jobIds],
  )
}
