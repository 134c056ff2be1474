import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPool, transaction } from '../../src/db/client.ts'
import { enqueue } from '../../src/jobs/enqueue.ts'
import { createSilenceWatch } from '../../src/jobs/silence.ts'
import { createLog } from '../../src/log.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { waitFor } from '../support/wait-for.ts'

const lines: string[] = []
const log = createLog({ logLevel: 'warn', logFormat: 'json' }, { write: (line: string) => void lines.push(line) })
let database: Database
let worker: ChildProcess

beforeEach(async () => {
  lines.length = 0
  database = await createDatabase()
  await transaction(database.pool, (client) => enqueue(client, 'import', { runId: randomUUID() }))
  worker = fork(fileURLToPath(new URL('worker-process.ts', import.meta.url)), [database.url], {
    execArgv: ['--import', 'tsx'],
  })
  await once(worker, 'message')
})
afterEach(async () => {
  worker.kill('SIGKILL')
  await database.drop()
})

async function holder(): Promise<string | null> {
  const { rows } = await database.pool.query<{ id: string | null }>(
    'SELECT locked_by AS id FROM graphile_worker._private_jobs',
  )
  return rows[0]?.id ?? null
}

/** How many connections the worker has, and when the one that vouches for it last did something. */
async function sessions(): Promise<{ count: number; beat: string }> {
  const { rows } = await database.pool.query<{ count: number; beat: string }>(
    `SELECT count(*)::int AS count, max(state_change) FILTER (WHERE application_name LIKE 'leadstream worker %')::text AS beat
     FROM pg_stat_activity WHERE datname = current_database() AND application_name <> current_setting('application_name')`,
  )
  return rows[0] ?? { count: 0, beat: '' }
}

/** Looks again and again until somebody is found silent; whom. */
async function lookUntilSilent(pool: pg.Pool): Promise<string[]> {
  const watch = createSilenceWatch(pool, log)
  let silent: string[] = []
  await waitFor(async () => {
    silent = await watch.look()
    return silent.length > 0
  })
  return silent
}

it('ends the connections of a frozen worker and frees its jobs, and it begins anew under another id when it wakes', async () => {
  const before = await holder()
  worker.kill('SIGSTOP')
  expect(await lookUntilSilent(database.pool)).toEqual([before])
  expect(await holder()).toBeNull()
  await waitFor(async () => (await sessions()).count === 0)

  const again = once(worker, 'message')
  worker.kill('SIGCONT')
  await again
  expect(await holder()).toMatch(/^pool-/)
  expect(await holder()).not.toBe(before)
})

it('leaves a worker alone that says something now and then', async () => {
  const before = await holder()
  const watch = createSilenceWatch(database.pool, log)
  for (let beats = 0; beats < 2; beats++) {
    const { beat } = await sessions()
    for (let look = 0; look < 9; look++) expect(await watch.look()).toEqual([])
    await waitFor(async () => (await sessions()).beat !== beat)
  }
  expect(await holder()).toBe(before)
})

it('frees the jobs of a frozen worker also where it may not end its connections', async () => {
  const role = `watcher_${randomBytes(4).toString('hex')}`
  await database.pool.query(
    `CREATE ROLE ${role} BYPASSRLS IN ROLE pg_read_all_stats; GRANT USAGE ON SCHEMA graphile_worker TO ${role};
     GRANT ALL ON ALL TABLES IN SCHEMA graphile_worker TO ${role}`,
  )
  const weak = createPool(`${database.url}&options=-c%20role=${role}`, 1, log)
  const { count } = await sessions()
  worker.kill('SIGSTOP')
  await lookUntilSilent(weak)
  expect(await holder()).toBeNull()
  expect((await sessions()).count).toBe(count + 1)
  expect(lines.join()).toContain('may not end the connections')
  await weak.end()
  await database.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
})
