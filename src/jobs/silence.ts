import pg from 'pg'
import type { Log } from '../log.ts'
import { unlockJobsOf } from './recovery.ts'

/** Finds workers that have stopped without a word, while Postgres still has their connections: frozen, or hung. */
export interface SilenceWatch {
  /** Looks once; ends the connections of those that are silent for too long, frees their jobs, and returns their holders. */
  look(): Promise<string[]>
}

/**
 * Through so many looks, a worker that lives has said something. Looks are counted, and no time is compared, since a clock may
 * be set, and a machine that slept would wake up to find everybody silent.
 */
const maxSilentLooks = 10

/** Watches the workers that have jobs in their hands. */
export function createSilenceWatch(pool: pg.Pool, log: Log): SilenceWatch {
  let seen = new Map<string, Sighting & { looks: number }>()
  return {
    async look() {
      const sightings = await findHolders(pool)
      seen = new Map(
        sightings.map((sighting) => {
          const before = seen.get(sighting.holder)
          const isSame = before?.pid === sighting.pid && before.beat === sighting.beat
          return [sighting.holder, { ...sighting, looks: isSame ? before.looks + 1 : 0 }]
        }),
      )
      const silent = [...seen.values()].filter(({ looks }) => looks >= maxSilentLooks)
      for (const worker of silent) {
        seen.delete(worker.holder)
        await endSessions(pool, worker, log)
        await unlockJobsOf(pool, worker.holder)
      }
      return silent.map(({ holder }) => holder)
    },
  }
}

/** The connection that vouches for a holder, and when it last did something, by the clock of Postgres. */
interface Sighting {
  readonly holder: string
  readonly pid: number
  readonly beat: string
}

async function findHolders(pool: pg.Pool): Promise<Sighting[]> {
  const { rows } = await pool.query<Sighting>(
    `SELECT holder, pid, extract(epoch FROM state_change)::text AS beat
     FROM (SELECT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
           UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL) AS holders (holder)
     JOIN pg_locks ON locktype = 'advisory' AND objsubid = 1 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (classid::bigint << 32 | objid::bigint) = hashtextextended(holder, 0)
     JOIN pg_stat_activity USING (pid)
     WHERE state_change IS NOT NULL`,
  )
  return rows
}

/** Ends what a silent process holds open: its transactions, which others wait for, and the proof that it lives. */
async function endSessions(pool: pg.Pool, { pid, beat }: Sighting, log: Log): Promise<void> {
  try {
    await pool.query(
      `SELECT pg_terminate_backend(process.pid)
       FROM (SELECT pid, usename, application_name AS name FROM pg_stat_activity
             WHERE pid = $1 AND extract(epoch FROM state_change)::text = $2) AS worker
       JOIN pg_stat_activity AS process ON process.pid = worker.pid
         OR (name ~ $3 AND process.application_name = regexp_replace(name, $3, $4)
           AND process.usename = worker.usename AND datname = current_database())`,
      [pid, beat, '^leadstream worker ([0-9a-f]{12})$', 'leadstream \\1'],
    )
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === insufficientPrivilege)) throw error
    log.warn(
      { err: error },
      'worker: may not end the connections of a silent worker, so its transaction ends in a minute',
    )
  }
}

const insufficientPrivilege = '42501'
