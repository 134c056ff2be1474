import type pg from 'pg'
import type { Config } from '../../config.ts'
import { findMissingMigrations, findUnknownMigrations } from '../../db/migrate.ts'
import { findStranded } from '../../imports/run/runs.sql.ts'
import { countJobs } from '../../jobs/jobs.sql.ts'
import { countWorkers, findDeadHolders } from '../../jobs/recovery.ts'
import { type DatabaseFacts, readFacts } from './doctor.sql.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

/** Largest difference between the clocks, in milliseconds, that is not reported if the database answers at once. */
const maxClockError = 2_000
/** Seconds that a job may wait before it counts as stuck. */
const maxJobAge = 120
const oldestPostgres = 15

/** Checks the database, whose tables may be missing. */
export async function checkDatabase(pool: pg.Pool, config: Pick<Config, 'poolSize'>): Promise<Finding[]> {
  const began = Date.now()
  const facts = await readFacts(pool)
  const halfTrip = (Date.now() - began) / 2
  const clock = facts.now.getTime() - (began + halfTrip)
  const settings = [checkVersion(facts), ...checkSettings(facts, config), checkClock(clock, maxClockError + halfTrip)]
  if (!facts.hasTables) {
    const missing = problem('migrations', 'The database has no tables.', 'Start the server once; it creates them.')
    return [...settings, missing]
  }
  const migrations = await checkMigrations(pool)
  const canWork = facts.hasQueue && migrations.status === 'ok'
  return [...settings, migrations, ...(canWork ? await checkWork(pool) : [])]
}

function checkVersion({ version }: DatabaseFacts): Finding {
  const major = Number.parseInt(version, 10)
  return major >= oldestPostgres
    ? ok('database', `Postgres ${version}.`)
    : problem('database', `Postgres ${version} is too old.`, `Upgrade to Postgres ${oldestPostgres} or newer.`)
}

function checkSettings(facts: DatabaseFacts, { poolSize }: Pick<Config, 'poolSize'>): Finding[] {
  const findings: Finding[] = []
  if (facts.encoding !== 'UTF8') {
    const action = 'Create the database with the encoding UTF8.'
    findings.push(problem('settings', `The encoding of the database is ${facts.encoding}.`, action))
  }
  if (facts.isReadOnly) {
    const action = 'Let DATABASE_URL point to the primary.'
    findings.push(problem('settings', 'The database is read-only, perhaps a replica.', action))
  }
  if (!facts.fsync) {
    const action = 'Set `fsync = on` in Postgres.'
    findings.push(warning('settings', 'fsync is off: a crash of the machine can destroy the database.', action))
  }
  if (facts.statementTimeout !== '0') {
    const message = `statement_timeout is ${facts.statementTimeout} for this user, which can stop pages of imports.`
    findings.push(warning('settings', message, 'Set it to 0 for this user; READ_TIMEOUT_MS limits reads.'))
  }
  if (facts.missingExtensions.length > 0) {
    const names = facts.missingExtensions
    const action = `Let a user who may create extensions run: ${names.map((name) => `CREATE EXTENSION ${name};`).join(' ')}`
    findings.push(problem('settings', `The database lacks ${names.join(' and ')}, which searches need.`, action))
  }
  // For events, and for the queue and the locks of a worker.
  const needed = poolSize + 14
  if (facts.maxConnections < needed) {
    const message = `Postgres accepts ${facts.maxConnections} connections, and this process may open ${needed}.`
    findings.push(warning('settings', message, 'Raise max_connections, or lower DATABASE_POOL_SIZE.'))
  }
  return findings.length > 0 ? findings : [ok('settings', `${facts.maxConnections} connections, UTF8, fsync is on.`)]
}

function checkClock(difference: number, maxError: number): Finding {
  const seconds = Math.abs(difference / 1_000).toFixed(1)
  return Math.abs(difference) > maxError
    ? problem(
        'clock',
        `The clock of the database is ${seconds} seconds ${difference > 0 ? 'ahead of' : 'behind'} that of this machine.`,
        'Synchronize both with NTP.',
      )
    : ok('clock', 'The clocks of this machine and of the database agree.')
}

async function checkMigrations(pool: pg.Pool): Promise<Finding> {
  const unknown = await findUnknownMigrations(pool)
  if (unknown.length > 0) {
    const message = `The database has migrations of a newer version: ${unknown.join(', ')}.`
    return problem('migrations', message, 'Run the newer version.')
  }
  const missing = await findMissingMigrations(pool)
  if (missing.length === 0) return ok('migrations', 'All migrations are applied.')
  const message = `These migrations are missing: ${missing.join(', ')}.`
  return problem('migrations', message, 'Start the server, which applies them.')
}

async function checkWork(pool: pg.Pool): Promise<Finding[]> {
  return [await checkWorkers(pool), await checkJobs(pool), await checkRuns(pool)]
}

async function checkWorkers(pool: pg.Pool): Promise<Finding> {
  const dead = await findDeadHolders(pool)
  if (dead.length > 0) {
    const message = `Dead workers hold jobs: ${dead.join(', ')}.`
    return problem('workers', message, 'Start a worker, which takes over their jobs within seconds.')
  }
  const count = await countWorkers(pool)
  return count === 0
    ? warning(
        'workers',
        'No worker is running, so nothing is imported.',
        'Start a process with ROLE=worker or ROLE=all.',
      )
    : ok('workers', `Workers running: ${count}.`)
}

async function checkJobs(pool: pg.Pool): Promise<Finding> {
  const jobs = await countJobs(pool)
  const failed = jobs.filter(({ state }) => state === 'failed')
  const age = Math.max(0, ...jobs.map(({ age }) => age))
  if (age > maxJobAge) {
    const message = `A job has been waiting for ${Math.round(age)} seconds.`
    return problem('queue', message, 'Start a worker, or more of them.')
  }
  if (failed.length > 0) {
    const message = `Jobs have failed for good: ${failed.map(({ task, count }) => `${count} × ${task}`).join(', ')}.`
    return warning('queue', message, 'Search the log of the workers for "job:".')
  }
  return ok('queue', `Jobs in the queue: ${jobs.reduce((sum, { count }) => sum + count, 0)}.`)
}

async function checkRuns(pool: pg.Pool): Promise<Finding> {
  const stuck = await findStranded(pool)
  if (stuck.length === 0) return ok('runs', 'No import is stuck.')
  const message = `Imports without a job: ${stuck.map(({ id }) => id).join(', ')}.`
  return problem('runs', message, 'Start a worker, which continues them within a minute.')
}
