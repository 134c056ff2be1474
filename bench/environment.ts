import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open-database.ts'
import { createLog } from '../src/log.ts'
import { processorSeconds } from './processor-time.ts'
import { type BuiltServer, startBuiltServer } from './server.ts'

/** A server as `npm start` runs it, and its new embedded Postgres. */
export interface Environment {
  readonly server: BuiltServer
  readonly pool: pg.Pool
  readonly dataDir: string
  /** The processor time that server and Postgres have used, in seconds; NaN except on Linux. */
  processorSeconds(): Promise<{ server: number; postgres: number }>
}

/** Runs `work` on a new embedded Postgres, and removes it afterwards. */
export async function inEnvironment<T>(
  work: (environment: Environment) => Promise<T>,
  env: NodeJS.ProcessEnv = {},
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'leadstream-bench-'))
  const server = await startBuiltServer({ DATA_DIR: dataDir, ...env })
  const config = loadConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'error' })
  const database = await openDatabase(config, createLog(config))
  const pool = new pg.Pool({ connectionString: database.url })
  try {
    return await work({
      server,
      pool,
      dataDir,
      processorSeconds: async () => ({
        server: await processorSeconds(server.pid),
        postgres: await processorSeconds(await postmasterOf(pool)),
      }),
    })
  } finally {
    await pool.end()
    await server.stop()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function postmasterOf(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ data_directory: string }>('SHOW data_directory')
  const pid = await readFile(join(rows[0]?.data_directory ?? '', 'postmaster.pid'), 'utf8')
  return Number.parseInt(pid, 10)
}
