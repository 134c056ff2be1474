import { setTimeout as delay } from 'node:timers/promises'
import { type JobHelpers, parseCronItems, run, type TaskList } from 'graphile-worker'
import type pg from 'pg'
import type { Log } from '../log.ts'
import { catalog, schedule, type TaskName, type Tasks, taskNames } from './catalog.ts'
import { capRetryDelay, giveUpJob } from './jobs.sql.ts'
import { graphileLogger } from './migrate.ts'
import { freeJobsOf, openLiveness, requeue } from './recovery.ts'

/** One life of a worker: an id, the proof that it lives, and the jobs that it runs. */
export interface Runner {
  /** Resolves when it cannot go on; its jobs are told to stop. */
  readonly over: Promise<void>
  /** Ends it: no new work, the jobs in hand are interrupted and offered to others. */
  stop(): Promise<void>
}

export interface RunnerOptions {
  readonly pool: pg.Pool
  readonly databaseUrl: string
  readonly concurrency: number
  readonly log: Log
  readonly tasks: Tasks
  /** How long `stop` waits for the jobs in hand, in milliseconds. */
  readonly patience: number
}

/** Starts to work; throws if Postgres cannot be reached. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { pool, log } = options
  const liveness = await openLiveness(pool, options.databaseUrl)
  const stopping = new AbortController()
  const interrupted = new Set<string>()
  let holder: string | undefined
  let vouched: Promise<void> | undefined

  const runner = await run({
    pgPool: pool,
    taskList: taskList(options, stopping.signal, interrupted),
    parsedCronItems: parseCronItems([...schedule]),
    concurrency: options.concurrency,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: graphileLogger(log),
    preset: {
      // Without these an ending worker does not wait until its last results are stored.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      plugins: [
        {
          name: 'LivenessPlugin',
          version: '1.0.0',
          worker: {
            hooks: {
              // It awaits this before it asks for its first job.
              async startWorker(_context, { worker: { workerPool } }) {
                holder = workerPool.id
                vouched ??= liveness.holdLivenessLock(holder).then(() => log.debug({ holder }, 'worker: takes jobs'))
                // Unvouched work could be taken away at any time: rather none.
                await vouched.catch((error) => workerPool.gracefulShutdown(String(error)))
              },
            },
          },
        },
      ],
    },
  }).catch(async (error: unknown) => {
    await liveness.close()
    throw error
  })

  const interrupt = () => stopping.abort(new Error('The worker is stopping.'))
  const over = Promise.race([liveness.over, runner.promise]).then(
    (error) => error && log.warn({ err: error }, 'worker: nobody can see any more that it lives'),
    (error: unknown) => log.error({ err: error }, 'worker: the queue gave up'),
  )
  void over.then(interrupt)

  const stop = async () => {
    interrupt()
    const idle = runner.stop().then(
      () => true,
      () => true,
    )
    try {
      if (!(await Promise.race([idle, delay(options.patience, false, { ref: false })]))) {
        log.warn('worker: gave up waiting for its jobs')
        if (holder) await freeJobsOf(pool, holder)
      } else if (interrupted.size > 0) await requeue(pool, [...interrupted])
    } catch (error) {
      // Whoever lives frees them when the connection below is gone.
      log.warn({ err: error }, 'worker: could not hand its jobs over')
    } finally {
      await liveness.close()
    }
  }
  return { over, stop }
}

function taskList(options: RunnerOptions, signal: AbortSignal, interrupted: Set<string>): TaskList {
  const { pool, tasks } = options
  const task = <N extends TaskName>(name: N) => {
    return async (raw: unknown, { job }: JobHelpers) => {
      const log = options.log.child({ task: name, job: job.id })
      const payload = catalog[name].safeParse(raw)
      if (!payload.success) {
        log.error({ err: payload.error }, 'job: its payload is broken, it will not run again')
        await giveUpJob(pool, job.id)
        throw payload.error
      }
      try {
        await tasks[name](payload.data, { signal, log })
      } catch (error) {
        if (signal.aborted) {
          interrupted.add(job.id)
          log.info('job: interrupted')
        } else {
          log.error({ err: error }, 'job: failed, will run again')
          await capRetryDelay(pool, job.id)
        }
        throw error
      }
    }
  }
  return Object.fromEntries(taskNames.map((name) => [name, task(name)]))
}
