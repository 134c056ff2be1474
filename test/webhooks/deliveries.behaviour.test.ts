import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { grantCredits } from '../../src/credits/ledger.ts'
import { transaction } from '../../src/db/client.ts'
import { deleteUserWithRuns } from '../../src/deletion/delete-user.ts'
import { ImportFailedError } from '../../src/imports/errors.ts'
import { failRun } from '../../src/imports/run/lifecycle.ts'
import { createLog } from '../../src/log.ts'
import { createPost, type Post } from '../../src/webhooks/post.ts'
import { raiseEvent } from '../../src/webhooks/raise.ts'
import { deliverTask, recoverWebhooksTask } from '../../src/webhooks/task.ts'
import { deleteOldDeliveries } from '../../src/webhooks/webhooks.sql.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { createImporter, type Importer } from '../support/imports.ts'
import { startLinkedInApp } from '../support/linkedin.ts'
import {
  allEvents,
  createWebhook,
  localReceivers,
  passRetryDelay,
  type Received,
  type Receiver,
  readDeliveries,
  readWebhooks,
  startReceiver,
  verified,
} from '../support/receiver.ts'
import { finalCounts, people, startImport } from '../support/runs.ts'
import { createSearcher, fastPace, findPeople, passTime, searchFor } from '../support/searches.ts'
import { waitFor } from '../support/wait-for.ts'

let app: TestApp
let receiver: Receiver
beforeAll(async () => {
  app = await startTestApp(localReceivers)
  receiver = await startReceiver()
})

let paths = 0

/** A user with a webhook of its own path at the receiver. */
async function createListener(events: readonly string[] = allEvents, credits = 1_000) {
  const user = await createImporter(app, credits)
  paths += 1
  const path = `/${paths}`
  const webhook = await createWebhook(user, receiver.url + path, events)
  return { ...user, path, webhook, received: () => receiver.at(path) }
}

const settled = (user: Pick<Importer, 'query'>) =>
  waitFor(async () => (await readDeliveries(user)).every(({ status }) => status !== 'PENDING'))

const mutate = ({ query }: Pick<Importer, 'query'>, field: string) =>
  query(`mutation { it: ${field} { __typename ... on Error { code } } }`)

/** Raises an event without anything that it tells of. */
const raise = ({ userId }: Pick<Importer, 'userId'>) =>
  transaction(app.pool, (client) =>
    raiseEvent(client, userId, 'import.completed', async () => ({ runId: randomUUID() })),
  )

const failWith = (status: number) => receiver.respond((res) => res.writeHead(status).end())
const accept = () => receiver.respond((res) => res.writeHead(204).end())

