import { expect, it } from 'vitest'
import { Live, type LiveStream } from '../../src/events/live-query.ts'
import { createEvents, reconnected } from '../../src/events/pubsub.ts'
import { createLog } from '../../src/log.ts'

interface Counter {
  key: string
  ownerId: number
  version: number
}

/** Counters in memory, and a live query of them. */
function setUp() {
  const states = new Map<string, Counter | null>()
  const reads: string[][] = []
  const broken = { reads: 0 }
  const transport = new EventTarget()
  const live = new Live<Counter>({
    log: createLog({ logLevel: 'silent', logFormat: 'json' }),
    events: createEvents(transport),
    source: {
      name: 'counters',
      keyOf: ({ key }) => key,
      isOver: ({ version }) => version === 9,
      onChange: (events, changed) => events.subscribe('enrichment', ({ listId }) => changed(listId)),
      read: async (keys) => {
        reads.push(keys)
        if (broken.reads-- > 0) throw new Error('No database')
        return new Map(keys.flatMap((key) => (states.has(key) ? [[key, states.get(key) ?? null]] : [])))
      },
      begun: async (watches) =>
        [...states.values()].flatMap((row) =>
          row && watches.some(({ ownerId }) => ownerId === row.ownerId) ? [row.key] : [],
        ),
    },
  })
  const tell = (key: string) =>
    transport.dispatchEvent(new CustomEvent('enrichment', { detail: { listId: key, version: 0 } }))
  return {
    live,
    reads,
    broken,
    states,
    tell,
    /** Changes a counter and sends an event. */
    set(key: string, version: number, ownerId = 1) {
      states.set(key, { key, ownerId, version })
      tell(key)
    },
    reconnect: () => transport.dispatchEvent(new Event(reconnected)),
    snapshot: (key: string) => async () => states.get(key) ?? null,
  }
}

const [a, b] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']
const next = async (stream: LiveStream<Counter>) => (await stream.next()).value?.version

it('waits for the first state if there is none yet', async () => {
  const { live, states, set, tell, reconnect, reads, snapshot } = setUp()
  states.set(a, null)
  const stream = await live.watch(1, a, snapshot(a))
  reconnect()
  tell(a)
  await expect.poll(() => reads.length).toBe(1)
  set(a, 1)
  expect(await next(stream)).toBe(1)
  live.close()
})

it('delivers a change that happens while the snapshot is read, and then nothing older', async () => {
  const { live, set, reads } = setUp()
  set(a, 5)
  const stream = await live.watch(1, a, async () => {
    set(a, 7)
    await expect.poll(() => reads.length).toBe(1)
    return { key: a, ownerId: 1, version: 5 }
  })
  expect(await next(stream)).toBe(7)
  set(a, 6)
  set(a, 8)
  expect(await next(stream)).toBe(8)
  live.close()
})

it('completes after the last state, or if there will never be another', async () => {
  const { live, states, set, tell, snapshot } = setUp()
  for (const key of [a, b]) set(key, 1)
  const [ends, goes] = [await live.watch(1, a, snapshot(a)), await live.watch(1, b, snapshot(b))]
  for (const stream of [ends, goes]) expect(await next(stream)).toBe(1)
  set(a, 9)
  states.delete(b)
  tell(b)
  expect([await next(ends), await next(ends)]).toEqual([9, undefined])
  expect(await next(goes)).toBeUndefined()
  live.close()
})

it('reads only watched objects, once for all subscribers, at most ten times a second', async () => {
  const { live, set, reads, snapshot } = setUp()
  set(a, 1)
  const streams = await Promise.all([1, 1, 1].map((ownerId) => live.watch(ownerId, a, snapshot(a))))
  for (const stream of streams) expect(await next(stream)).toBe(1)
  const began = performance.now()
  for (let version = 2; version <= 8; version++) {
    set(a, version)
    set(b, version)
    for (const stream of streams) expect(await next(stream)).toBe(version)
  }
  expect(performance.now() - began).toBeGreaterThan(590)
  expect(reads).toEqual(Array(7).fill([a]))
  live.close()
})

it('delivers new objects to a subscriber to all objects of an owner, and none of other owners', async () => {
  const { live, set } = setUp()
  const stream = await live.watchOwner(1, async () => ({ rows: [], since: 0n }))
  set(a, 1, 2)
  set(b, 9, 1)
  expect(await stream.next()).toMatchObject({ value: { key: b } })
  set(a, 2, 1)
  expect(await stream.next()).toMatchObject({ value: { key: a } })
  live.close()
  expect((await stream.next()).done).toBe(true)
})

it('retries a failed read after a second, and throws what the snapshot throws', async () => {
  const { live, set, broken, reads, snapshot } = setUp()
  set(a, 1)
  await expect(live.watch(1, a, () => Promise.reject(new Error('Not yours')))).rejects.toThrow('Not yours')
  set(a, 2)
  const stream = await live.watch(1, a, snapshot(a))
  expect(await next(stream)).toBe(2)
  expect(reads).toEqual([])
  broken.reads = 1
  set(a, 3)
  expect(await next(stream)).toBe(3)
  expect(reads).toHaveLength(2)
  live.close()
})
