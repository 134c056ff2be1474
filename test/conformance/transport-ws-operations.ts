import { describe, expect, it } from 'vitest'
import type { StandIn } from '../server/stand-in.ts'
import { openReady, type RawSocket } from './raw-socket.ts'

interface Payload {
  query: string
  operationName?: string | null
  variables?: Record<string, unknown> | null
  extensions?: Record<string, unknown> | null
}

const tick: Payload = { query: 'subscription { tick }' }
const two = 'query Hello { hello } query Me { me }'

/** Tests the operations of graphql-transport-ws by the specification of the protocol. */
export function describeOperations(server: () => StandIn): void {
  let token: Promise<string> | undefined
  const open = async () => {
    token ??= server().signUp()
    return openReady(server().url, await token)
  }

  async function watch(raw: RawSocket, id: string) {
    const before = new Set(server().ticks)
    raw.say({ id, type: 'subscribe', payload: tick })
    expect(await raw.hear()).toEqual({ id, type: 'next', payload: { data: { tick: 'first' } } })
    const stream = [...server().ticks].find((candidate) => !before.has(candidate))
    if (!stream) throw new Error('unreachable')
    return stream
  }

  /** Ends a source. */
  function end(stream: Awaited<ReturnType<typeof watch>>) {
    stream.end()
    server().ticks.delete(stream)
  }

  const ask = (raw: RawSocket, id: string, payload: Payload) => raw.say({ id, type: 'subscribe', payload })

  /** Returns all messages of one operation that completes. */
  async function answers(raw: RawSocket, payload: Payload) {
    ask(raw, 'x', payload)
    const heard = [await raw.hear()]
    while (heard.at(-1)?.type === 'next') heard.push(await raw.hear())
    return heard
  }

  describe('graphql-transport-ws: an operation', () => {
    it.each<[string, Payload, unknown]>([
      ['a query', { query: '{ hello }' }, { hello: 'hello' }],
      ['a mutation', { query: 'mutation { textLength(text: "abc") }' }, { textLength: 3 }],
      [
        'nulls for all that may be left out',
        { query: '{ hello }', operationName: null, variables: null, extensions: null },
        { hello: 'hello' },
      ],
      ['unknown extensions', { query: '{ hello }', extensions: { trace: 'x' } }, { hello: 'hello' }],
      [
        'variables',
        { query: 'mutation ($text: String!) { textLength(text: $text) }', variables: { text: 'abcd' } },
        { textLength: 4 },
      ],
      ['the name of one of several', { query: two, operationName: 'Hello' }, { hello: 'hello' }],
    ])('an operation gets one result and then completes: %s', async (_title, payload, data) => {
      const raw = await open()
      expect(await answers(raw, payload)).toEqual([
        { id: 'x', type: 'next', payload: { data, extensions: { cost: expect.any(Object) } } },
        { id: 'x', type: 'complete' },
      ])
      expect(await raw.hearAll()).toEqual([])
      raw.socket.close()
    })

    it('a subscription gets its results in order and then completes', async () => {
      const raw = await open()
      const stream = await watch(raw, 'x')
      stream.put('a', 'second')
      expect(await raw.hear()).toMatchObject({ type: 'next', payload: { data: { tick: 'second' } } })
      stream.put('b', 'third')
      end(stream)
      expect(await raw.hear()).toMatchObject({ type: 'next', payload: { data: { tick: 'third' } } })
      expect(await raw.hear()).toEqual({ id: 'x', type: 'complete' })
      expect(await raw.hearAll()).toEqual([])
      raw.socket.close()
    })

    it('concurrent operations of a socket are distinguished by their ids', async () => {
      const raw = await open()
      const ids = ['1', '__proto__', 'constructor', 'søk 🏃', 'x'.repeat(1_000)]
      for (const id of ids) {
        const stream = await watch(raw, id)
        stream.put('a', `of ${id}`)
        expect(await raw.hear()).toEqual({ id, type: 'next', payload: { data: { tick: `of ${id}` } } })
      }
      raw.socket.close()
    })
  })

  describe('graphql-transport-ws: an error', () => {
    it.each<[string, Payload, string]>([
      ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
      ['no document', { query: '' }, 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
      ['an undefined variable', { query: 'mutation { textLength(text: $text) }' }, 'GRAPHQL_VALIDATION_FAILED'],
      ['a subscription of two fields', { query: 'subscription { tick other: tick }' }, 'GRAPHQL_VALIDATION_FAILED'],
      ['a name that no operation has', { query: two, operationName: 'Other' }, 'OPERATION_RESOLUTION_FAILURE'],
      ['no name among several operations', { query: two }, 'OPERATION_RESOLUTION_FAILURE'],
      [
        'a variable of the wrong type',
        { query: 'mutation ($text: String!) { textLength(text: $text) }', variables: { text: 7 } },
        'BAD_USER_INPUT',
      ],
    ])('an error before the execution ends only its operation: %s', async (_title, payload, code) => {
      const raw = await open()
      const stream = await watch(raw, 'other')
      ask(raw, 'x', payload)
      expect(await raw.hear()).toEqual({
        id: 'x',
        type: 'error',
        payload: [expect.objectContaining({ message: expect.any(String), extensions: { code } })],
      })
      stream.put('a', 'still here')
      expect(await raw.hear()).toMatchObject({ id: 'other', payload: { data: { tick: 'still here' } } })
      expect(await answers(raw, { query: '{ hello }' })).toHaveLength(2)
      raw.socket.close()
    })

    it.each<[string, Payload, string]>([
      ['a resolver with a client error', { query: '{ teapot }' }, 'TEAPOT'],
      ['a resolver with an unexpected error', { query: '{ broken }' }, 'INTERNAL_SERVER_ERROR'],
    ])('an error of the execution is in the result, followed by completion: %s', async (_title, payload, code) => {
      const raw = await open()
      expect(await answers(raw, payload)).toEqual([
        {
          id: 'x',
          type: 'next',
          payload: expect.objectContaining({
            errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })],
          }),
        },
        { id: 'x', type: 'complete' },
      ])
      expect(await raw.hearAll()).toEqual([])
      raw.socket.close()
    })
  })

  describe('graphql-transport-ws: an id', () => {
    it('an id that is in use closes the socket with 4409', async () => {
      const raw = await open()
      const stream = await watch(raw, 'x')
      ask(raw, 'x', tick)
      expect(await raw.closed).toEqual({ code: 4409, reason: 'Subscriber for x already exists' })
      await expect.poll(() => server().ticks.has(stream)).toBe(false)
    })

    it('an id can be reused once the server has completed its operation', async () => {
      const raw = await open()
      for (let round = 0; round < 3; round++) {
        expect(await answers(raw, { query: '{ hello }' })).toHaveLength(2)
      }
      raw.socket.close()
    })

    it('an id can be reused at once after the client has completed its operation', async () => {
      const raw = await open()
      const first = await watch(raw, 'x')
      raw.say({ id: 'x', type: 'complete' })
      const second = await watch(raw, 'x')
      first.put('a', 'too late')
      second.put('a', 'of the second')
      expect(await raw.hearAll()).toEqual([{ id: 'x', type: 'next', payload: { data: { tick: 'of the second' } } }])
      raw.say({ id: 'x', type: 'complete' })
      await expect.poll(() => server().ticks.has(first) || server().ticks.has(second)).toBe(false)
      raw.socket.close()
    })

    it('an id can be reused while the operation that the client has completed is still executing', async () => {
      const raw = await open()
      ask(raw, 'x', { query: '{ slow }' })
      await server().asked
      raw.say({ id: 'x', type: 'complete' })
      const stream = await watch(raw, 'x')
      server().release()
      expect(await raw.hearAll()).toEqual([])
      stream.put('a', 'still here')
      expect(await raw.hear()).toEqual({ id: 'x', type: 'next', payload: { data: { tick: 'still here' } } })
      raw.socket.close()
    })
  })

  describe('graphql-transport-ws: a completion by the client', () => {
    it('completion by the client ends the operation without further messages', async () => {
      const raw = await open()
      const stream = await watch(raw, 'x')
      raw.say({ id: 'x', type: 'complete' })
      expect(await raw.hearAll()).toEqual([])
      expect(server().ticks.has(stream)).toBe(false)
      stream.put('a', 'too late')
      expect(await raw.hearAll()).toEqual([])
      raw.socket.close()
    })

    it('completion by the client ends an operation that has not started', async () => {
      const raw = await open()
      const before = server().ticks.size
      ask(raw, 'x', tick)
      raw.say({ id: 'x', type: 'complete' })
      expect(await answers(raw, { query: '{ hello }' })).toHaveLength(2)
      expect(await raw.hearAll()).toEqual([])
      await expect.poll(() => server().ticks.size).toBe(before)
      raw.socket.close()
    })

    it('completion by the client is ignored after the operation has ended, or for an unknown id', async () => {
      const raw = await open()
      expect(await answers(raw, { query: '{ hello }' })).toHaveLength(2)
      raw.say({ id: 'x', type: 'complete' })
      raw.say({ id: 'never heard of', type: 'complete' })
      expect(await raw.hearAll()).toEqual([])
      raw.socket.close()
    })
  })
}
