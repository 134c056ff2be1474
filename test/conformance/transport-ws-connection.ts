import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StandIn } from '../server/stand-in.ts'
import { openRaw, openReady, type RawSocket } from './raw-socket.ts'

/** Maximum connections of a token. */
export const maxConnections = 20

const init = { type: 'connection_init' }
const subscribe = (id: unknown, payload: unknown) => ({ id, type: 'subscribe', payload })

/** Tests how connections of graphql-transport-ws begin, stay open and end, by the specification of the protocol. */
export function describeConnections(server: () => StandIn): void {
  describe('graphql-transport-ws: the handshake', () => {
    it('the handshake selects graphql-transport-ws among the offered protocols', async () => {
      const raw = await openRaw(server().url, { protocols: ['graphql-ws', 'graphql-transport-ws', 'chat'] })
      expect(raw.socket.protocol).toBe('graphql-transport-ws')
      raw.socket.close()
    })

    it.each(['graphql-ws', 'chat'])(
      'the handshake selects no protocol if only %s is offered, so the client disconnects',
      async (name) => {
        await expect(openRaw(server().url, { protocols: [name] })).rejects.toThrow('Server sent no subprotocol')
      },
    )

    it('the socket closes with 4406 if no protocol is offered', async () => {
      const raw = await openRaw(server().url, { protocols: [] })
      expect(await raw.closed).toEqual({ code: 4406, reason: 'Subprotocol not acceptable' })
    })
  })

  describe('graphql-transport-ws: connection_init', () => {
    it.each([
      { title: 'no payload', message: init },
      { title: 'a null payload', message: { ...init, payload: null } },
      { title: 'unknown parameters', message: { ...init, payload: { theme: 'dark' } } },
    ])('connection_init with $title is acknowledged', async ({ message }) => {
      const raw = await openRaw(server().url)
      raw.say(message)
      expect(await raw.hear()).toEqual({ type: 'connection_ack' })
      expect(await raw.hearAll()).toEqual([])
      raw.socket.close()
    })

    it('connection_init with an invalid token closes with 4403, without any message', async () => {
      const raw = await openRaw(server().url)
      raw.say({ ...init, payload: { authorization: 'Bearer invalid' } })
      expect(await raw.closed).toEqual({ code: 4403, reason: expect.stringMatching(/^Forbidden: the token/) })
      expect(await raw.hear()).toBeUndefined()
    })

    it('a second connection_init closes with 4429, before or after the first was acknowledged', async () => {
      const late = await openReady(server().url)
      late.say(init)
      const early = await openRaw(server().url)
      early.say(init)
      early.say(init)
      for (const { closed } of [late, early]) {
        expect(await closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' })
      }
    })

    it('a client that disconnects before it is acknowledged does not count as a connection', async () => {
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

    it('an operation before connection_init closes with 4401', async () => {
      const raw = await openRaw(server().url)
      raw.say(subscribe('1', { query: '{ hello }' }))
      expect(await raw.closed).toEqual({ code: 4401, reason: 'Unauthorized' })
      expect(await raw.hear()).toBeUndefined()
    })
  })

  describe('graphql-transport-ws: timeouts', () => {
    afterEach(() => {
      vi.useRealTimers()
    })

    it('a socket without connection_init closes with 4408 after three seconds, and no other', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const [silent, introduced] = [await openRaw(server().url), await openReady(server().url)]
      expect(await silent.hearAll()).toEqual([])
      vi.advanceTimersByTime(3_000)
      expect(await silent.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' })
      expect(await introduced.hearAll()).toEqual([])
      introduced.socket.close()
    })

    it('a socket that does not answer a WebSocket ping before the next one is terminated, and no other', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
      const dead = await openRaw(server().url, { autoPong: false })
      const alive = await openReady(server().url)
      for (let round = 0; round < 2; round++) {
        const pinged = once(alive.socket, 'ping')
        vi.advanceTimersByTime(12_000)
        await pinged
        // By then, the pong, which was sent before, has arrived.
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
        title: 'with the same payload',
        ping: { type: 'ping', payload: { at: [1, null] } },
        pong: { type: 'pong', payload: { at: [1, null] } },
      },
    ])('a ping is answered $title, even before connection_init', async ({ ping, pong }) => {
      for (const raw of [await openRaw(server().url), await openReady(server().url)]) {
        raw.say(ping)
        expect(await raw.hear()).toEqual(pong)
        raw.socket.close()
      }
    })

    it('an unsolicited pong is accepted', async () => {
      const raw = await openReady(server().url)
      raw.say({ type: 'pong' })
      raw.say({ type: 'pong', payload: { late: true } })
      expect(await raw.hearAll()).toEqual([])
      raw.socket.close()
    })

    it('a WebSocket ping is answered', async () => {
      const { socket } = await openReady(server().url)
      const answered = once(socket, 'pong')
      socket.ping('here')
      expect(String((await answered)[0])).toBe('here')
      socket.close()
    })
  })

  describe('graphql-transport-ws: invalid messages', () => {
    it.each<[string, unknown]>([
      ['invalid JSON', '{"type":'],
      ['nothing', ''],
      ['a number', '7'],
      ['null', 'null'],
      ['a batch', [{ type: 'ping' }]],
      ['no type', { id: '1' }],
      ['a type that is not a string', { type: 7 }],
      ['an unknown type', { type: 'start', id: '1', payload: { query: '{ hello }' } }],
      ['an acknowledgement, which only the server may send', { type: 'connection_ack' }],
      ['a result, which only the server may send', { type: 'next', id: '1', payload: { data: null } }],
      ['an error, which only the server may send', { type: 'error', id: '1', payload: [{ message: 'No' }] }],
      ['connection_init with a string as payload', { ...init, payload: 'Bearer' }],
      ['a ping with a list as payload', { type: 'ping', payload: [] }],
      ['an operation without an id', subscribe(undefined, { query: '{ hello }' })],
      ['an operation with an empty id', subscribe('', { query: '{ hello }' })],
      ['an operation with a number as id', subscribe(1, { query: '{ hello }' })],
      ['an operation without a payload', subscribe('1', undefined)],
      ['an operation without a query', subscribe('1', {})],
      ['an operation with a query that is not a string', subscribe('1', { query: { kind: 'Document' } })],
      ['an operation with a list of variables', subscribe('1', { query: '{ hello }', variables: [] })],
      ['an operation with a number as name', subscribe('1', { query: '{ hello }', operationName: 1 })],
      ['an operation with a string as extensions', subscribe('1', { query: '{ hello }', extensions: 'none' })],
      ['a completion without an id', { type: 'complete' }],
      ['bytes that are not JSON', Buffer.from([0, 1, 2])],
    ])('an invalid message closes the socket with 4400: %s', async (_title, message) => {
      const raw = await openReady(server().url)
      raw.say(message)
      expect((await raw.closed).code).toBe(4400)
      expect(await raw.hear()).toBeUndefined()
    })

    it('an invalid message ends all operations of the socket', async () => {
      const raw = await openReady(server().url, await server().signUp())
      const before = server().ticks.size
      raw.say(subscribe('1', { query: 'subscription { tick }' }))
      raw.say(subscribe('2', { query: 'subscription { tick }' }))
      await hear(raw, 2)
      expect(server().ticks.size).toBe(before + 2)
      raw.say({ type: 'start' })
      expect((await raw.closed).code).toBe(4400)
      await expect.poll(() => server().ticks.size).toBe(before)
    })

    it('text that is not UTF-8 closes the socket with 1007', async () => {
      const raw = await openReady(server().url)
      raw.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false })
      expect((await raw.closed).code).toBe(1007)
    })

    it('messages in bytes, in fragments or with unknown fields are valid', async () => {
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
