import type pg from 'pg'
import { pino } from 'pino'
import { type Config, loadConfig, readEnvironment } from '../config.ts'
import { createPool } from '../db/client.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open-database.ts'
import { DomainError } from '../errors.ts'
import { createLog, type Log } from '../log.ts'

/** The options of every command. */
export interface CommonOptions {
  json?: true
}

/** The result of a command, for `--json` or as text, unless it has printed that itself; the `hint` goes to standard error. */
export interface Result {
  json: Record<string, unknown>
  text: string | null
  hint?: string
}

/** Runs a command on the migrated database, whether or not a server is running, and prints its result, or its error on one line. */
export async function run(
  options: CommonOptions,
  command: (pool: pg.Pool, config: Config) => Promise<Result>,
): Promise<void> {
  await print(options, async () => {
    const config = loadConfig(readEnvironment())
    return await withPool(config, quietLog(config), (pool) => command(pool, config))
  })
}

/** Prints the result of a command, or its error on one line. */
export async function print(options: CommonOptions, command: () => Promise<Result>): Promise<void> {
  try {
    const { json, text, hint } = await command()
    const output = options.json ? JSON.stringify(json) : text
    if (output !== null) process.stdout.write(`${output}\n`)
    if (hint && !options.json) process.stderr.write(`${hint}\n`)
  } catch (error) {
    const code = error instanceof DomainError ? error.code : 'INTERNAL'
    fail(code, error instanceof Error ? error.message : String(error), options.json === true)
  }
}

/** Prints an error on one line and sets the exit code to 1. */
export function fail(code: string, message: string, json: boolean): void {
  const line = message.trim().replaceAll(/\s*\n\s*/g, ' ')
  process.stderr.write(`${json ? JSON.stringify({ error: { code, message: line } }) : line}\n`)
  process.exitCode = 1
}

async function withPool<T>(config: Config, log: Log, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const database = await openDatabase(config, log)
  try {
    await migrate(database.directUrl)
    const pool = createPool(database.directUrl, 2, log)
    try {
      return await work(pool)
    } finally {
      await pool.end()
    }
  } finally {
    await database.stop()
  }
}

/** Returns the log of a command: warnings and errors, on standard error. */
export function quietLog(config: Config): Log {
  const quieter = config.logLevel === 'error' || config.logLevel === 'fatal' || config.logLevel === 'silent'
  const logLevel = quieter ? config.logLevel : 'warn'
  return createLog({ ...config, logLevel }, pino.destination({ fd: 2, sync: true }))
}
