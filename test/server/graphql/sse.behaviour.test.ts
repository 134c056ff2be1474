import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { beforeAll, expect, it } from 'vitest'
import { revokeToken } from '../../../src/users/tokens.ts'
import { openEvents } from '../../support/sockets.ts'
import { waitFor } from '../../support/wait-for.ts'
import { type StandIn, startStandIn } from '../stand-in.ts'

const tick = { query: 'subscription { tick }' }

let server: StandIn
beforeAll(async () => {
  server = await startStandIn()
})

async function open() {
  const token = await server.signUp()
  const before = new Set(server.ticks)
  const events = await openEvents(server.url, tick, token)
  await waitFor(() => server.ticks.size > before.size)
  const stream = [...server.ticks].find((candidate) => !before.has(candidate))
  if (!stream) throw new Error('unreachable')
  return { token, events, stream }
}

it('an event stream delivers each result and then completes', async () => {
  const { events, stream } = await open()
  expect(await events.next()).toEqual({ event: 'next', data: { data: { tick: 'first' } } })
  stream.put('a', 'second')
  expect(await events.next()).toEqual({ event: 'next', data: { data: { tick: 'second' } } })
  stream.end()
  expect(await events.next()).toEqual({ event: 'complete', data: null })
  expect(await events.next()).toBeUndefined()
})

it('an event stream is rejected with an invalid token', async () => {
  expect((await openEvents(server.url, tick, 'hello')).status).toBe(401)
})

it('an event stream without a token delivers UNAUTHENTICATED and completes if the field needs a viewer', async () => {
  const events = await openEvents(server.url, tick)
  expect(await events.next()).toMatchObject({
    event: 'next',
    data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
  })
  expect(await events.next()).toEqual({ event: 'complete', data: null })
})

it('revoking a token ends its event streams and no others', async () => {
  const revoked = await open()
  const other = await open()
  await revoked.events.next()
  await other.events.next()
  await revokeToken(server.pool, revoked.token)
  expect(await revoked.events.next()).toBe('cut')
  await waitFor(() => !server.ticks.has(revoked.stream))
  other.stream.put('a', 'still here')
  expect(await other.events.next()).toEqual({ event: 'next', data: { data: { tick: 'still here' } } })
  other.events.close()
})

it('an event stream ends if its token was revoked while the process missed events', async () => {
  const { token, events } = await open()
  await events.next()
  await server.pool.query('UPDATE api_tokens SET revoked_at = now() WHERE prefix = $1', [token.slice(0, 11)])
  await server.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'leadstream events' AND datname = current_database()`,
  )
  expect(await events.next()).toBe('cut')
})

it('the source of an event stream is closed when the client disconnects', async () => {
  const { events, stream } = await open()
  await events.next()
  events.close()
  await waitFor(() => !server.ticks.has(stream))
  expect(server.ticks.has(stream)).toBe(false)
})

it('an unexpected error in the middle of an event stream is hidden', async () => {
  const { events, stream } = await open()
  await events.next()
  stream.fail(new Error('password=hunter2'))
  const event = await events.next()
  expect(event).toMatchObject({ data: { errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } })
  expect(JSON.stringify(event)).not.toContain('hunter2')
})

it('delivers a long event and what follows it', async () => {
  const { events, stream } = await open()
  await events.next()
  for (const text of ['é'.repeat(100_000), 'the next']) {
    stream.put('a', text)
    expect(await events.next()).toEqual({ event: 'next', data: { data: { tick: text } } })
  }
  events.close()
})

it.each([
  { title: 'of HTTP/1.0', version: '1.0', before: '' },
  {
    title: 'that is pipelined behind another request',
    version: '1.1',
    before: 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n',
  },
])('an event stream $title delivers each result and then completes', async ({ version, before }) => {
  const token = await server.signUp()
  const known = new Set(server.ticks)
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  const body = JSON.stringify(tick)
  socket.write(
    `${before}POST /graphql HTTP/${version}\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  await waitFor(() => server.ticks.size > known.size)
  for (const stream of server.ticks) if (!known.has(stream)) stream.end()
  const answer = await text(socket)
  expect(answer).toContain('event: next\ndata: {"data":{"tick":"first"}}\n\n')
  expect(answer).toContain('event: complete\ndata:\n\n')
})

it.each([
  { title: 'by GET', asked: { query: tick.query }, method: 'GET' },
  { title: 'of a document that was sent before', asked: { extensions: persisted(tick.query) }, method: 'POST' },
  {
    title: 'that persists its document',
    asked: { query: tick.query, extensions: persisted(tick.query) },
    method: 'POST',
  },
])('an event stream $title delivers each result and then completes', async ({ asked, method }) => {
  const token = await server.signUp()
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream', 'content-type': 'application/json' }
  await fetch(server.url, {
    method: 'POST',
    headers: { ...headers, accept: 'application/json' },
    body: JSON.stringify({ query: tick.query, extensions: persisted(tick.query) }),
  })
  const known = new Set(server.ticks)
  const given = Object.entries(asked).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const answering = fetch(method === 'GET' ? `${server.url}?${new URLSearchParams(given)}` : server.url, {
    method,
    headers,
    ...(method === 'POST' && { body: JSON.stringify(asked) }),
  })
  await waitFor(() => server.ticks.size > known.size)
  for (const stream of server.ticks) if (!known.has(stream)) stream.end()
  const answer = await (await answering).text()
  expect(answer).toContain('event: next\ndata: {"data":{"tick":"first"}}\n\n')
  expect(answer).toContain('event: complete\ndata:\n\n')
})

function persisted(document: string) {
  return { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(document).digest('hex') } }
}
