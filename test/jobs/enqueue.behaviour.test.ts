import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { transaction } from '../../src/db/client.ts'
import { enqueue } from '../../src/jobs/enqueue.ts'
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
