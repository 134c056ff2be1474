import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { giveUpMs } from './give-up.ts'
import { runScript } from './run-script.ts'

/** Holds the start of a run at two points: inside its transaction, and between the commit and the response. */
export interface LostResponses {
  /** Resolves when a run is committed and no response can have been sent. */
  committed(): Promise<void>
  /** Lets all callers continue. */
  release(): Promise<void>
}

const gate = 7_421_190

/** Prepares the database: from now on each new run passes a gate, which is open. */
export async function installGate(pool: pg.Pool): Promise<void> {
  await runScript(
    pool,
    `CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
       'BEGIN PERFORM pg_advisory_xact_lock_shared(${gate}); RETURN NULL; END';
     CREATE TRIGGER wait_at_gate AFTER INSERT ON import_runs FOR EACH ROW EXECUTE FUNCTION wait_at_gate()`,
  )
}

/** Closes the gate for the next run. */
export async function loseResponses(pool: pg.Pool): Promise<LostResponses> {
  const [gatekeeper, blocker] = [await pool.connect(), await pool.connect()]
  await gatekeeper.query('BEGIN')
  await gatekeeper.query('SELECT pg_advisory_xact_lock($1)', [gate])
  await blocker.query('BEGIN')
  return {
    async committed() {
      await waitForLock(pool, "locktype = 'advisory' AND NOT granted", 'at the gate')
      // The waiting transaction has a lock on the table: this one queues behind it, and ahead of anyone who reads the run next.
      const locked = blocker.query('LOCK TABLE import_runs IN ACCESS EXCLUSIVE MODE')
      await waitForLock(
        pool,
        "mode = 'AccessExclusiveLock' AND relation = 'import_runs'::regclass AND NOT granted",
        'for the table',
      )
      await gatekeeper.query('COMMIT')
      await locked
    },
    async release() {
      await blocker.query('ROLLBACK')
      gatekeeper.release()
      blocker.release()
    },
  }
}

async function waitForLock(pool: pg.Pool, condition: string, where: string): Promise<void> {
  const began = performance.now()
  for (;;) {
    const { rowCount } = await pool.query(
      `SELECT FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND ${condition}`,
    )
    if (rowCount !== 0) return
    if (performance.now() - began > giveUpMs) throw new Error(`No transaction waits ${where}.`)
    await delay(10)
  }
}
