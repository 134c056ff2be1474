import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPool, transaction } from '../../src/db/client.ts'
import { enqueue } from '../../src/jobs/enqueue.ts'
import { createFrozenWorkerWatch } from '../../src/jobs/frozen-workers.ts'
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

/** Returns the backends of the worker's connections. */
async function connections(): Promise<number[]> {
  const { rows } = await database.pool.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND application_name <> current_setting('application_name')`,
  )
  return rows.map(({ pid }) => pid)
}

/** Returns when the connection of this holder was last active; a worker has several, each with its own heartbeat. */
async function lastBeat(holder: string | null): Promise<string | undefined> {
  const { rows } = await database.pool.query<{ at: string }>(
    `SELECT state_change::text AS at FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`,
    [holder],
  )
  return rows[0]?.at
}

/** Checks until a frozen worker is found; returns its holders. */
async function checkUntilFrozen(pool: pg.Pool): Promise<string[]> {
  const watch = createFrozenWorkerWatch(pool, log)
  let frozen: string[] = []
  await waitFor(async () => {
    frozen = await watch.check()
    return frozen.length > 0
  })
  return frozen
}

it('terminates the connections of a frozen worker and unlocks its jobs; when it wakes, it restarts under another id', async () => {
  const before = await holder()
  const pids = await connections()
  worker.kill('SIGSTOP')
  expect(await checkUntilFrozen(database.pool)).toEqual([before])
  expect(await holder()).toBeNull()
  // One that was being opened may appear later; it holds nothing.
  await waitFor(async () => (await connections()).every((pid) => !pids.includes(pid)))

  const again = once(worker, 'message')
  worker.kill('SIGCONT')
  await again
  expect(await holder()).toMatch(/^pool-/)
  expect(await holder()).not.toBe(before)
})

it('leaves a worker with regular heartbeats alone', async () => {
  const before = await holder()
  const watch = createFrozenWorkerWatch(database.pool, log)
  for (let beats = 0; beats < 2; beats++) {
    for (let checks = 0; checks < 9; checks++) expect(await watch.check()).toEqual([])
    const beat = await lastBeat(before)
    expect(beat).toBeDefined()
    await waitFor(async () => (await lastBeat(before)) !== beat)
  }
  expect(await holder()).toBe(before)
})

it('unlocks the jobs of a frozen worker without permission to terminate its connections', async () => {
  const role = `watcher_${randomBytes(4).toString('hex')}`
  await database.pool.query(
    `CREATE ROLE ${role} BYPASSRLS IN ROLE pg_read_all_stats; GRANT USAGE ON SCHEMA graphile_worker TO ${role};
     GRANT ALL ON ALL TABLES IN SCHEMA graphile_worker TO ${role}`,
  )
  const weak = createPool(`${database.url}&options=-c%20role=${role}`, 1, log)
  worker.kill('SIGSTOP')
  await checkUntilFrozen(weak)
  expect(await holder()).toBeNull()
  // Beside that of the watcher.
  expect((await connections()).length).toBeGreaterThan(1)
  expect(lines.join()).toContain('not permitted to terminate the connections')
  await weak.end()
  await database.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
})
