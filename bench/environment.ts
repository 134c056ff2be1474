import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open-database.ts'
import { createLog } from '../src/log.ts'
import { timed } from './figures.ts'
import { processorSeconds } from './processor-time.ts'
import { type BuiltServer, startBuiltServer } from './server.ts'

/** A server as `npm start` runs it, and its new embedded Postgres. */
export interface Environment {
  readonly server: BuiltServer
  readonly pool: pg.Pool
  readonly dataDir: string
  /** Does some work and returns what it costs. */
  costOf(work: () => Promise<unknown>): Promise<Cost>
}

/** Seconds that work took, and the processor time that server and Postgres used for it, in seconds; NaN except on Linux. */
export interface Cost {
  seconds: number
  server: number
  postgres: number
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
    const postmaster = await postmasterOf(pool)
    return await work({
      server,
      pool,
      dataDir,
      async costOf(costly) {
        const used = () => Promise.all([server.pid, postmaster].map(processorSeconds))
        const [serverBefore = 0, postgresBefore = 0] = await used()
        const seconds = await timed(costly)
        const [serverAfter = 0, postgresAfter = 0] = await used()
        return { seconds, server: serverAfter - serverBefore, postgres: postgresAfter - postgresBefore }
      },
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
