import type { Job } from 'graphile-worker'
import type { Queryable } from '../db/queryable.ts'
import type { Payload, TaskName } from './catalog.ts'

/** Returns whether a job of these tasks is due that no worker has taken yet; with `before`, only one that runs before jobs of this priority. */
export async function isWorkWaiting(
  client: Queryable,
  tasks: readonly TaskName[],
  { before }: { before?: number } = {},
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM graphile_worker._private_jobs WHERE is_available AND run_at <= now() AND ($2::int IS NULL OR priority < $2)
       AND task_id IN (SELECT id FROM graphile_worker._private_tasks WHERE identifier = ANY ($1)) LIMIT 1`,
    [tasks, before ?? null],
  )
  return rowCount === 1
}

/** Returns whether a worker could take a job of these tasks, without these flags, now. */
export async function isJobFree(
  client: Queryable,
  { tasks, forbiddenFlags }: { tasks: readonly TaskName[]; forbiddenFlags: readonly string[] },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM graphile_worker._private_jobs AS jobs
     LEFT JOIN graphile_worker._private_job_queues AS queues ON queues.id = job_queue_id
     WHERE jobs.is_available AND run_at <= now() AND COALESCE(queues.is_available, true) AND (flags ?| $2) IS NOT TRUE
       AND task_id IN (SELECT id FROM graphile_worker._private_tasks WHERE identifier = ANY ($1)) LIMIT 1`,
    [tasks, forbiddenFlags],
  )
  return rowCount === 1
}

/** The jobs of a task in one state. */
export interface QueuedJobs {
  readonly task: string
  /** `failed` jobs have no attempts left. */
  readonly state: 'ready' | 'delayed' | 'running' | 'failed'
  readonly count: number
  /** Seconds since the first of the ready jobs became due. */
  readonly age: number
}

/** Counts the jobs by task and state. */
export async function countJobs(client: Queryable): Promise<QueuedJobs[]> {
  const { rows } = await client.query<QueuedJobs>(
    `SELECT task, state, count(*)::int AS count,
       COALESCE(max(extract(epoch FROM now() - run_at)) FILTER (WHERE state = 'ready'), 0)::float AS age
     FROM (SELECT identifier AS task, run_at,
             CASE WHEN locked_at IS NOT NULL THEN 'running' WHEN NOT is_available THEN 'failed'
               WHEN run_at > now() THEN 'delayed' ELSE 'ready' END AS state
           FROM graphile_worker._private_jobs JOIN graphile_worker._private_tasks AS tasks ON tasks.id = task_id) AS jobs
     GROUP BY task, state`,
  )
  return rows
}

/**
 * Returns an SQL condition: no job of `task` is running, or can still run, whose payload has `id` (a column) as its `field`.
 * It compares payloads because a running job that has a successor no longer has a key. What may have no job is selected first, in a
 * materialized CTE: with Citus, the queue isn't where the rows of owners are.
 */
export function hasNoJob<N extends TaskName>(task: N, field: keyof Payload<N> & string, id: string): string {
  return `NOT EXISTS (
    SELECT FROM graphile_worker._private_jobs AS jobs JOIN graphile_worker._private_tasks AS tasks ON tasks.id = task_id
    WHERE identifier = '${task}' AND payload ->> '${field}' = ${id}::text AND (locked_at IS NOT NULL OR is_available))`
}

/** Lets the jobs of other queues that are due run before those of a queue, which keep their order. */
export async function moveBehindOthers(client: Queryable, queueName: string): Promise<void> {
  await client.query(
    `UPDATE graphile_worker._private_jobs AS jobs SET run_at = now() - place * interval '1 microsecond'
     FROM (
       SELECT id, row_number() OVER (ORDER BY run_at DESC, id DESC) AS place FROM (
         SELECT id, run_at FROM graphile_worker._private_jobs
         WHERE job_queue_id = (SELECT id FROM graphile_worker._private_job_queues WHERE queue_name = $1)
           AND locked_at IS NULL AND is_available AND run_at <= now()
         FOR UPDATE SKIP LOCKED
       ) AS due
     ) AS waiting
     WHERE jobs.id = waiting.id`,
    [queueName],
  )
}

/**
 * Notifies workers when the job before another one of its named queue has ended. By itself, a worker looks for the next job before
 * that is stored, finds the queue locked, and then waits for its next poll. A count of 0 wakes none at once, as all of them together
 * would overlook jobs that are due first; the runner wakes those that have a job to take.
 */
export async function announceNextJobs(client: Queryable): Promise<void> {
  const { rowCount } = await client.query(`SELECT FROM pg_trigger WHERE tgname = 'announce_next_job'`)
  if (rowCount !== 0) return
  await client.query(
    `CREATE OR REPLACE FUNCTION graphile_worker.announce_next_job() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF EXISTS (SELECT FROM graphile_worker._private_jobs WHERE job_queue_id = NEW.id AND is_available AND run_at <= clock_timestamp()) THEN
         PERFORM pg_notify('jobs:insert', json_build_object('r', random(), 'count', 0)::text);
       END IF;
       RETURN NULL;
     END $$`,
  )
  await client.query(
    `CREATE TRIGGER announce_next_job AFTER UPDATE OF locked_at ON graphile_worker._private_job_queues
     FOR EACH ROW WHEN (OLD.locked_at IS NOT NULL AND NEW.locked_at IS NULL)
     EXECUTE FUNCTION graphile_worker.announce_next_job()`,
  )
}

/** A job that a worker has taken. */
type HeldJob = Pick<Job, 'id' | 'locked_by'>

const held = 'id = $1 AND locked_by = $2'

/** Returns whether no other worker has taken over a job. */
export async function holdsJob(client: Queryable, job: HeldJob): Promise<boolean> {
  const { rowCount } = await client.query(`SELECT FROM graphile_worker._private_jobs WHERE ${held}`, keyOf(job))
  return rowCount === 1
}

/** Keeps a job from being run again; to be called while it runs. */
export async function giveUpJob(client: Queryable, job: HeldJob): Promise<void> {
  await client.query(`UPDATE graphile_worker._private_jobs SET max_attempts = attempts WHERE ${held}`, keyOf(job))
}

/** Caps the wait before the next attempt of a running job: the queue waits e^attempts seconds, which is a minute after four. */
export async function capRetryDelay(client: Queryable, job: HeldJob): Promise<void> {
  await client.query(`UPDATE graphile_worker._private_jobs SET attempts = least(attempts, 4) WHERE ${held}`, keyOf(job))
}

function keyOf({ id, locked_by }: HeldJob): unknown[] {
  return [id, locked_by]
}
