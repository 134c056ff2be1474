import type pg from 'pg'
import { currentTrace } from '../telemetry/tracing.ts'
import { catalog, longJob, type Payload, type TaskName } from './catalog.ts'
import { envelop } from './envelope.ts'

/** Options of a job. */
export interface EnqueueOptions {
  /** Replaces a waiting job with the same key. */
  readonly jobKey?: string
  /** Jobs in one queue run one at a time. */
  readonly queueName?: string
  readonly runAt?: Date
  readonly maxAttempts?: number
  /** Jobs of a lower number run first; 0 if absent. */
  readonly priority?: number
  /** Whether it may run for long: one place of each worker is kept from such jobs. */
  readonly isLong?: boolean
}

// Each crash of a worker uses up an attempt, and a job without attempts is never run again. Tasks limit their own retries, so this is the maximum of the column.
const unlimited = 32_767

/** Adds a job in the caller's transaction: it exists only if that commits. */
export async function enqueue<N extends TaskName>(
  client: pg.ClientBase,
  name: N,
  payload: Payload<N>,
  options: EnqueueOptions = {},
): Promise<void> {
  await client.query(
    `SELECT graphile_worker.add_job($1, payload => $2::json, queue_name => $3, run_at => $4,
       max_attempts => $5::int, job_key => $6, priority => $7::int, flags => $8)`,
    [
      name,
      JSON.stringify(envelop(catalog[name].parse(payload), currentTrace())),
      options.queueName ?? null,
      options.runAt ?? null,
      options.maxAttempts ?? unlimited,
      options.jobKey ?? null,
      options.priority ?? 0,
      options.isLong ? [longJob] : null,
    ],
  )
}
