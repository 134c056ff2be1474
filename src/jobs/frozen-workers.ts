import pg from 'pg'
import type { Log } from '../log.ts'
import { holders, unlockJobsOf } from './recovery.ts'

/** Detects workers that have frozen while Postgres still holds their connections, by their missing heartbeats. */
export interface FrozenWorkerWatch {
  /** Checks once: terminates the connections of frozen workers, unlocks their jobs, and returns their holders. */
  check(): Promise<string[]>
}

/**
 * Checks without a heartbeat until a worker counts as frozen. Checks are counted rather than time, because clocks may be set,
 * and a machine that wakes from sleep would find all workers overdue.
 */
const maxMissedChecks = 10

/** Watches all workers that hold jobs. */
export function createFrozenWorkerWatch(pool: pg.Pool, log: Log): FrozenWorkerWatch {
  let seen = new Map<string, Heartbeat & { missed: number }>()
  return {
    async check() {
      const heartbeats = await findHolders(pool)
      seen = new Map(
        heartbeats.map((heartbeat) => {
          const before = seen.get(heartbeat.holder)
          const isSame = before?.pid === heartbeat.pid && before.at === heartbeat.at
          return [heartbeat.holder, { ...heartbeat, missed: isSame ? before.missed + 1 : 0 }]
        }),
      )
      const frozen = [...seen.values()].filter(({ missed }) => missed >= maxMissedChecks)
      for (const worker of frozen) {
        seen.delete(worker.holder)
        await terminateConnections(pool, worker, log)
        await unlockJobsOf(pool, worker.holder)
      }
      return frozen.map(({ holder }) => holder)
    },
  }
}

/** The connection with a holder's liveness lock, and when it was last active, by the clock of Postgres. */
interface Heartbeat {
  readonly holder: string
  readonly pid: number
  readonly at: string
}

async function findHolders(pool: pg.Pool): Promise<Heartbeat[]> {
  const { rows } = await pool.query<Heartbeat>(
    `WITH holders (holder) AS MATERIALIZED (${holders})
     SELECT holder, pid, extract(epoch FROM state_change)::text AS at
     FROM holders
     JOIN pg_locks ON locktype = 'advisory' AND objsubid = 1 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (classid::bigint << 32 | objid::bigint) = hashtextextended(holder, 0)
     JOIN pg_stat_activity USING (pid)
     -- Mostly there is none, and locks need not be listed.
     WHERE state_change IS NOT NULL AND EXISTS (SELECT FROM holders)`,
  )
  return rows
}

/** Terminates all connections of a frozen process, which ends its transactions and releases its liveness lock. */
async function terminateConnections(pool: pg.Pool, { pid, at }: Heartbeat, log: Log): Promise<void> {
  try {
    await pool.query(
      `SELECT pg_terminate_backend(process.pid)
       FROM (SELECT pid, usename, application_name AS name FROM pg_stat_activity
             WHERE pid = $1 AND extract(epoch FROM state_change)::text = $2) AS worker
       JOIN pg_stat_activity AS process ON process.pid = worker.pid
         OR (name ~ $3 AND process.application_name IN (name, regexp_replace(name, $3, $4))
           AND process.usename = worker.usename AND datname = current_database())`,
      [pid, at, '^leadstream worker ([0-9a-f]{12})$', 'leadstream \\1'],
    )
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === insufficientPrivilege)) throw error
    log.warn(
      { err: error },
      'worker: not permitted to terminate the connections of a frozen worker, so its transaction ends after a minute',
    )
  }
}

const insufficientPrivilege = '42501'
