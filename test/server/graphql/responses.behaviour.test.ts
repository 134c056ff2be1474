import { createClient } from 'graphql-ws'
import { beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { post } from '../../support/graphql.ts'
import { openEvents, openSocket } from '../../support/sockets.ts'
import { type StandIn, startStandIn } from '../stand-in.ts'

let server: StandIn
beforeAll(async () => {
  server = await startStandIn()
})

describe('the fields of a response', () => {
  const query = '{ last: late hello again: late first: hello }'
  const keys = ['last', 'hello', 'again', 'first']

  it('have the order of the selection over HTTP, server-sent events and WebSockets', async () => {
    const { body } = await post(server.url, { query })
    expect(Object.keys(body.data ?? {})).toEqual(keys)

    const events = await openEvents(server.url, { query })
    const event = await events.next()
    if (typeof event === 'string') throw new Error(event)
    expect(Object.keys(event?.data?.data ?? {})).toEqual(keys)

    const socket = await openSocket(server.url)
    for await (const { data } of socket.subscribe({ query })) expect(Object.keys(data ?? {})).toEqual(keys)
    socket.close()
  })
})

describe('extensions.cost', () => {
  it('says what an operation costs, the maximum, and how many requests are left until when', async () => {
    const limited = await startStandIn({ rateLimitPerUser: 10 })
    const token = await limited.signUp()
    const asked = Date.now()
    const { extensions } = await post(limited.url, { query: '{ hello late }' }, token)
    expect(extensions).toEqual({
      cost: { requested: 2, maximum: 250_000, remaining: 9, resetAt: expect.any(String) },
    })
    const { extensions: next } = await post(limited.url, { query: 'mutation { ignoreFile }' }, token)
    expect(next['cost']).toMatchObject({ requested: 1, remaining: 8 })

    const socket = await openSocket(limited.url, { token })
    const result = await socket.subscribe({ query: '{ hello }' }).next()
    expect(result?.payload).toMatchObject({ extensions: { cost: { requested: 1, remaining: 6 } } })
    socket.close()
    expect(Date.parse(String(Object(extensions['cost']).resetAt))).toBeGreaterThan(asked)
  })

  it('has no number of remaining requests if they are not limited, and is absent from an event', async () => {
    const unlimited = await startStandIn({ rateLimitPerUser: 0, rateLimitPerAddress: 0 })
    const { extensions } = await post(unlimited.url, { query: '{ hello }' })
    expect(extensions['cost']).toMatchObject({ requested: 1, remaining: null, resetAt: null })

    const socket = await openSocket(unlimited.url, { token: await unlimited.signUp() })
    const event = await socket.subscribe({ query: 'subscription { tick }' }).next()
    expect(event?.payload).toEqual({ data: { tick: 'first' } })
    socket.close()
  })
})

it('a client of graphql-ws with its defaults gives up with the reason if its token is invalid', async () => {
  const client = createClient({
    url: server.url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: 'Bearer invalid' },
    retryWait: async () => {},
  })
  const failure = await new Promise((resolve) => {
    client.subscribe({ query: '{ me }' }, { next: () => {}, complete: () => {}, error: resolve })
  })
  expect(failure).toMatchObject({ code: 4403, reason: expect.stringContaining('invalid or was revoked') })
  await client.dispose()
})