describe('events', () => {
  it('an import sends its end and that of the enrichment, signed, with counts and no personal data', async () => {
    const user = await createListener(['IMPORT_COMPLETED', 'ENRICHMENT_FINISHED'])
    const { listId, runId } = await user.importCsv(people(20))
    await waitFor(() => user.received().length === 2)
    await settled(user)
    const [completed, enriched] = user.received()
    expect(verified(completed as Received, user.webhook.secret)).toEqual({
      type: 'import.completed',
      timestamp: expect.any(String),
      data: {
        runId,
        listId,
        kind: 'CSV',
        version: expect.any(Number),
        status: 'COMPLETED',
        counts: expect.objectContaining(finalCounts(20)),
      },
    })
    expect(verified(enriched as Received, user.webhook.secret)).toMatchObject({
      type: 'enrichment.finished',
      data: { listId, version: expect.any(Number), status: 'IDLE', counts: { total: expect.any(Number) } },
    })
    expect(JSON.stringify(user.received())).not.toMatch(/Person 1|@a\.example/)
    expect(await readDeliveries(user)).toMatchObject([
      { messageId: enriched?.id, type: 'enrichment.finished', status: 'DELIVERED', attempts: 1, responseStatus: 204 },
      { messageId: completed?.id, type: 'import.completed', payload: completed?.body, status: 'DELIVERED' },
    ])
  })

  it('a cancelled and a failed import send their ends', async () => {
    const idle = await startTestApp({ role: 'api', ...localReceivers })
    const user = await createImporter(idle)
    await createWebhook(user, `${receiver.url}/idle`, ['IMPORT_CANCELLED', 'IMPORT_FAILED'])
    const cancelled = await startImport(user, people(10))
    const failed = await startImport(user, people(10))
    await mutate(user, `cancelImport(input: { runId: "${cancelled.runId}" })`)
    await mutate(user, `cancelImport(input: { runId: "${cancelled.runId}" })`)
    await failRun(idle.pool, { ownerId: user.userId, id: failed.runId }, new ImportFailedError())
    expect((await readDeliveries(user)).map(({ payload }) => JSON.parse(payload))).toMatchObject([
      { type: 'import.failed', data: { runId: failed.runId, status: 'FAILED', counts: { total: 10, processed: 0 } } },
      { type: 'import.cancelled', data: { runId: cancelled.runId, status: 'CANCELLED' } },
    ])
  })

  it('a change of many rows is no import, and sends nothing', async () => {
    const user = await createListener(['IMPORT_COMPLETED', 'IMPORT_FAILED', 'IMPORT_CANCELLED'])
    const from = await user.importCsv(people(3))
    const to = await user.importCsv('fullName\nZoe\n')
    const lists = `fromListId: "${from.listId}", toListId: "${to.listId}"`
    await mutate(user, `copyLeads(input: { ${lists}, filter: {} })`)
    const where = { ownerId: user.userId, kind: 'BULK', status: 'COMPLETED' } as const
    await waitFor(async () => (await app.prisma.importRun.count({ where })) === 1)
    expect((await readDeliveries(user)).map(({ payload }) => JSON.parse(payload).data.kind)).toEqual(['CSV', 'CSV'])
  })

  it('a paused search sends that it waits', async () => {
    const linkedIn = await startLinkedInApp(
      { ...fastPace, salesNavDailyLeads: 100, ...localReceivers },
      { find: findPeople, latency: 1 },
    )
    const searcher = await createSearcher(linkedIn)
    const { secret } = await createWebhook(searcher, `${receiver.url}/paused`, ['IMPORT_PAUSED'])
    const { runId } = await searcher.start(searchFor(250), { maxResults: 200 })
    await waitFor(() => receiver.at('/paused').length === 1)
    expect(verified(receiver.at('/paused')[0] as Received, secret)).toMatchObject({
      type: 'import.paused',
      data: { runId, status: 'PAUSED' },
    })
  })

  it('a search that pauses again for the same reason sends that once, until it has imported more or was resumed', async () => {
    const linkedIn = await startLinkedInApp({ ...fastPace, ...localReceivers }, { find: findPeople, latency: 1 })
    const searcher = await createSearcher(linkedIn)
    await createWebhook(searcher, `${receiver.url}/again`, ['IMPORT_PAUSED'])
    const busy = { kind: 'too_many_requests', retryAfter: '300' } as const
    for (const fault of [busy, busy, { kind: 'shrinking_total' } as const, busy, busy]) linkedIn.fake.faults.push(fault)
    const { runId } = await searcher.start(searchFor(150), { maxResults: 150 })
    let version = 0
    const nextPause = async () => {
      const paused = await searcher.when(runId, (run) => run.status === 'PAUSED' && run.version > version)
      version = paused.version
      return paused.counts.processed
    }
    const sent = async () => (await readDeliveries(searcher)).length
    expect([await nextPause(), await sent()]).toEqual([0, 1])
    await passTime(linkedIn.pool, runId)
    expect([await nextPause(), await sent()]).toEqual([0, 1])
    await passTime(linkedIn.pool, runId)
    expect([await nextPause(), await sent()]).toEqual([100, 2])
    await mutate(searcher, `resumeImport(input: { runId: "${runId}" })`)
    await passTime(linkedIn.pool, runId)
    expect([await nextPause(), await sent()]).toEqual([100, 3])
  })

  it('credits.low is sent once when the available credits fall below the limit, and again after they were above', async () => {
    const user = await createListener(['CREDITS_LOW'], 150)
    await user.importCsv(people(50))
    expect(user.received()).toEqual([])
    await user.importCsv(people(40, 'b.example'))
    await waitFor(() => user.received().length === 1)
    expect(user.received()[0]).toMatchObject({ type: 'credits.low', data: { available: 70, limit: 100 } })
    await user.importCsv(people(10, 'c.example'))
    await grantCredits(app.pool, user.userId, 100)
    await user.importCsv(people(90, 'd.example'))
    await waitFor(() => user.received().length === 2)
    await settled(user)
    expect(await readDeliveries(user)).toHaveLength(2)
  })

  it('an event that is rolled back is not sent, and each webhook gets one delivery of one that is committed', async () => {
    const user = await createListener(['IMPORT_COMPLETED'])
    const second = await createWebhook(user, `${receiver.url}/second`, ['IMPORT_COMPLETED'])
    await createWebhook(user, `${receiver.url}/other`, ['IMPORT_FAILED'])
    const failing = transaction(app.pool, async (client) => {
      await raiseEvent(client, user.userId, 'import.completed', async () => ({}))
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    await raise(user)
    await waitFor(() => user.received().length === 1 && receiver.at('/second').length === 1)
    await settled(user)
    expect(receiver.at('/second')[0]?.id).toBe(user.received()[0]?.id)
    expect(() => verified(receiver.at('/second')[0] as Received, user.webhook.secret)).toThrow()
    verified(receiver.at('/second')[0] as Received, second.secret)
    expect((await readWebhooks(user)).map(({ deliveries }) => deliveries.totalCount)).toEqual([1, 1, 0])
  })
})

describe('a receiver that fails', () => {
  it('gets the same message again, with a new signature, until it accepts it', async () => {
    const user = await createListener()
    failWith(500)
    await raise(user)
    await waitFor(async () => (await readDeliveries(user))[0]?.attempts === 1)
    expect(await readDeliveries(user)).toMatchObject([
      {
        status: 'PENDING',
        responseStatus: 500,
        error: 'The receiver responded with status 500.',
        nextAttemptAt: expect.any(String),
      },
    ])
    expect((await readWebhooks(user))[0]?.failingSince).toEqual(expect.any(String))
    accept()
    await passRetryDelay(app, user.userId, user.webhook.id)
    await settled(user)
    expect(await readDeliveries(user)).toMatchObject([
      { status: 'DELIVERED', attempts: 2, error: null, nextAttemptAt: null },
    ])
    expect((await readWebhooks(user))[0]?.failingSince).toBeNull()
    const [first, again] = user.received()
    expect([again?.id, again?.body]).toEqual([first?.id, first?.body])
    for (const request of user.received()) verified(request, user.webhook.secret)
  })

  it('is retried for a day', async () => {
    const user = await createListener()
    failWith(503)
    await raise(user)
    await waitFor(async () => (await readDeliveries(user))[0]?.attempts === 1)
    await app.pool.query('UPDATE webhook_deliveries SET retry_until = now() WHERE owner_id = $1', [user.userId])
    await passRetryDelay(app, user.userId, user.webhook.id)
    await settled(user)
    expect(await readDeliveries(user)).toMatchObject([{ status: 'FAILED', attempts: 2, responseStatus: 503 }])
    accept()
    const [{ id } = { id: '' }] = await readDeliveries(user)
    expect(await mutate(user, `redeliver(input: { deliveryId: "${id}" })`)).toEqual({
      it: { __typename: 'RedeliverPayload' },
    })
    await settled(user)
    expect(await readDeliveries(user)).toMatchObject([{ id, status: 'DELIVERED', attempts: 1 }])
    expect(new Set(user.received().map(({ id }) => id)).size).toBe(1)
  })

  it('with 410 is disabled at once', async () => {
    const user = await createListener()
    failWith(410)
    await raise(user)
    await settled(user)
    expect(await readWebhooks(user)).toMatchObject([
      {
        isEnabled: false,
        disabledReason: expect.stringContaining('410'),
        deliveries: { nodes: [{ status: 'FAILED' }] },
      },
    ])
    await raise(user)
    expect(await readDeliveries(user)).toHaveLength(1)
    const id = user.webhook.id
    expect(await mutate(user, `testWebhook(input: { id: "${id}" })`)).toMatchObject({
      it: { code: 'WEBHOOK_DISABLED' },
    })
    const [{ id: deliveryId } = { id: '' }] = await readDeliveries(user)
    expect(await mutate(user, `redeliver(input: { deliveryId: "${deliveryId}" })`)).toMatchObject({
      it: { code: 'WEBHOOK_DISABLED' },
    })
    accept()
    await mutate(user, `updateWebhook(input: { id: "${id}", isEnabled: true })`)
    expect(await readWebhooks(user)).toMatchObject([{ isEnabled: true, disabledReason: null, failingSince: null }])
    await mutate(user, `testWebhook(input: { id: "${id}" })`)
    await settled(user)
    expect(user.received().at(-1)).toMatchObject({ type: 'webhook.test', data: { webhookId: id } })
  })

  it('is disabled after five days without a success', async () => {
    const user = await createListener()
    failWith(500)
    await raise(user)
    await waitFor(async () => (await readDeliveries(user))[0]?.attempts === 1)
    await raise(user)
    await app.pool.query("UPDATE webhooks SET failing_since = now() - interval '5 days' WHERE owner_id = $1", [
      user.userId,
    ])
    await passRetryDelay(app, user.userId, user.webhook.id)
    await settled(user)
    expect(await readWebhooks(user)).toMatchObject([
      { isEnabled: false, disabledReason: expect.stringMatching(/five|5 days/) },
    ])
    expect((await readDeliveries(user)).map(({ status }) => status)).toEqual(['FAILED', 'FAILED'])
    accept()
  })

  it('that redirects is not followed', async () => {
    const user = await createListener()
    receiver.respond((res, { path }) =>
      path === user.path ? res.writeHead(307, { location: `${receiver.url}/inside` }).end() : res.writeHead(204).end(),
    )
    await raise(user)
    await waitFor(async () => (await readDeliveries(user))[0]?.attempts === 1)
    expect(await readDeliveries(user)).toMatchObject([
      { responseStatus: 307, error: expect.stringContaining('redirect') },
    ])
    expect(receiver.at('/inside')).toEqual([])
    accept()
  })
})

describe('users with many webhooks and events', () => {
  /** Creates nine webhooks of a user for imports, at paths below the user's own. */
  async function createBusyUser() {
    const user = await createListener(['CREDITS_LOW'])
    for (let webhook = 0; webhook < 9; webhook++) {
      await createWebhook(user, `${receiver.url}${user.path}/${webhook}`, ['IMPORT_COMPLETED'])
    }
    return user
  }

  it('whose receivers do not respond delay neither imports nor the receivers of others', async () => {
    const slow = await Promise.all([createBusyUser(), createBusyUser(), createBusyUser()])
    const waiting: (() => void)[] = []
    receiver.respond((res, { path }) => {
      const finish = () => res.writeHead(204).end()
      if (slow.some((user) => path.startsWith(`${user.path}/`))) waiting.push(finish)
      else finish()
    })
    const events = 2
    for (let event = 0; event < events; event++) await Promise.all(slow.map(raise))
    await waitFor(() => waiting.length === 27)
    const other = await createListener()
    await other.importCsv(people(20))
    await waitFor(() => other.received().length > 0)
    accept()
    for (const finish of waiting) finish()
    await Promise.all(slow.map(settled))
    const ownerId = { in: slow.map(({ userId }) => userId) }
    expect(await app.prisma.webhookDelivery.count({ where: { ownerId, status: 'DELIVERED' } })).toBe(27 * events)
  })

  it('get the events that wait one after another from a single job', async () => {
    const idle = await startTestApp({ role: 'api', ...localReceivers })
    const user = await createImporter(idle)
    const { id: webhookId } = await createWebhook(user, `${receiver.url}/waiting`)
    const payloads = ['first', 'second', 'third']
    for (const runId of payloads) {
      await transaction(idle.pool, (client) =>
        raiseEvent(client, user.userId, 'import.completed', async () => ({ runId })),
      )
    }
    const log = createLog({ logLevel: 'silent', logFormat: 'json' })
    const deliver = deliverTask({ pool: idle.pool, post: createPost(localReceivers) })
    const job = { signal: new AbortController().signal, log, priority: 0 }
    await deliver({ ownerId: user.userId, webhookId }, job)
    expect(receiver.at('/waiting').map(({ data }) => data['runId'])).toEqual(payloads)
    expect((await readDeliveries(user)).map(({ status }) => status)).toEqual(payloads.map(() => 'DELIVERED'))
  })

  it('of which many wait make way for others after a minute', async () => {
    const idle = await startTestApp({ role: 'api', ...localReceivers })
    const user = await createImporter(idle)
    const { id: webhookId } = await createWebhook(user, `${receiver.url}/many`)
    for (let event = 0; event < 3; event++) {
      await transaction(idle.pool, (client) =>
        raiseEvent(client, user.userId, 'import.completed', async () => ({ runId: randomUUID() })),
      )
    }
    const job = `webhook ${webhookId}`
    await idle.pool.query('SELECT graphile_worker.remove_job($1)', [job])
    const began = performance.now()
    const clock = vi.spyOn(performance, 'now').mockReturnValue(began)
    onTestFinished(() => clock.mockRestore())
    let posts = 0
    const post: Post = async () => {
      posts += 1
      clock.mockReturnValue(began + posts * 40_000)
      return { status: 204, error: null }
    }
    const log = createLog({ logLevel: 'silent', logFormat: 'json' })
    const context = { signal: new AbortController().signal, log, priority: 0 }
    await deliverTask({ pool: idle.pool, post })({ ownerId: user.userId, webhookId }, context)
    expect(posts).toBe(2)
    expect((await idle.pool.query('SELECT FROM graphile_worker.jobs WHERE key = $1', [job])).rowCount).toBe(1)
  })

  it('take turns with others', async () => {
    const busy = await Promise.all([createBusyUser(), createBusyUser()])
    const other = await createListener()
    const order: string[] = []
    const held: (() => void)[] = []
    let isHolding = true
    receiver.respond((res, { path }) => {
      order.push(path)
      const finish = () => res.writeHead(204).end()
      if (isHolding) held.push(finish)
      else finish()
    })
    for (let event = 0; event < 4; event++) await Promise.all(busy.map(raise))
    await raise(other)
    isHolding = false
    for (const finish of held) finish()
    await waitFor(() => order.includes(other.path))
    await Promise.all(busy.map(settled))
    expect(order.indexOf(other.path)).toBeLessThan(order.length - 1)
    accept()
  })
})

describe('secrets', () => {
  it('both secrets verify for a day after a rotation', async () => {
    const user = await createListener()
    const { it } = await user.query<{ it: { secret: string; previousValidUntil: string } }>(
      `mutation { it: rotateWebhookSecret(input: { id: "${user.webhook.id}" }) {
        ... on RotateWebhookSecretPayload { secret previousValidUntil }
      } }`,
    )
    expect(new Date(it.previousValidUntil).getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000)
    await raise(user)
    await waitFor(() => user.received().length === 1)
    for (const secret of [user.webhook.secret, it.secret]) verified(user.received()[0] as Received, secret)
    await app.pool.query(
      'UPDATE webhook_secrets SET expires_at = now() WHERE owner_id = $1 AND expires_at IS NOT NULL',
      [user.userId],
    )
    await raise(user)
    await waitFor(() => user.received().length === 2)
    verified(user.received()[1] as Received, it.secret)
    expect(() => verified(user.received()[1] as Received, user.webhook.secret)).toThrow()
  })
})

describe('stored deliveries', () => {
  it('are deleted after 30 days unless they are pending', async () => {
    const user = await createListener()
    await raise(user)
    await settled(user)
    failWith(500)
    await raise(user)
    await waitFor(async () => (await readDeliveries(user))[0]?.attempts === 1)
    await app.pool.query("UPDATE webhook_deliveries SET created_at = now() - interval '31 days' WHERE owner_id = $1", [
      user.userId,
    ])
    await deleteOldDeliveries(app.pool, 30)
    expect((await readDeliveries(user)).map(({ status }) => status)).toEqual(['PENDING'])
    accept()
  })

  it('that have no job are enqueued again', async () => {
    const user = await createListener()
    failWith(500)
    await raise(user)
    await waitFor(async () => (await readDeliveries(user))[0]?.attempts === 1)
    accept()
    await app.pool.query('SELECT graphile_worker.remove_job($1)', [`webhook ${user.webhook.id}`])
    await app.pool.query(
      "UPDATE webhook_deliveries SET next_attempt_at = now() - interval '2 minutes' WHERE owner_id = $1",
      [user.userId],
    )
    const log = createLog({ logLevel: 'silent', logFormat: 'json' })
    await recoverWebhooksTask({ pool: app.pool })({}, { signal: new AbortController().signal, log, priority: 0 })
    await settled(user)
  })

  it('are deleted with their user', async () => {
    const user = await createListener()
    await raise(user)
    await settled(user)
    const { email } = await app.prisma.user.findUniqueOrThrow({ where: { id: user.userId } })
    await deleteUserWithRuns(app.pool, email)
    const where = { ownerId: user.userId }
    const left = [
      app.prisma.webhook.count({ where }),
      app.prisma.webhookSecret.count({ where }),
      app.prisma.webhookDelivery.count({ where }),
    ]
    expect(await Promise.all(left)).toEqual([0, 0, 0])
  })
})
