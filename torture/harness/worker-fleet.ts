import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { TaskName } from '../../src/jobs/catalog.ts'
import type { World, WorldDatabase } from './environment.ts'
import type { ServerProcess } from './server-process.ts'

/** Worker processes, so many of which are alive but for the moments after a blow. */
export interface Crew {
  readonly alive: ReadonlySet<ServerProcess>
  /** The worker that has a job of this task in its hands, if there is one. */
  holderOf(task: TaskName): Promise<ServerProcess | undefined>
  /** `kill -9`; others are started in their place, which nobody waits for. */
  kill(workers: Iterable<ServerProcess>): Promise<void>
  /** Puts a worker to sleep; where it stood. */
  freeze(worker: ServerProcess, wanted: Standing): Promise<Standing>
  /** Wakes one that sleeps: it has to find out by itself that others have gone on, and to begin anew. Nobody waits for it. */
  wake(worker: ServerProcess): void
  /** Resolves when nobody is on the way any more; throws where one did not arrive. */
  complete(): Promise<void>
  /** Ends them all in order; throws where one does not. */
  end(): Promise<void>
}

/** Where a process stood when it was stopped. */
export type Standing = 'within a page' | 'between pages'

/** Within so many milliseconds, a worker that wakes up has begun anew. */
const maxRevival = 15_000

/** Starts so many workers. */
export async function startCrew(
  world: World,
  { pool }: WorldDatabase,
  env: NodeJS.ProcessEnv,
  size: number,
): Promise<Crew> {
  const alive = new Set<ServerProcess>()
  let arrivals: Promise<unknown> = Promise.resolve()
  const expect = (worker: Promise<ServerProcess>) => {
    arrivals = Promise.all([arrivals, worker.then((arrived) => alive.add(arrived))])
    // Thrown to whoever waits for the crew.
    arrivals.catch(() => undefined)
  }
  const start = () => expect(world.startServer({ ...env, ROLE: 'worker', LOG_LEVEL: 'debug' }))
  for (let worker = 0; worker < size; worker++) start()
  await arrivals

  return {
    alive,
    async holderOf(task) {
      const { rows } = await pool.query<{ id: string | null }>(
        'SELECT locked_by AS id FROM graphile_worker.jobs WHERE task_identifier = $1',
        [task],
      )
      return [...alive].find((worker) => rows.some(({ id }) => id !== null && id === idOf(worker)))
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
    wake: (worker) => expect(wake(worker)),
    async complete() {
      await arrivals
    },
    async end() {
      await arrivals
      const codes = await Promise.all([...alive].map((worker) => worker.stop()))
      alive.clear()
      if (codes.some((code) => code !== 0)) throw new Error(`The workers ended with ${codes.join(', ')}.`)
    },
  }
}

/** The id under which a worker takes jobs now. */
function idOf({ lines }: ServerProcess): string | undefined {
  const line = lines.findLast((line) => line.includes('worker: takes jobs'))
  return line && /"holder":"([^"]+)"/.exec(line)?.[1]
}

async function wake(worker: ServerProcess): Promise<ServerProcess> {
  const before = idOf(worker)
  worker.child.kill('SIGCONT')
  for (const until = performance.now() + maxRevival; idOf(worker) === before; await delay(20)) {
    if (performance.now() > until) throw new Error('A worker that had slept did not begin anew under another id.')
  }
  return worker
}

/**
 * Stops a worker's process where it stands and cuts the connection that vouches for it, as a machine that falls asleep is cut
 * off. In the middle of a page that page's connection is cut as well, which Postgres would do only after a minute.
 */
async function freeze(worker: ServerProcess, pool: pg.Pool, wanted: Standing): Promise<Standing> {
  const stop = async (): Promise<number[]> => {
    worker.child.kill('SIGSTOP')
    await delay(50)
    // Nobody else has a page in hand: whatever is open for so long is the sleeper's.
    const { rows } = await pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'leadstream'
         AND pid <> pg_backend_pid() AND query NOT LIKE '%graphile_worker%' AND clock_timestamp() - xact_start > interval '40 ms'`,
    )
    return rows.map(({ pid }) => pid)
  }
  const standingOf = (open: number[]): Standing => (open.length > 0 ? 'within a page' : 'between pages')
  let open = await stop()
  for (let attempt = 0; standingOf(open) !== wanted && attempt < 20; attempt++) {
    worker.child.kill('SIGCONT')
    await delay(attempt % 7)
    open = await stop()
  }
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM (
       SELECT unnest($1::int[]) AS pid UNION
       SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = hashtextextended($2, 0)
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS cut`,
    [open, idOf(worker)],
  )
  return standingOf(open)
}
