import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { transaction } from '../../src/db/client.ts'
import { enqueue } from '../../src/jobs/enqueue.ts'
import { moveBehindOthers } from '../../src/jobs/jobs.sql.ts'
import { createDatabase, type Database } from '../support/database.ts'

let database: Database
beforeAll(async () => {
  database = await createDatabase()
})

const jobs = async (key: string) =>
  (await database.pool.query('SELECT max_attempts, queue_name, run_at FROM graphile_worker.jobs WHERE key = $1', [key]))
    .rows

it("adds a job when the caller's transaction commits", async () => {
  const jobKey = randomUUID()
  await transaction(database.pool, async (client) => {
    await enqueue(client, 'import', { runId: randomUUID() }, { jobKey })
    expect(await jobs(jobKey)).toEqual([])
  })
  expect(await jobs(jobKey)).toHaveLength(1)
})

it("adds nothing if the caller's transaction rolls back", async () => {
  const jobKey = randomUUID()
  const failing = transaction(database.pool, async (client) => {
    await enqueue(client, 'import', { runId: randomUUID() }, { jobKey })
    throw new Error('no credits')
  })
  await expect(failing).rejects.toThrow('no credits')
  expect(await jobs(jobKey)).toEqual([])
})

it('replaces a waiting job with the same key', async () => {
  const jobKey = randomUUID()
  const runAt = new Date('2040-01-01T00:00:00Z')
  await transaction(database.pool, async (client) => {
    await enqueue(client, 'import', { runId: randomUUID() }, { jobKey })
    await enqueue(client, 'import', { runId: randomUUID() }, { jobKey, runAt, queueName: 'account 7', maxAttempts: 3 })
  })
  expect(await jobs(jobKey)).toEqual([{ max_attempts: 3, queue_name: 'account 7', run_at: runAt }])
})

it('rejects a payload that does not match the catalog', async () => {
  const jobKey = randomUUID()
  await expect(
    transaction(database.pool, (client) => enqueue(client, 'import', { runId: 'seven' }, { jobKey })),
  ).rejects.toThrow('Invalid UUID')
  expect(await jobs(jobKey)).toEqual([])
})

it('moves the due jobs of a queue behind those of others, in their order', async () => {
  const soon = new Date('2040-01-01T00:00:00Z')
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  await transaction(database.pool, async (client) => {
    const add = async (jobKey: string, queueName: string, runAt: Date) =>
      await enqueue(client, 'import', { runId: randomUUID() }, { jobKey, queueName, runAt })
    await add('busy 1', 'busy', ago(9))
    await add('busy 2', 'busy', ago(8))
    await add('busy 3', 'busy', ago(7))
    await add('busy later', 'busy', soon)
    await add('other', 'other', ago(1))
    await moveBehindOthers(client, 'busy')
  })
  const { rows } = await database.pool.query(
    `SELECT key FROM graphile_worker.jobs WHERE key LIKE 'busy%' OR key = 'other' ORDER BY run_at`,
  )
  expect(rows.map(({ key }) => key)).toEqual(['other', 'busy 1', 'busy 2', 'busy 3', 'busy later'])
  expect(await jobs('busy later')).toMatchObject([{ run_at: soon }])
})
