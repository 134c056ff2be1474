import { setImmediate } from 'node:timers/promises'
import type pg from 'pg'

/** Stops whoever starts a run at two places: in the middle of its transaction, and between its commit and its answer. */
export interface Unanswered {
  /** Resolves when a run has been committed and nobody can have been told of it. */
  committed(): Promise<void>
  /** Lets everybody go on. */
  release(): Promise<void>
}

const gate = 7_421_190

/** Prepares the database: from now on each new run waits at the gate, which is open. */
export async function buildGate(pool: pg.Pool): Promise<void> {
  await pool.query(
    `CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
       'BEGIN PERFORM pg_advisory_xact_lock_shared(${gate}); RETURN NULL; END';
     CREATE TRIGGER wait_at_gate AFTER INSERT ON import_runs FOR EACH ROW EXECUTE FUNCTION wait_at_gate()`,
  )
}

/** Shuts the gate for the next run that is started. */
export async function loseResponses(pool: pg.Pool): Promise<Unanswered> {
  const [keeper, reader] = [await pool.connect(), await pool.connect()]
  await keeper.query('BEGIN')
  await keeper.query('SELECT pg_advisory_xact_lock($1)', [gate])
  await reader.query('BEGIN')
  return {
    async committed() {
      await waitFor(pool, "locktype = 'advisory' AND NOT granted", 'at the gate')
      // The transaction at the gate has the table: this lock comes right behind it, and before whoever wants to read the run then.
      const locked = reader.query('LOCK TABLE import_runs IN ACCESS EXCLUSIVE MODE')
      await waitFor(
        pool,
        "mode = 'AccessExclusiveLock' AND relation = 'import_runs'::regclass AND NOT granted",
        'behind',
      )
      await keeper.query('COMMIT')
      await locked
    },
    async release() {
      await reader.query('ROLLBACK')
      keeper.release()
      reader.release()
    },
  }
}

async function waitFor(pool: pg.Pool, condition: string, where: string): Promise<void> {
  const began = performance.now()
  for (;;) {
    const { rowCount } = await pool.query(
      `SELECT FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND ${condition}`,
    )
    if (rowCount !== 0) return
    if (performance.now() - began > 30_000) throw new Error(`Nobody came ${where} within 30 s.`)
    await setImmediate()
  }
}
