import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StandIn } from '../server/stand-in.ts'
import { openRaw, openReady, patient, type RawSocket } from './raw-socket.ts'

/** How many connections of a token the server allows. */
export const maxConnections = 20

const init = { type: 'connection_init' }
const subscribe = (id: unknown, payload: unknown) => ({ id, type: 'subscribe', payload })

/** How a connection of graphql-transport-ws begins, is kept and ends, by the words of the protocol. */
export function describeConnections(server: () => StandIn): void {
  describe('graphql-transport-ws: the handshake', () => {
    it('chooses the protocol among those that are offered', async () => {
      const raw = await openRaw(server().url, { protocols: ['graphql-ws', 'graphql-transport-ws', 'chat'] })
      expect(raw.socket.protocol).toBe('graphql-transport-ws')
      raw.socket.close()
    })

    it.each(['graphql-ws', 'chat'])('chooses none where only %s is offered, and the client gives up', async (name) => {
      await expect(openRaw(server().url, { protocols: [name] })).rejects.toThrow('Server sent no subprotocol')
    })

    it('closes with 4406 where no protocol is offered', async () => {
      const raw = await openRaw(server().url, { protocols: [] })
      expect(await raw.closed).toEqual({ code: 4406, reason: 'Subprotocol not acceptable' })
    })
  })

  describe('graphql-transport-ws: the introduction', () => {
    it.each([
      { title: 'no payload', message: init },
      { title: 'null for a payload', message: { ...init, payload: null } },
      { title: 'parameters that nobody knows', message: { ...init, payload: { theme: 'dark' } } },
    ])('is acknowledged with $title', async ({ message }) => {
      const raw = await openRaw(server().url)
      raw.say(message)
      expect(await raw.hear()).toEqual({ type: 'connection_ack' })
      expect(await raw.hearAll()).toEqual([])
      raw.socket.close()
    })

    it('closes with 4403 for a token that lets nobody in, and says nothing before', async () => {
      const raw = await openRaw(server().url)
      raw.say({ ...init, payload: { authorization: 'Bearer nobody' } })
      expect(await raw.closed).toEqual({ code: 4403, reason: 'Forbidden' })
      expect(await raw.hear()).toBeUndefined()
    })

    it('closes with 4429 for a second one, after the first was acknowledged and before', async () => {
      const late = await openReady(server().url)
      late.say(init)
      const early = await openRaw(server().url)
      early.say(init)
      early.say(init)
      for (const { closed } of [late, early]) {
        expect(await closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' })
      }
    })

    it('takes no place for good when the client leaves before it is acknowledged', async () => {
      const token = await server().signUp()
      const message = JSON.stringify({ ...init, payload: { authorization: `Bearer ${token}` } })
      for (let round = 0; round < 2 * maxConnections; round++) {
        const { socket, closed } = await openRaw(server().url)
        socket.send(message, () => socket.terminate())
        await closed
      }
      const raw = await openReady(server().url, token)
      raw.socket.close()
    })

    it('closes with 4401 for an operation before it', async () => {
      const raw = await openRaw(server().url)
      raw.say(subscribe('1', { query: '{ hello }' }))
      expect(await raw.closed).toEqual({ code: 4401, reason: 'Unauthorized' })
      expect(await raw.hear()).toBeUndefined()
    })
  })

  describe('graphql-transport-ws: time', () => {
    afterEach(() => {
      vi.useRealTimers()
    })

    it('closes with 4408 who does not introduce himself within three seconds, and nobody else', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const [silent, introduced] = [await openRaw(server().url), await openReady(server().url)]
      expect(await silent.hearAll()).toEqual([])
      vi.advanceTimersByTime(3_000)
      expect(await silent.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' })
      expect(await introduced.hearAll()).toEqual([])
      introduced.socket.close()
    })

    it('hangs up on who does not answer a ping of the socket until the next is due, and on nobody else', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
      const dead = await openRaw(server().url, { autoPong: false })
      const alive = await openReady(server().url)
      for (let round = 0; round < 2; round++) {
        const pinged = once(alive.socket, 'ping')
        vi.advanceTimersByTime(12_000)
        await pinged
        // By then the answer to the ping, which went before, has arrived.
        expect(await alive.hearAll()).toEqual([])
      }
      expect((await dead.closed).code).toBe(1006)
      alive.socket.close()
    })
  })

  describe('graphql-transport-ws: ping and pong', () => {
    it.each([
      { title: 'without a payload', ping: { type: 'ping' }, pong: { type: 'pong' } },
      {
        title: 'with the payload that came',
        ping: { type: 'ping', payload: { at: [1, null] } },
        pong: { type: 'pong', payload: { at: [1, null] } },
      },
    ])('answers a ping $title, also before the introduction', async ({ ping, pong }) => {
      for (const raw of [await openRaw(server().url), await openReady(server().url)]) {
        raw.say(ping)
        expect(await raw.hear()).toEqual(pong)
        raw.socket.close()
      }
    })

    it('takes a pong that it did not ask for', async () => {
      const raw = await openReady(server().url)
      raw.say({ type: 'pong' })
      raw.say({ type: 'pong', payload: { late: true } })
      expect(await raw.hearAll()).toEqual([])
      raw.socket.close()
    })

    it('answers a ping of the socket itself', async () => {
      const { socket } = await openReady(server().url)
      const answered = once(socket, 'pong')
      socket.ping('here')
      expect(String((await answered)[0])).toBe('here')
      socket.close()
    })
  })

  describe('graphql-transport-ws: a message that is none', () => {
    it.each<[string, unknown]>([
      ['no JSON', '{"type":'],
      ['nothing', ''],
      ['a number', '7'],
      ['null', 'null'],
      ['a batch', [{ type: 'ping' }]],
      ['without a type', { id: '1' }],
      ['of a type that is no text', { type: 7 }],
      ['of an unknown type', { type: 'start', id: '1', payload: { query: '{ hello }' } }],
      ['an acknowledgement, which is for the server to say', { type: 'connection_ack' }],
      ['a result, which is for the server to say', { type: 'next', id: '1', payload: { data: null } }],
      ['an error, which is for the server to say', { type: 'error', id: '1', payload: [{ message: 'No' }] }],
      ['an introduction with a text for a payload', { ...init, payload: 'Bearer' }],
      ['a ping with a list for a payload', { type: 'ping', payload: [] }],
      ['an operation without an id', subscribe(undefined, { query: '{ hello }' })],
      ['an operation with an empty id', subscribe('', { query: '{ hello }' })],
      ['an operation with a number for an id', subscribe(1, { query: '{ hello }' })],
      ['an operation without a payload', subscribe('1', undefined)],
      ['an operation without a query', subscribe('1', {})],
      ['an operation with a query that is no text', subscribe('1', { query: { kind: 'Document' } })],
      ['an operation with a list of variables', subscribe('1', { query: '{ hello }', variables: [] })],
      ['an operation with a number for a name', subscribe('1', { query: '{ hello }', operationName: 1 })],
      ['an operation with a text for extensions', subscribe('1', { query: '{ hello }', extensions: 'none' })],
      ['a completion without an id', { type: 'complete' }],
      ['bytes that are no JSON', Buffer.from([0, 1, 2])],
    ])('closes with 4400: %s', async (_title, message) => {
      const raw = await openReady(server().url)
      raw.say(message)
      expect((await raw.closed).code).toBe(4400)
      expect(await raw.hear()).toBeUndefined()
    })

    it('lets go of all operations of the socket', async () => {
      const raw = await openReady(server().url, await server().signUp())
      const before = server().ticks.size
      raw.say(subscribe('1', { query: 'subscription { tick }' }))
      raw.say(subscribe('2', { query: 'subscription { tick }' }))
      await hear(raw, 2)
      expect(server().ticks.size).toBe(before + 2)
      raw.say({ type: 'start' })
      expect((await raw.closed).code).toBe(4400)
      await expect.poll(() => server().ticks.size, patient).toBe(before)
    })

    it('closes with 1007 for text that is not UTF-8', async () => {
      const raw = await openReady(server().url)
      raw.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false })
      expect((await raw.closed).code).toBe(1007)
    })

    it('is not one that comes in bytes, in pieces or with more than the protocol knows', async () => {
      const raw = await openReady(server().url)
      raw.say(Buffer.from(JSON.stringify({ type: 'ping', payload: { in: 'bytes' } })))
      raw.socket.send('{"type":"ping",', { fin: false })
      raw.socket.send('"payload":{"in":"pieces"}}', { fin: true })
      raw.say({ type: 'ping', payload: { with: 'more' }, trace: 'x' })
      expect(await hear(raw, 3)).toEqual([
        { type: 'pong', payload: { in: 'bytes' } },
        { type: 'pong', payload: { in: 'pieces' } },
        { type: 'pong', payload: { with: 'more' } },
      ])
      raw.socket.close()
    })
  })
}

async function hear(raw: RawSocket, count: number) {
  const heard = []
  while (heard.length < count) heard.push(await raw.hear())
  return heard
}
