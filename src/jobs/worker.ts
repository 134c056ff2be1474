import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { createPool, endPool } from '../db/client.ts'
import type { Log } from '../log.ts'
import { backoff } from './backoff.ts'
import {
  enrichmentTasks,
  linkedInTasks,
  longJob,
  outgoingTasks,
  ownTasks,
  type TaskName,
  type Tasks,
} from './catalog.ts'
import { createFrozenWorkerWatch } from './frozen-workers.ts'
import { maxPause, unlockDeadWorkersJobs, unlockQueuesWithoutJobs } from './recovery.ts'
import { type Runner, type RunnerOptions, startRunner } from './runner.ts'

/** Works through jobs until it is stopped. */
export interface Worker {
  /** Returns what keeps this worker from taking jobs, or null. */
  problem(): string | null
  /** Returns the milliseconds since Postgres last confirmed that this worker is alive; infinite while it restarts. */
  heartbeatAge(): number
  /** Takes no new jobs, and interrupts the running ones and requeues them, within `drainTimeout`. */
  stop(): Promise<void>
}

const recoveryInterval = 3_000
/** All webhooks of 25 users whose receivers let each request wait for ten seconds. */
const outgoingConcurrency = 256
/** A request to a provider takes up to minutes; of one user at most two are sent at once. */
const providerConcurrency = 16
const restartBackoff = { first: 50, factor: 2, max: 5_000 } as const

/** A set of tasks and its workers. */
type Lane = Pick<RunnerOptions, 'names' | 'forbiddenFlags' | 'sharesPolling' | 'concurrency' | 'pollInterval'>

/** Starts a worker, which restarts under another id if it loses its liveness connection. */
export async function startWorker(options: {
  pool: pg.Pool
  databaseUrl: string
  config: Pick<Config, 'workerConcurrency'>
  log: Log
  tasks: Tasks
  /** How long `stop` waits for running jobs before other workers may take them, in milliseconds. */
  drainTimeout?: number
}): Promise<Worker> {
  const { pool, databaseUrl, log, tasks, config, drainTimeout = 7_000 } = options
  const lanes: readonly Lane[] = [
    { names: ownTasks, concurrency: config.workerConcurrency, pollInterval: 1_000 },
    // A small import does not wait for a page of a large one.
    { names: ['import'], forbiddenFlags: [longJob], concurrency: 1, pollInterval: 5_000 },
    waiting(linkedInTasks, providerConcurrency),
    waiting(enrichmentTasks, providerConcurrency),
    waiting(outgoingTasks, outgoingConcurrency),
  ]
  // Apart, so that taking and completing jobs waits for no other work, and the connections that listen are not missing elsewhere.
  const queuePool = createPool(databaseUrl, lanes.length + 3, log, { name: pool.options.application_name })
  const start = (lane: Lane) => startRunner({ pool, queuePool, databaseUrl, log, tasks, drainTimeout, ...lane })
  const stopped = new AbortController()
  const stop = new Promise<void>((resolve) => stopped.signal.addEventListener('abort', () => resolve()))

  const restart = async (lane: Lane): Promise<Runner | null> => {
    for (let failures = 0; !stopped.signal.aborted; failures++) {
      try {
        const runner = await start(lane)
        log.info('worker: restarted')
        return runner
      } catch (error) {
        log.warn({ err: error }, 'worker: could not restart, will retry')
        await Promise.race([delay(backoff(failures, restartBackoff), undefined, { ref: false }), stop])
      }
    }
    return null
  }

  const running = new Map<Lane, Runner>()
  const heartbeatAge = () =>
    Math.max(...lanes.map((lane) => running.get(lane)?.heartbeatAge() ?? Number.POSITIVE_INFINITY))
  const keepWorking = async (lane: Lane, first: Runner) => {
    for (let runner: Runner | null = first; runner; runner = await restart(lane)) {
      running.set(lane, runner)
      await Promise.race([runner.over, stop])
      // Otherwise one lane could take a job that another has given back.
      if (stopped.signal.aborted) await Promise.all([...running.values()].map((each) => each.drain()))
      running.delete(lane)
      await runner.stop()
    }
  }

  const frozenWorkers = createFrozenWorkerWatch(pool, log)
  const recoverJobs = async () => {
    while (!stopped.signal.aborted) {
      try {
        const dead = await unlockDeadWorkersJobs(pool)
        if (dead.length > 0) log.warn({ dead }, 'worker: unlocked the jobs of dead workers')
        const frozen = await frozenWorkers.check()
        if (frozen.length > 0) log.warn({ frozen }, 'worker: unlocked the jobs of frozen workers')
        const queues = await unlockQueuesWithoutJobs(pool)
        if (queues.length > 0) log.warn({ queues }, 'worker: unlocked queues whose jobs were gone')
      } catch (error) {
        log.warn({ err: error }, 'worker: could not look for dead workers')
      }
      await delay(recoveryInterval, undefined, { ref: false, signal: stopped.signal }).catch(() => undefined)
    }
  }

  const started = await startAll(lanes, start).catch(async (error: unknown) => {
    await endPool(queuePool)
    throw error
  })
  const done = Promise.all([...started.map(([lane, runner]) => keepWorking(lane, runner)), recoverJobs()]).then(() =>
    endPool(queuePool),
  )
  return {
    heartbeatAge,
    problem() {
      const age = heartbeatAge()
      if (age < maxPause) return null
      return Number.isFinite(age)
        ? `Postgres has not confirmed the worker for ${Math.round(age / 1_000)} seconds.`
        : 'The worker lost its connection to Postgres and is restarting.'
    },
    async stop() {
      stopped.abort()
      await done
    },
  }
}

/** A lane of jobs that mostly wait for other servers, so that many can run at once. */
function waiting(names: readonly TaskName[], concurrency: number): Lane {
  return { names, concurrency, sharesPolling: true, pollInterval: 1_000 }
}

/** Starts a runner for each lane; if one fails, stops the others and throws. */
async function startAll(
  lanes: readonly Lane[],
  start: (lane: Lane) => Promise<Runner>,
): Promise<(readonly [Lane, Runner])[]> {
  const started: (readonly [Lane, Runner])[] = []
  try {
    for (const lane of lanes) started.push([lane, await start(lane)])
    return started
  } catch (error) {
    await Promise.all(started.map(([, runner]) => runner.stop()))
    throw error
  }
}
