import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Channels } from '../../src/events/channels.ts'
import { notify } from '../../src/events/notify.ts'
import { startPostgresEventTarget } from '../../src/events/postgres-event-target.ts'
import { createEvents, type EventTransport, type ListeningTransport } from '../../src/events/pubsub.ts'
import { startRedisEventTarget } from '../../src/events/redis-event-target.ts'
import { createLog } from '../../src/log.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis.ts'
import { waitFor } from '../support/wait-for.ts'

const log = createLog({ logLevel: 'silent', logFormat: 'json' })
let database: Database
let postgres: ListeningTransport
let server: RedisServer
let redis: ListeningTransport
/** Its own, since a relay passes on what the other tests send. */
let relayed: Database

beforeAll(async () => {
  database = await createDatabase()
  postgres = await startPostgresEventTarget({ databaseUrl: database.url, log })
  if (!hasRedis) return () => postgres.close()
  server = await startRedis()
  relayed = await createDatabase()
  redis = await startRedisEventTarget({ redisUrl: server.url, databaseUrl: relayed.url, log })
  return async () => {
    await Promise.all([postgres.close(), redis.close()])
    await server.stop()
  }
})

const transports: { name: string; transport: () => EventTransport }[] = [
  { name: 'memory', transport: () => memory },
  { name: 'Postgres', transport: () => postgres },
  ...(hasRedis ? [{ name: 'Redis', transport: () => redis }] : []),
]
const memory = new EventTarget()

/** Collects messages, so that a test can wait for the n-th. */
function inbox<M>() {
  const bell = new EventTarget()
  const messages: M[] = []
  return {
    messages,
    listener: (message: M) => {
      messages.push(message)
      bell.dispatchEvent(new Event('message'))
    },
    async until(count: number) {
      while (messages.length < count) await once(bell, 'message')
      return messages
    },
  }
}

describe.each(transports)('events over $name', ({ transport }) => {
  const send = <K extends keyof Channels>(channel: K, message: Channels[K]) =>
    transport().dispatchEvent(new CustomEvent(channel, { detail: message }))

  it('events reach every subscriber of their channel, and no other, in the order in which they were sent', async () => {
    const events = createEvents(transport())
    const [first, second, other] = [inbox<Channels['importRun']>(), inbox<Channels['importRun']>(), inbox()]
    const leave = [
      events.subscribe('importRun', first.listener),
      events.subscribe('importRun', second.listener),
      events.subscribe('tokenRevoked', other.listener),
    ]
    const sent = [1, 2, 3].map((version) => ({ runId: randomUUID(), version }))
    for (const message of sent) send('importRun', message)
    expect(await first.until(3)).toEqual(sent)
    expect(await second.until(3)).toEqual(sent)
    expect(other.messages).toEqual([])
    for (const stop of leave) stop()
  })

  it('events reach a listener once per subscription', async () => {
    const events = createEvents(transport())
    const box = inbox<Channels['tokenRevoked']>()
    const leaveFirst = events.subscribe('tokenRevoked', box.listener)
    const leaveSecond = events.subscribe('tokenRevoked', box.listener)
    send('tokenRevoked', { tokenId: 1 })
    await box.until(2)
    leaveFirst()
    send('tokenRevoked', { tokenId: 2 })
    expect(await box.until(3)).toEqual([{ tokenId: 1 }, { tokenId: 1 }, { tokenId: 2 }])
    leaveSecond()
  })

  it('events do not reach a listener that has unsubscribed', async () => {
    const events = createEvents(transport())
    const [left, stayed] = [inbox<Channels['tokenRevoked']>(), inbox<Channels['tokenRevoked']>()]
    events.subscribe('tokenRevoked', left.listener)()
    const leave = events.subscribe('tokenRevoked', stayed.listener)
    send('tokenRevoked', { tokenId: 3 })
    await stayed.until(1)
    expect(left.messages).toEqual([])
    leave()
  })

  it('events that do not match the schema of their channel are dropped', async () => {
    const box = inbox<Channels['tokenRevoked']>()
    const leave = createEvents(transport()).subscribe('tokenRevoked', box.listener)
    transport().dispatchEvent(new CustomEvent('tokenRevoked', { detail: { tokenId: 'four' } }))
    send('tokenRevoked', { tokenId: 5 })
    expect(await box.until(1)).toEqual([{ tokenId: 5 }])
    leave()
  })
})

