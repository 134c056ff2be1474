import { afterEach, beforeEach, expect, it } from 'vitest'
import { transaction } from '../../src/db/client.ts'
import { cancelEnrichment } from '../../src/enrichment/cancel.ts'
import { recoverEnrichments } from '../../src/enrichment/enqueue.ts'
import { enrichTask, recoverEnrichmentsTask } from '../../src/enrichment/task.ts'
import { enqueue } from '../../src/jobs/enqueue.ts'
import { startWorker, type Worker } from '../../src/jobs/worker.ts'
import { createLog } from '../../src/log.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { createEnricher, type Enricher, type ScriptedProvider, scriptProvider } from '../support/enrichments.ts'
import { idleTasks } from '../support/tasks.ts'
import { waitFor } from '../support/wait-for.ts'

const workers: Worker[] = []
let database: Database
let provider: ScriptedProvider
let enricher: Enricher

beforeEach(async () => {
  database = await createDatabase()
  provider = scriptProvider()
  enricher = await createEnricher(provider, { enrichmentPoll: 10 }, database)
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  await database.drop()
})

/** Starts a worker that enriches like the enricher. */
async function work({ deps }: Enricher, workerConcurrency = 2): Promise<void> {
  const worker = await startWorker({
    pool: database.pool,
    databaseUrl: database.url,
    log: createLog({ logLevel: 'silent', logFormat: 'json' }),
    config: { workerConcurrency },
    tasks: { ...idleTasks, 'enrich-companies': enrichTask(deps), 'recover-enrichments': recoverEnrichmentsTask(deps) },
  })
  workers.push(worker)
}

const isIdle = async (listId: string) => (await enricher.read(listId)).status === 'IDLE'
const loseJob = (listId: string) =>
  database.pool.query(`DELETE FROM graphile_worker._private_jobs WHERE key = 'enrich ' || $1`, [listId])

it('a batch whose trigger has an unknown outcome is triggered again only after three minutes', async () => {
  const listId = await enricher.addList([{ slug: 'acme' }, { slug: 'globex' }])
  await enricher.request(listId)
  let answer = () => {}
  const late = new Promise<void>((resolve) => {
    answer = resolve
  })
  provider.onTrigger.push(() => late)
  const frozen = enricher.timeSlice(listId)
  await waitFor(async () => provider.onTrigger.length === 0)

  await enricher.timeSlice(listId)
  expect(provider.triggers).toEqual([])
  expect(await enricher.dueIn(listId)).toBeGreaterThan(120_000)
  await database.pool.query(`UPDATE enrichment_batches SET triggered_at = now() - interval '4 minutes'`)
  await enricher.timeSlice(listId)
  expect(provider.triggers.map(({ urls }) => urls.length)).toEqual([2])
  expect(await database.prisma.enrichmentBatch.count()).toBe(1)

  answer()
  await frozen
  expect(await enricher.finish(listId)).toMatchObject({ total: 2, enriched: 2 })
  expect(new Set(provider.collected)).toEqual(new Set(['s_1']))
})

it('a trigger that is under way finishes when its worker stops', async () => {
  const listId = await enricher.addList([{ slug: 'acme' }])
  await enricher.request(listId)
  const stopping = new AbortController()
  provider.onTrigger.push(() => stopping.abort(new Error('The worker is stopping.')))
  await enricher.timeSlice(listId, stopping.signal)
  expect(await database.prisma.enrichmentBatch.findMany()).toMatchObject([{ snapshotId: 's_1', doneAt: null }])
})

it('an enrichment that lost its job resumes, and others are left alone', async () => {
  const lists = await Promise.all(Array.from({ length: 5 }, () => enricher.addList([{ slug: 'acme' }])))
  const [lost = '', dead = '', over = '', later = '', taken = ''] = lists
  for (const listId of lists) await enricher.request(listId)
  const change = (listId: string, values: string) =>
    database.pool.query(`UPDATE graphile_worker._private_jobs SET ${values} WHERE key = 'enrich ' || $1`, [listId])
  await loseJob(lost)
  await change(dead, 'key = NULL, attempts = max_attempts')
  await loseJob(over)
  await cancelEnrichment(database.pool, enricher.userId, over)
  await change(later, `run_at = now() + interval '1 minute'`)
  await change(taken, `key = NULL, attempts = max_attempts, locked_at = now(), locked_by = 'somebody'`)
  expect((await recoverEnrichments(database.pool)).toSorted()).toEqual([lost, dead].toSorted())
  expect(await recoverEnrichments(database.pool)).toEqual([])

  await loseJob(lost)
  await transaction(database.pool, (client) => enqueue(client, 'recover-enrichments', {}))
  await work(enricher)
  await waitFor(async () => (await isIdle(lost)) && (await isIdle(dead)))
  expect(await enricher.read(lost)).toMatchObject({ enriched: 1 })
})

it('a list is enriched by one job at a time however often it is requested, and no company is missed', async () => {
  const listId = await enricher.addList([{ slug: 'acme-0' }])
  let [calls, most] = [0, 0]
  const { trigger, collect } = provider
  const counted = async <T>(call: () => Promise<T>) => {
    most = Math.max(most, ++calls)
    await enricher.addList([{ slug: `acme-${provider.triggers.length + 1}` }], listId)
    if (provider.triggers.length < 5) await Promise.all([enricher.request(listId), enricher.request(listId)])
    calls -= 1
    return await call()
  }
  provider.trigger = (request) => counted(() => trigger(request))
  provider.collect = (id, signal) => counted(() => collect(id, signal))
  await Promise.all([enricher.request(listId), enricher.request(listId)])
  await work(enricher, 4)
  await waitFor(() => isIdle(listId))
  const { total, enriched, requested, processed } = await enricher.read(listId)
  expect(most).toBe(1)
  expect(requested).toBeGreaterThan(10)
  expect(processed).toBe(requested)
  expect(enriched).toBe(total)
  const { rowCount } = await database.pool.query('SELECT FROM enrichment_batches WHERE done_at IS NULL')
  expect(rowCount).toBe(0)
})

it('a user with many lists holds up no other user while the provider does not answer', async () => {
  const lists = await Promise.all(
    Array.from({ length: 5 }, (_, index) => enricher.addList([{ slug: `acme-${index}` }])),
  )
  let answer = () => {}
  provider.onTrigger.push(
    () =>
      new Promise<void>((resolve) => {
        answer = resolve
      }),
  )
  await work(enricher)
  for (const listId of lists) await enricher.request(listId)
  await waitFor(() => provider.onTrigger.length === 0)
  const other = await createEnricher(provider, { enrichmentPoll: 10 }, database)
  const listId = await other.addList([{ slug: 'globex' }])
  await other.request(listId)
  await waitFor(() => isIdle(listId))
  expect(provider.triggers).toHaveLength(1)
  answer()
  await waitFor(() => provider.triggers.length === 1 + lists.length)
})
