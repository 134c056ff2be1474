import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type pg from 'pg'
import type { Cluster } from '../../src/db/embedded-postgres/cluster.ts'
import { findPostmaster } from '../../src/db/embedded-postgres/postmaster.ts'
import { runScript } from './run-script.ts'

/** A disk that can be filled and freed. */
export interface Disk {
  /** Whether uploads fail too while it is full. */
  readonly refusesUploads: boolean
  fill(): Promise<void>
  free(): Promise<void>
}

/** Makes Postgres report a full disk after the people of a page are written. */
export function simulateFullDisk(pool: pg.Pool): Disk {
  return {
    refusesUploads: false,
    async fill() {
      await runScript(
        pool,
        `
        CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device'; END $$;
        CREATE TRIGGER no_room AFTER INSERT ON list_rows FOR EACH STATEMENT EXECUTE FUNCTION no_room()`,
      )
    },
    async free() {
      await pool.query('DROP TRIGGER no_room ON list_rows')
    },
  }
}

const run = promisify(execFile)
/** Larger than a WAL segment: a WAL write that hits the limit would stop Postgres. */
const limit = 17_000_000

/**
 * Stops Postgres' tables from growing: a limit on the file size of its processes simulates a small disk, which takes
 * root to mount.
 */
export async function limitFileSize(pool: pg.Pool, cluster: Cluster): Promise<Disk> {
  await growTables(pool)
  const setLimit = async (soft: string) => {
    const { rows } = await pool.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'",
    )
    // The postmaster passes the limit on to processes that it starts later.
    const pids = [(await findPostmaster(cluster.data))?.pid, ...rows.map(({ pid }) => pid)]
    const set = pids.map((pid) => run('prlimit', [`--fsize=${soft}:`, '--pid', String(pid)], cluster.programs.owner))
    // A process may have ended meanwhile.
    if ((await Promise.allSettled(set)).every(({ status }) => status === 'rejected')) await Promise.all(set)
  }
  return { refusesUploads: true, fill: () => setLimit(String(limit)), free: () => setLimit('unlimited') }
}

/** Grows the files of rows and uploads past the limit, then rolls back: the files stay large but contain no rows, and small rows leave no gaps to fill. */
async function growTables(pool: pg.Pool): Promise<void> {
  await pool.query(`
    BEGIN;
    SET LOCAL session_replication_role = replica;
    INSERT INTO list_rows (owner_id, list_id, source, held)
      SELECT 0, '00000000-0000-0000-0000-000000000000', 'CSV', 0 FROM generate_series(1, 220000);
    INSERT INTO upload_chunks (owner_id, upload_id, seq, first_row, row_count, content)
      SELECT 0, gen_random_uuid(), n, 1, 1, string_agg(md5((n * i)::text), '')
      FROM generate_series(1, 20) n, generate_series(1, 32768) i GROUP BY n;
    ROLLBACK`)
}
