import { setTimeout as delay } from 'node:timers/promises'
import { type JobHelpers, parseCronItems, run, type TaskList, type WorkerPool } from 'graphile-worker'
import type pg from 'pg'
import { type Log, withLogContext } from '../log.ts'
import { jobSeconds } from '../telemetry/metrics.ts'
import { continueTrace, traced } from '../telemetry/tracing.ts'
import { catalog, schedule, type TaskName, type Tasks } from './catalog.ts'
import { jobVersion, readEnvelope } from './envelope.ts'
import { capRetryDelay, giveUpJob, holdsJob, isJobFree } from './jobs.sql.ts'
import { graphileLogger } from './migrate.ts'
import { openLiveness, requeue, unlockJobsOf } from './recovery.ts'

/** A worker under one id, with its liveness lock and its jobs. */
export interface Runner {
  /** Resolves when the worker cannot continue; its jobs are interrupted. */
  readonly over: Promise<void>
  /** Returns the milliseconds since Postgres last confirmed that this worker is alive. */
  heartbeatAge(): number
  /** Takes no new jobs and interrupts the running ones; resolves to whether they ended in time. */
  drain(): Promise<boolean>
  /** Drains it, and requeues the jobs that it interrupted. */
  stop(): Promise<void>
}

export interface RunnerOptions {
  readonly pool: pg.Pool
  /** Connections of the queue: one to listen, others to take and complete jobs. */
  readonly queuePool: pg.Pool
  readonly databaseUrl: string
  readonly concurrency: number
  readonly log: Log
  readonly tasks: Tasks
  /** The tasks whose jobs it takes. */
  readonly names: readonly TaskName[]
  /** Flags of the jobs that it leaves to others. */
  readonly forbiddenFlags?: string[]
  /** Whether one poller serves all workers, so that many cost no more than one; it can't be combined with forbidden flags. */
  readonly sharesPolling?: boolean
  /** How long an idle worker waits before it looks for jobs whose time has come, in milliseconds; new jobs wake it. */
  readonly pollInterval: number
  /** How long `stop` waits for running jobs, in milliseconds. */
  readonly drainTimeout: number
}

/**
 * A queue in memory from which the workers of a runner are served. It takes one job at a time, since it would take several of the same
 * named queue at once, and returns it after a second if all workers are busy.
 */
const localQueue = { size: 1, ttl: 1_000 }

/** Another worker took over the job while this one was frozen. Completing a job deletes it even if another worker holds it; failing it does not. */
class TakenOverError extends Error {}

/** Starts a worker; throws if Postgres is unreachable or refuses the liveness lock. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { pool, log } = options
  const liveness = await openLiveness(pool, options.databaseUrl)
  const stopping = new AbortController()
  const interrupted = new Set<string>()
  let holder: string | undefined
  let tookLock: (lock: Promise<void>) => void
  const locked = new Promise<void>((resolve) => {
    tookLock = resolve
  })

  const runner = await run({
    pgPool: options.queuePool,
    taskList: taskList(options, stopping.signal, interrupted),
    parsedCronItems: parseCronItems(schedule.filter(({ task }) => options.names.includes(task))),
    concurrency: options.concurrency,
    pollInterval: options.pollInterval,
    ...(options.forbiddenFlags && { forbiddenFlags: options.forbiddenFlags }),
    noHandleSignals: true,
    logger: graphileLogger(log),
    preset: {
      // Otherwise a stopping worker does not wait until its last results are stored.
      worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0, ...(options.sharesPolling && { localQueue }) },
      plugins: [
        {
          name: 'LivenessPlugin',
          version: '1.0.0',
          worker: {
            hooks: {
              // graphile-worker awaits this before it runs its first job.
              async startWorker(_context, { worker: { workerPool } }) {
                if (holder === undefined) {
                  holder = workerPool.id
                  tookLock(liveness.holdLivenessLock(holder))
                  // Without the lock, other workers could take its jobs at any time.
                  locked.catch((error) => workerPool.gracefulShutdown(String(error)))
                }
                // It must not wait for the shutdown, which waits for it.
                await locked.catch(() => undefined)
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
  try {
    await locked
  } catch (error) {
    await runner.stop().catch(() => undefined)
    await liveness.close()
    throw error
  }
  log.debug({ holder, tasks: options.names }, 'worker: takes jobs')

  runner.events.on('pool:listen:notification', wakeAgain(options, stopping.signal))
  const interrupt = () => stopping.abort(new Error('The worker is stopping.'))
  const over = Promise.race([liveness.over, runner.promise]).then(
    (error) => error && log.warn({ err: error }, 'worker: lost its liveness lock'),
    (error: unknown) => log.error({ err: error }, 'worker: the queue failed'),
  )
  void over.then(interrupt)

  let drained: Promise<boolean> | undefined
  const drain = () => {
    interrupt()
    drained ??= Promise.race([
      runner.stop().then(
        () => true,
        () => true,
      ),
      delay(options.drainTimeout, false, { ref: false }),
    ])
    return drained
  }
  const stop = async () => {
    try {
      if (!(await drain())) {
        log.warn('worker: stopped waiting for its jobs')
        if (holder) await unlockJobsOf(pool, holder)
      } else if (interrupted.size > 0) await requeue(pool, [...interrupted])
    } catch (error) {
      // Other workers free the jobs once the connection below is closed.
      log.warn({ err: error }, 'worker: could not requeue its jobs')
    } finally {
      await liveness.close()
    }
  }
  return { over, drain, stop, heartbeatAge: () => liveness.heartbeatAge() }
}

/** When to wake workers again after a notification, in milliseconds. */
const wakes = [15, 40, 100, 250, 600]

