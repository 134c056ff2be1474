import { beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { revokeToken } from '../../../src/users/tokens.ts'
import { bearer } from '../../support/graphql.ts'
import { openSocket } from '../../support/sockets.ts'
import { waitFor } from '../../support/wait-for.ts'
import { type StandIn, startStandIn } from '../stand-in.ts'

const tick = { query: 'subscription { tick }' }

let server: StandIn
beforeAll(async () => {
  server = await startStandIn()
})

async function open(on = server) {
  const token = await on.signUp()
  const socket = await openSocket(on.url, { token })
  expect(await socket.next()).toEqual({ type: 'connection_ack' })
  return { token, socket }
}

async function watch(socket: Awaited<ReturnType<typeof openSocket>>) {
  const before = new Set(server.ticks)
  const subscription = socket.subscribe(tick)
  expect(await subscription.next()).toMatchObject({ type: 'next', payload: { data: { tick: 'first' } } })
  const stream = [...server.ticks].find((candidate) => !before.has(candidate))
  if (!stream) throw new Error('unreachable')
  return { subscription, stream }
}

describe('signing in to a socket', () => {
  it.each([
    { title: 'connectionParams.authorization', options: (token: string) => ({ token }) },
    {
      title: 'connectionParams.Authorization',
      options: (token: string) => ({ connectionParams: { Authorization: `Bearer ${token}` } }),
    },
    { title: 'the header of the upgrade request', options: (token: string) => ({ headers: bearer(token) }) },
  ])('a WebSocket accepts the token in $title', async ({ options }) => {
    const socket = await openSocket(server.url, options(await server.signUp()))
    expect(await socket.next()).toEqual({ type: 'connection_ack' })
    const me = socket.subscribe({ query: '{ me }' })
    expect(await me.next()).toMatchObject({ type: 'next', payload: { data: { me: expect.any(String) } } })
    socket.close()
  })

  it.each([
    { title: 'malformed', token: 'hello' },
    { title: 'unknown', token: `ls_${'x'.repeat(43)}` },
  ])('closes the socket with 4403 for a token that is $title', async ({ token }) => {
    const socket = await openSocket(server.url, { token })
    expect(await socket.closed).toBe(4403)
    expect(await socket.next()).toBeUndefined()
  })

  it.each([[{}], [{ toString: 1 }], [{ valueOf: null, toString: null }], [[]], [['Bearer']], [7], [false]])(
    'closes the socket with 4403 for %j as a token',
    async (authorization) => {
      const socket = await openSocket(server.url, { connectionParams: { authorization } })
      expect(await socket.closed).toBe(4403)
      expect(await socket.next()).toBeUndefined()
    },
  )

  it('a WebSocket without a token serves public fields and returns UNAUTHENTICATED for others', async () => {
    const socket = await openSocket(server.url)
    expect(await socket.next()).toEqual({ type: 'connection_ack' })
    expect(await socket.subscribe({ query: '{ hello }' }).next()).toMatchObject({
      payload: { data: { hello: 'hello' } },
    })
    expect(await socket.subscribe(tick).next()).toMatchObject({
      payload: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    })
    socket.close()
  })
})

describe('an operation over a WebSocket', () => {
  it('an operation over a WebSocket delivers each result and then completes', async () => {
    const { socket } = await open()
    const { subscription, stream } = await watch(socket)
    stream.put('a', 'second')
    stream.end()
    const rest = []
    for await (const { data } of subscription) rest.push(data)
    expect(rest).toEqual([{ tick: 'second' }])
    socket.close()
  })

  it.each([
    { title: 'a syntax error', query: 'subscription {' },
    { title: 'an unknown field', query: '{ nothing }' },
  ])('an operation with $title gets an error message, and the others on the socket continue', async ({ query }) => {
    const { socket } = await open()
    const { subscription, stream } = await watch(socket)
    const refused = socket.subscribe({ query })
    expect(await refused.next()).toMatchObject({ type: 'error', payload: [{ message: expect.any(String) }] })
    stream.put('a', 'still here')
    expect(await subscription.next()).toMatchObject({ payload: { data: { tick: 'still here' } } })
    socket.close()
  })

  it('unexpected errors are hidden, at once or in the middle of a stream, and the socket stays open', async () => {
    const { socket } = await open()
    const { subscription, stream } = await watch(socket)
    stream.fail(new Error('password=hunter2'))
    const frames = [await subscription.next(), await socket.subscribe({ query: '{ broken }' }).next()]
    for (const frame of frames) {
      expect(frame).toMatchObject({ payload: { errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } })
    }
    expect(JSON.stringify(frames)).not.toContain('hunter2')
    expect(await socket.subscribe({ query: '{ hello }' }).next()).toMatchObject({ type: 'next' })
    socket.close()
  })

  it('the source of a subscription is closed when the client completes it or disconnects', async () => {
    const { socket } = await open()
    const [completed, left] = [await watch(socket), await watch(socket)]
    completed.subscription.complete()
    await waitFor(() => !server.ticks.has(completed.stream))
    expect(server.ticks.has(left.stream)).toBe(true)
    socket.close()
    await waitFor(() => !server.ticks.has(left.stream))
  })

  it('a WebSocket runs at most 100 operations; only those beyond the limit are rejected', async () => {
    const { socket } = await open()
    const watched = []
    for (let count = 0; count < 100; count++) watched.push(await watch(socket))
    expect(await socket.subscribe(tick).next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }],
    })
    const [first] = watched
    if (!first) throw new Error('unreachable')
    first.subscription.complete()
    await waitFor(() => !server.ticks.has(first.stream))
    await watch(socket)
    socket.close()
    expect(await socket.closed).toBe(1000)
  })

  it('a WebSocket message beyond the maximum size is rejected', async () => {
    const { socket } = await open()
    socket.subscribe({ query: '{ hello }', variables: { text: 'x'.repeat(1_100_000) } })
    expect(await socket.closed).toBe(1009)
  })
})

