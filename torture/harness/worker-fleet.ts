import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { TaskName } from '../../src/jobs/catalog.ts'
import type { Environment, ScenarioDatabase } from './environment.ts'
import { giveUpMs } from './give-up.ts'
import type { ServerProcess } from './server-process.ts'

/** A fixed number of worker processes; killed workers are replaced. */
export interface WorkerFleet {
  readonly alive: ReadonlySet<ServerProcess>
  /** Returns the worker that holds a job of this task, if any; throws if a replacement failed to start. */
  holderOf(task: TaskName): Promise<ServerProcess | undefined>
  /** Sends SIGKILL and starts replacements without waiting for them. */
  kill(workers: Iterable<ServerProcess>): Promise<void>
  /** Suspends a worker; returns where it stopped. */
  freeze(worker: ServerProcess, wanted: StopPoint): Promise<StopPoint>
  /** Resumes a suspended worker without waiting; if others took over, it must notice, and register again. */
  wake(worker: ServerProcess, isTakenOver: boolean): void
  /** Resolves when all replacements have started; throws if one failed to. */
  complete(): Promise<void>
  /** Stops all workers in order; throws if one exits with an error. */
  end(): Promise<void>
}

/** Where a process was when it was suspended. */
type StopPoint = 'within a page' | 'between pages'

/** Starts `size` workers. */
export async function startWorkerFleet(
  environment: Environment,
  { pool }: ScenarioDatabase,
  env: NodeJS.ProcessEnv,
  size: number,
): Promise<WorkerFleet> {
  const alive = new Set<ServerProcess>()
  let starts: Promise<unknown> = Promise.resolve()
  let failure: unknown
  const expect = (worker: Promise<ServerProcess>) => {
    starts = Promise.all([starts, worker.then((started) => alive.add(started))])
    starts.catch((error) => {
      failure = error
    })
  }
  const start = () => expect(environment.startServer({ ...env, ROLE: 'worker', LOG_LEVEL: 'debug' }))
  for (let worker = 0; worker < size; worker++) start()
  await starts

  return {
    alive,
    async holderOf(task) {
      if (failure) throw failure
      const { rows } = await pool.query<{ id: string | null }>(
        'SELECT locked_by AS id FROM graphile_worker.jobs WHERE task_identifier = $1',
        [task],
      )
      return [...alive].find((worker) => rows.some(({ id }) => id !== null && idsOf(worker, task).includes(id)))
    },
    async kill(workers) {
      const victims = [...workers]
      for (const victim of victims) alive.delete(victim)
      await Promise.all(victims.map((worker) => worker.kill()))
      for (const _ of victims) start()
    },
    async freeze(worker, wanted) {
      alive.delete(worker)
      return await freeze(worker, pool, wanted)
    },
    wake(worker, isTakenOver) {
      const before = idsOf(worker, 'import').length
      worker.child.kill('SIGCONT')
      expect(isTakenOver ? registered(worker, before + importRunners) : Promise.resolve(worker))
    },
    async complete() {
      await starts
    },
    async end() {
      await starts
      const codes = await Promise.all([...alive].map((worker) => worker.stop()))
      alive.clear()
      if (codes.some((code) => code !== 0)) throw new Error(`The workers exited with ${codes.join(', ')}.`)
    },
  }
}

/** Returns the ids under which a worker has taken jobs of a task. */
function idsOf({ lines }: ServerProcess, task: TaskName): string[] {
  return lines
    .filter((line) => line.includes('worker: takes jobs') && line.includes(`"${task}"`))
    .flatMap((line) => /"holder":"([^"]+)"/.exec(line)?.[1] ?? [])
}

/** The runners of a worker that take imports: all imports, and small ones. */
const importRunners = 2

/** Resolves when a worker has taken imports under so many ids. */
async function registered(worker: ServerProcess, ids: number): Promise<ServerProcess> {
  for (const deadline = performance.now() + giveUpMs; idsOf(worker, 'import').length < ids; await delay(20)) {
    if (performance.now() > deadline) throw new Error('A resumed worker did not register under a new id.')
  }
  return worker
}

/** Suspends a worker and does nothing else: its connections stay open, so other workers must notice that its heartbeat has stopped. */
async function freeze(worker: ServerProcess, pool: pg.Pool, wanted: StopPoint): Promise<StopPoint> {
  const stop = async (): Promise<StopPoint> => {
    worker.child.kill('SIGSTOP')
    await delay(50)
    // No other worker has an open page: a transaction this old belongs to the suspended one.
    const { rowCount } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^leadstream [0-9a-f]{12}$'
         AND pid <> pg_backend_pid() AND query NOT LIKE '%graphile_worker%' AND clock_timestamp() - xact_start > interval '40 ms'`,
    )
    return rowCount === 0 ? 'between pages' : 'within a page'
  }
  let stopped = await stop()
  for (let attempt = 0; stopped !== wanted && attempt < 20; attempt++) {
    worker.child.kill('SIGCONT')
    await delay(attempt % 7)
    stopped = await stop()
  }
  return stopped
}