/**
 * Returns a function that wakes workers again for a while if a job is free. While one looks for a job, it locks all named queues that
 * are free, so others that the same notification has woken find nothing, and would wait for their next poll.
 */
function wakeAgain({ pool, names, forbiddenFlags = [] }: RunnerOptions, signal: AbortSignal) {
  let latest: object | undefined
  const wake = async ({ workerPool }: { workerPool: WorkerPool }) => {
    const current = {}
    latest = current
    for (const wait of wakes) {
      await delay(wait, undefined, { ref: false, signal })
      if (latest !== current) return
      if (await isJobFree(pool, { tasks: names, forbiddenFlags })) workerPool.nudge(1)
    }
  }
  // It fails only if the connection is lost or the worker is stopping.
  return (event: { workerPool: WorkerPool }) => void wake(event).catch(() => undefined)
}

function taskList(options: RunnerOptions, signal: AbortSignal, interrupted: Set<string>): TaskList {
  const { pool, tasks } = options
  const task = <N extends TaskName>(name: N) => {
    const run = async (raw: unknown, { job }: JobHelpers) => {
      if (signal.aborted) {
        // Taken just before the worker was told to stop.
        interrupted.add(job.id)
        throw signal.reason
      }
      const log = options.log.child({ task: name, job: job.id })
      if (readEnvelope(raw).version > jobVersion) {
        log.info('job: was enqueued by a newer version, so it is left to a newer worker')
        await capRetryDelay(pool, job)
        throw new Error('The job was enqueued by a newer version.')
      }
      const payload = catalog[name].safeParse(raw)
      if (!payload.success) {
        log.error({ err: payload.error }, 'job: invalid payload, will not be retried')
        await giveUpJob(pool, job)
        throw payload.error
      }
      const stop = jobSeconds.startTimer({ task: name })
      try {
        await withLogContext(subjectOf(payload.data), () =>
          tasks[name](payload.data, { signal, log, priority: job.priority }),
        )
        if (!(await holdsJob(pool, job))) throw new TakenOverError()
        stop({ outcome: 'done' })
      } catch (error) {
        stop({ outcome: signal.aborted ? 'interrupted' : 'failed' })
        if (signal.aborted) {
          interrupted.add(job.id)
          log.info('job: interrupted')
        } else if (error instanceof TakenOverError) log.warn('job: another worker has taken it over')
        else {
          log.error({ err: error }, 'job: failed, will be retried')
          await capRetryDelay(pool, job)
        }
        throw error
      }
    }
    return (raw: unknown, helpers: JobHelpers) =>
      continueTrace(readEnvelope(raw).trace, () =>
        traced(`job ${name}`, { kind: 'consumer', attributes: { 'leadstream.job': helpers.job.id } }, () =>
          run(raw, helpers),
        ),
      )
  }
  return Object.fromEntries(options.names.map((name) => [name, task(name)]))
}

function subjectOf(payload: object): { runId?: string } {
  return 'runId' in payload && typeof payload.runId === 'string' ? { runId: payload.runId } : {}
}
