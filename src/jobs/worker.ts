import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { backoff } from './backoff.ts'
import type { Tasks } from './catalog.ts'
import { createFrozenWorkerWatch } from './frozen-workers.ts'
import { unlockDeadWorkersJobs } from './recovery.ts'
import { type Runner, startRunner } from './runner.ts'

/** Works through jobs until it is stopped. */
export interface Worker {
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

  const keepWorking = async (first: Runner) => {
    for (let runner: Runner | null = first; runner; runner = await restart()) {
      await Promise.race([runner.over, stop])
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
    async stop() {
      stopped.abort()
      await done
    },
  }
}