describe('revoking a token', () => {
  it('revoking a token closes its sockets with 4403 at once, and no others', async () => {
    const [revoked, other] = [await open(), await open()]
    const { stream } = await watch(revoked.socket)
    await revokeToken(server.pool, revoked.token)
    expect(await revoked.socket.closed).toBe(4403)
    await waitFor(() => !server.ticks.has(stream))
    expect(await other.socket.subscribe({ query: '{ me }' }).next()).toMatchObject({ type: 'next' })
    other.socket.close()
  })

  it.each(['revoked_at', 'expires_at'])(
    'a change of %s that no process was told closes the socket at an operation after its sign-in has lapsed',
    async (column) => {
      const forgetful = await startStandIn({}, { signInLifetime: 0 })
      const { token, socket } = await open(forgetful)
      await forgetful.pool.query(`UPDATE api_tokens SET ${column} = now() - interval '1 second' WHERE prefix = $1`, [
        token.slice(0, 11),
      ])
      const refused = socket.subscribe({ query: '{ me }' })
      expect(await socket.closed).toBe(4403)
      for (let frame = await refused.next(); frame; frame = await refused.next()) expect(frame.type).toBe('error')
    },
  )
})

it('an upgrade at another path returns 404', async () => {
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/elsewhere`, 'graphql-transport-ws')
  const failure = new Promise<Error>((resolve) => socket.once('error', resolve))
  expect((await failure).message).toContain('404')
})

it.each([1, 20, 60, 80, 1_000, 65_400, 65_500, 65_600, 300_000])(
  'delivers an event with a text of %d characters, and what follows it',
  async (length) => {
    const { socket } = await open()
    const { subscription, stream } = await watch(socket)
    for (const text of ['é'.repeat(length / 2), 'x'.repeat(length), 'the next']) {
      stream.put('a', text)
      expect(await subscription.next()).toMatchObject({ type: 'next', payload: { data: { tick: text } } })
    }
    socket.close()
  },
)