describe.skipIf(!hasRedis)('events over Redis (skipped where it is not installed)', () => {
  /** Resolves when the transport has told of a gap, which `cause` makes. */
  async function gapAfter(transport: EventTransport, cause: () => unknown): Promise<void> {
    let leave = () => {}
    const told = new Promise<void>((resolve) => {
      leave = createEvents(transport).onReconnect(resolve)
    })
    await cause()
    await told
    leave()
  }
  const relays = `FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND application_name = 'leadstream events' AND datname = current_database()`

  it('events are sent when the transaction commits, and never if it rolls back', async () => {
    await waitFor(async () => (await relayed.pool.query(`SELECT ${relays}`)).rowCount === 1)
    await gapAfter(redis, () => relayed.pool.query(`SELECT pg_terminate_backend(pid) ${relays}`))
    const box = inbox<Channels['tokenRevoked']>()
    const leave = createEvents(redis).subscribe('tokenRevoked', box.listener)
    const client = await relayed.pool.connect()
    for (const [tokenId, end] of [
      [6, 'ROLLBACK'],
      [7, 'COMMIT'],
    ] as const) {
      await client.query('BEGIN')
      await notify(client, 'tokenRevoked', { tokenId })
      await client.query(end)
    }
    client.release()
    expect(await box.until(1)).toEqual([{ tokenId: 7 }])
    leave()
  })

  it('one of several processes relays; when it ends, another takes its place and all are told of the gap', async () => {
    const other = await startRedisEventTarget({ redisUrl: server.url, databaseUrl: relayed.url, log })
    await waitFor(async () => (await relayed.pool.query(`SELECT ${relays}`)).rowCount === 1)
    await gapAfter(other, () => redis.close())
    const box = inbox<Channels['tokenRevoked']>()
    const leave = createEvents(other).subscribe('tokenRevoked', box.listener)
    await notify(relayed.pool, 'tokenRevoked', { tokenId: 8 })
    expect(await box.until(1)).toEqual([{ tokenId: 8 }])
    leave()
    redis = other
  })

  it('events resume after Redis was away, and all subscribers are notified of the gap', async () => {
    await gapAfter(redis, async () => {
      await server.stop()
      await waitFor(async () => !redis.isListening())
      server = await startRedis(server.port)
    })
    expect(redis.isListening()).toBe(true)
    const box = inbox<Channels['tokenRevoked']>()
    const leave = createEvents(redis).subscribe('tokenRevoked', box.listener)
    // The sender may connect after the receiver.
    await waitFor(async () => {
      await notify(relayed.pool, 'tokenRevoked', { tokenId: 9 })
      return box.messages.length > 0
    })
    leave()
  })

  it('a server that is not reachable is named, without its password', async () => {
    await expect(
      startRedisEventTarget({ redisUrl: 'redis://:secret@127.0.0.1:1', databaseUrl: relayed.url, log }),
    ).rejects.toThrow('Cannot connect to Redis at 127.0.0.1:1 (REDIS_URL): connect ECONNREFUSED 127.0.0.1:1.')
  })
})

describe('events over Postgres', () => {
  const connections = `FROM pg_stat_activity WHERE application_name = 'leadstream events' AND datname = current_database()`

  it('events are sent when the transaction commits, and never if it rolls back', async () => {
    const box = inbox<Channels['tokenRevoked']>()
    const leave = createEvents(postgres).subscribe('tokenRevoked', box.listener)
    const client = await database.pool.connect()
    for (const [tokenId, end] of [
      [6, 'ROLLBACK'],
      [7, 'COMMIT'],
    ] as const) {
      await client.query('BEGIN')
      await notify(client, 'tokenRevoked', { tokenId })
      await client.query(end)
    }
    client.release()
    expect(await box.until(1)).toEqual([{ tokenId: 7 }])
    leave()
  })

  it('an invalid payload does not stop later events', async () => {
    const box = inbox<Channels['tokenRevoked']>()
    const leave = createEvents(postgres).subscribe('tokenRevoked', box.listener)
    for (const payload of ['{', '[]', '{"channel":"other"}', '{"channel":"tokenRevoked","message":{}}', '']) {
      await database.pool.query(`SELECT pg_notify('leadstream', $1)`, [payload])
    }
    await notify(database.pool, 'tokenRevoked', { tokenId: 8 })
    expect(await box.until(1)).toEqual([{ tokenId: 8 }])
    leave()
  })

  it('events resume after the connection was lost, and all subscribers are notified of the gap', async () => {
    const events = createEvents(postgres)
    const box = inbox<Channels['tokenRevoked']>()
    const leave = events.subscribe('tokenRevoked', box.listener)
    const told = new Promise<void>((resolve) => events.onReconnect(resolve))
    await database.pool.query(`SELECT pg_terminate_backend(pid) ${connections}`)
    await told
    await notify(database.pool, 'tokenRevoked', { tokenId: 9 })
    expect(await box.until(1)).toEqual([{ tokenId: 9 }])
    leave()
  })

  it('events use one connection per process and close it', async () => {
    const open = async () => (await database.pool.query(`SELECT ${connections}`)).rowCount
    // The one that was lost may still be ending.
    await waitFor(async () => (await open()) === 1)
    const other = await startPostgresEventTarget({ databaseUrl: database.url, log })
    expect(await open()).toBe(2)
    await other.close()
    await waitFor(async () => (await open()) === 1)
  })
})
