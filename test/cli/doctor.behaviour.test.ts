import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished, vi } from 'vitest'
import * as z from 'zod'
import { checkDatabase } from '../../src/cli/doctor/check-database.ts'
import { transaction } from '../../src/db/client.ts'
import { enqueue } from '../../src/jobs/enqueue.ts'
import { createList } from '../../src/lists/create.ts'
import { startFakeBrightData } from '../../src/providers/enrichment/fake/fake-bright-data.ts'
import { startFakeUnipile } from '../../src/providers/sales-nav/fake/fake-unipile.ts'
import { createUser } from '../../src/users/users.ts'
import { startTestApp } from '../support/app.ts'
import { runHere } from '../support/commands.ts'
import { createDatabase, createEmptyDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { ended, startProcess } from '../support/processes.ts'

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const result = z.object({
  ok: z.boolean(),
  findings: z.array(
    z.object({ check: z.string(), status: z.string(), message: z.string(), action: z.string().nullable() }),
  ),
})

/** The cluster of the tests may lose its data. */
const settings = 'fsync is off: a crash of the machine can destroy the database.'

/** Runs `doctor --json`; returns its exit code and what needs an action. */
async function examine(env: NodeJS.ProcessEnv) {
  const { code, stdout, stderr } = await runHere(['doctor', '--json'], { DATABASE_URL: '', NODE_ENV: '', ...env })
  const { ok, findings } = result.parse(JSON.parse(stdout))
  for (const { status, action } of findings) expect(action === null).toBe(status === 'ok')
  const named = (status: string) =>
    Object.fromEntries(
      findings.filter((finding) => finding.status === status).map(({ check, message }) => [check, message]),
    )
  expect(ok).toBe(code === 0)
  return { code, stderr, well: Object.keys(named('ok')), warnings: named('warning'), errors: named('error') }
}

it('finds nothing wrong with a healthy deployment', async () => {
  const app = await startTestApp()
  const [unipile, brightData] = await Promise.all([startFakeUnipile({}), startFakeBrightData({})])
  const found = await examine({
    DATABASE_URL: app.config.databaseUrl ?? '',
    PUBLIC_URL: app.origin,
    NODE_ENV: 'production',
    UNIPILE_URL: unipile.url,
    UNIPILE_API_KEY: unipile.apiKey,
    BRIGHT_DATA_URL: brightData.url,
    BRIGHT_DATA_API_KEY: brightData.apiKey,
  })
  await Promise.all([unipile.stop(), brightData.stop()])
  expect(found).toMatchObject({ code: 0, stderr: '', warnings: { settings }, errors: {} })
  expect(found.well).toEqual([
    'version',
    'node',
    'config',
    'database',
    'clock',
    'migrations',
    'workers',
    'queue',
    'runs',
    'publicUrl',
    'trustedProxies',
    'linkedin',
    'companyData',
  ])
})

it('says which variable is invalid', async () => {
  expect(await examine({ PORT: 'high' })).toMatchObject({
    code: 1,
    errors: { config: 'PORT is "high"; it must be a whole number from 0 to 65535.' },
  })
})

it('says that the database does not answer, and that nobody answers at PUBLIC_URL', async () => {
  const address = `127.0.0.1:${await freePort()}`
  const found = await examine({
    DATABASE_URL: `postgresql://ann:secret@${address}/leads`,
    PUBLIC_URL: `https://${address}`,
    REDIS_URL: `redis://:secret@${address}`,
  })
  expect(found).toMatchObject({
    code: 1,
    errors: {
      database: `The database can't be used: connect ECONNREFUSED ${address}.`,
      redis: `Redis can't be used: connect ECONNREFUSED ${address}.`,
      publicUrl: `https://${address} can't be reached from this machine: connect ECONNREFUSED ${address}.`,
    },
    warnings: { trustedProxies: expect.stringContaining('all clients count as one address') },
  })
})

it('says that the tables are missing, or are not those of this version, and changes nothing', async () => {
  const { url } = await createEmptyDatabase()
  expect((await examine({ DATABASE_URL: url })).errors).toEqual({ migrations: 'The database has no tables.' })
  expect((await examine({ DATABASE_URL: url })).errors).toEqual({ migrations: 'The database has no tables.' })

  const { url: old, pool } = await createDatabase()
  await pool.query(`DELETE FROM _prisma_migrations WHERE migration_name LIKE '%_sales_nav'`)
  expect((await examine({ DATABASE_URL: old })).errors).toEqual({
    migrations: 'These migrations are missing: 20261122010000_sales_nav.',
  })
  await pool.query(
    `UPDATE _prisma_migrations SET migration_name = '29990101000000_later' WHERE migration_name LIKE '%_init'`,
  )
  expect((await examine({ DATABASE_URL: old })).errors).toEqual({
    migrations: 'The database has migrations of a newer version: 29990101000000_later.',
  })
})

it('names imports that are stuck, dead workers and a queue that nobody works through', async () => {
  const { url, pool } = await createDatabase()
  const { id: userId } = await createUser(pool, { email: 'ann@example.com', name: 'Ann', credits: 0 })
  const listId = await createList(pool, userId, 'Stuck')
  const runId = randomUUID()
  await pool.query(
    `INSERT INTO import_runs (id, owner_id, list_id, target_list_id, kind, data_type, mutation, skip_existing_customers, reserved, total, columns, warnings)
     VALUES ($1, $2, $3, $3, 'CSV', 'PEOPLE', 'createListWithImport', false, 0, 0, '{}', '{}')`,
    [runId, userId, listId],
  )
  const runAt = new Date(Date.now() - 600_000)
  await transaction(pool, (client) => enqueue(client, 'enrich-companies', { listId }, { runAt }))
  await transaction(pool, (client) => enqueue(client, 'upgrade-keys', { ownerId: userId }))
  const { errors, warnings } = await examine({ DATABASE_URL: url })
  expect(errors).toEqual({
    queue: expect.stringMatching(/^A job has been waiting for 6\d\d seconds\.$/),
    runs: `Imports without a job: ${runId}.`,
  })
  expect(warnings).toEqual({ settings, workers: 'No worker is running, so nothing is imported.' })

  await pool.query(`UPDATE graphile_worker._private_jobs SET locked_by = 'a dead worker', locked_at = now()`)
  expect((await examine({ DATABASE_URL: url })).errors).toEqual({
    workers: 'Dead workers hold jobs: a dead worker.',
    runs: `Imports without a job: ${runId}.`,
  })
})

it('says that providers are unreachable, or refuse the key, without quoting it', async () => {
  const { url } = await createDatabase()
  const brightData = await startFakeBrightData({})
  const found = await examine({
    DATABASE_URL: url,
    UNIPILE_URL: `http://127.0.0.1:${await freePort()}`,
    UNIPILE_API_KEY: 'a-key',
    BRIGHT_DATA_URL: brightData.url,
    BRIGHT_DATA_API_KEY: 'a-wrong-key',
  })
  await brightData.stop()
  expect(found.errors).toEqual({
    linkedin: "Unipile can't be reached (ECONNREFUSED).",
    companyData: expect.stringMatching(/^Bright Data rejected the API key of this server\./),
  })
  expect(JSON.stringify(found)).not.toContain('a-wrong-key')
})

it('says that the clocks differ, unless the connection is so slow that it cannot know', async () => {
  const { pool } = await createDatabase()
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const clockIn = async (milliseconds: number, elapsed: number) => {
    vi.setSystemTime(performance.timeOrigin + performance.now() + milliseconds)
    const timed = Object.create(pool, {
      query: {
        value: async (statement: string) => {
          const result = await pool.query(statement)
          vi.setSystemTime(Date.now() + elapsed)
          return result
        },
      },
    })
    return (await checkDatabase(timed, { poolSize: 1 })).find(({ check }) => check === 'clock')
  }
  expect(await clockIn(-60_000, 0)).toMatchObject({ status: 'error', message: expect.stringContaining('ahead of') })
  expect(await clockIn(0, 60_000)).toMatchObject({ status: 'ok' })
})

it('prints a line for each check in a terminal', async () => {
  const { url } = await createDatabase()
  const { code, stdout } = await ended(startProcess(cli, ['doctor'], { DATABASE_URL: url }))
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ok {7}version {9}Leadstream \d+\.\d+\.\d+\.\n/)
  expect(stdout).toMatch(/\nwarning {2}workers {9}No worker is running, so nothing is imported\.\n {25}Start a process/)
})
