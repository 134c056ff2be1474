import type pg from 'pg'
import { catalog, type Payload, type TaskName } from './catalog.ts'

/** When, where and how often a job runs. */
export interface EnqueueOptions {
  /** A waiting job of the same key is replaced. */
  readonly jobKey?: string
  /** Jobs of one queue run one after the other. */
  readonly queueName?: string
  readonly runAt?: Date
  readonly maxAttempts?: number
}

// Each crash of a worker uses an attempt up, and a job without attempts is dead in silence. How often is enough, the task says; this is the most that the column holds.
const plenty = 32_767

/** Adds a job through the caller's transaction: it exists if and only if that commits. */
export async function enqueue<N extends TaskName>(
  client: pg.ClientBase,
  name: N,
  payload: Payload<N>,
  options: EnqueueOptions = {},
): Promise<void> {
  await client.query(
    `SELECT graphile_worker.add_job($1, payload => $2::json, queue_name => $3, run_at => $4,
       max_attempts => $5::int, job_key => $6)`,
    [
      name,
      JSON.stringify(catalog[name].parse(payload)),
      options.queueName ?? null,
      options.runAt ?? null,
      options.maxAttempts ?? plenty,
      options.jobKey ?? null,
    ],
  )
}
