import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { backoff } from './backoff.ts'
import type { Tasks } from './catalog.ts'
import { createFrozenWorkerWatch } from './frozen-workers.ts'
import { maxPause, unlockDeadWorkersJobs } from './recovery.ts'
import { type Runner, startRunner } from './runner.ts'

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
const restartBackoff = { first: 50, factor: 2, max: 5_000 } as const

/** Starts a worker, which restarts under another ID if it loses its liveness connection. */
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
  const start = () =>
    startRunner({ pool, databaseUrl, log, tasks, drainTimeout, concurrency: config.workerConcurrency })
  const stopped = new AbortController()
  const stop = new Promise<void>((resolve) => stopped.signal.addEventListener('abort', () => resolve()))

  const restart = async (): Promise<Runner | null> => {
    for (let failures = 0; !stopped.signal.aborted; failures++) {
      try {
        const runner = await start()
        log.info('worker: restarted')
        return runner
      } catch (error) {
        log.warn({ err: error }, 'worker: could not restart, will retry')
        await Promise.race([delay(backoff(failures, restartBackoff), undefined, { ref: false }), stop])
      }
    }
    return null
  }

  let current: Runner | null = null
  const heartbeatAge = () => current?.heartbeatAge() ?? Number.POSITIVE_INFINITY
  const keepWorking = async (first: Runner) => {
    for (let runner: Runner | null = first; runner; runner = await restart()) {
      current = runner
      await Promise.race([runner.over, stop])
      current = null
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
      } catch (error) {
        log.warn({ err: error }, 'worker: could not look for dead workers')
      }
      await delay(recoveryInterval, undefined, { ref: false, signal: stopped.signal }).catch(() => undefined)
    }
  }

  const done = Promise.all([keepWorking(await start()), recoverJobs()])
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
