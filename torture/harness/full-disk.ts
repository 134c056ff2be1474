import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type pg from 'pg'
import type { Cluster } from '../../src/db/embedded-postgres/cluster.ts'
import { findPostmaster } from '../../src/db/embedded-postgres/postmaster.ts'

/** A disk that can be full, and have room again. */
export interface Disk {
  /** Whether there is no room for files either. */
  readonly refusesUploads: boolean
  fill(): Promise<void>
  makeRoom(): Promise<void>
}

/** Postgres says that there is no room when the people of a page are written already. */
export function saidToBeFull(pool: pg.Pool): Disk {
  return {
    refusesUploads: false,
    async fill() {
      await pool.query(`
        CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device'; END $$;
        CREATE TRIGGER no_room AFTER INSERT ON list_rows FOR EACH STATEMENT EXECUTE FUNCTION no_room()`)
    },
    async makeRoom() {
      await pool.query('DROP TRIGGER no_room ON list_rows')
    },
  }
}

const run = promisify(execFile)
/** More than a segment of the log, which must not hit the limit: that would end Postgres. */
const limit = 17_000_000

/**
 * The system lets no table of Postgres grow any more: a limit on the size of its processes' files stands in for a small disk,
 * which nobody could mount without being root.
 */
export async function limitedFiles(pool: pg.Pool, cluster: Cluster): Promise<Disk> {
  await growTables(pool)
  const setLimit = async (soft: string) => {
    const { rows } = await pool.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'",
    )
    // The first hands it down to those that it starts from now on.
    const pids = [(await findPostmaster(cluster.data))?.pid, ...rows.map(({ pid }) => pid)]
    const set = pids.map((pid) => run('prlimit', [`--fsize=${soft}:`, '--pid', String(pid)], cluster.programs.owner))
    // One of them may have ended meanwhile.
    if ((await Promise.allSettled(set)).every(({ status }) => status === 'rejected')) await Promise.all(set)
  }
  return { refusesUploads: true, fill: () => setLimit(String(limit)), makeRoom: () => setLimit('unlimited') }
}

/** Makes the files of rows and of uploads larger than the limit, without leaving anything in them: what is rolled back leaves its room in the next vacuum, and rows as small as these leave no gaps. */
async function growTables(pool: pg.Pool): Promise<void> {
  await pool.query(`
    BEGIN;
    SET LOCAL session_replication_role = replica;
    INSERT INTO list_rows (owner_id, list_id, source, held)
      SELECT 0, '00000000-0000-0000-0000-000000000000', 'IMPORT', 0 FROM generate_series(1, 220000);
    INSERT INTO upload_chunks (upload_id, seq, first_row, row_count, content)
      SELECT gen_random_uuid(), n, 1, 1, string_agg(md5((n * i)::text), '')
      FROM generate_series(1, 20) n, generate_series(1, 32768) i GROUP BY n;
    ROLLBACK`)
}
