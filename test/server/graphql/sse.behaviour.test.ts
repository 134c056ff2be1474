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

it('delivers each result and then completes', async () => {
  const { events, stream } = await open()
  expect(await events.next()).toEqual({ event: 'next', data: { data: { tick: 'first' } } })
  stream.put('a', 'second')
  expect(await events.next()).toEqual({ event: 'next', data: { data: { tick: 'second' } } })
  stream.end()
  expect(await events.next()).toEqual({ event: 'complete', data: null })
  expect(await events.next()).toBeUndefined()
})

it('refuses a token that lets nobody in', async () => {
  expect((await openEvents(server.url, tick, 'hello')).status).toBe(401)
})

it('answers an error and completes where the field needs a viewer and there is none', async () => {
  const events = await openEvents(server.url, tick)
  expect(await events.next()).toMatchObject({
    event: 'next',
    data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
  })
  expect(await events.next()).toEqual({ event: 'complete', data: null })
})

it('ends the stream of a revoked token, and of no other', async () => {
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

it('ends the stream of a token that was revoked while the process could not hear of it', async () => {
  const { token, events } = await open()
  await events.next()
  await server.pool.query('UPDATE api_tokens SET revoked_at = now() WHERE prefix = $1', [token.slice(0, 11)])
  await server.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'leadstream events' AND datname = current_database()`,
  )
  expect(await events.next()).toBe('cut')
})

it('lets go of the source when the client leaves', async () => {
  const { events, stream } = await open()
  await events.next()
  events.close()
  await waitFor(() => !server.ticks.has(stream))
  expect(server.ticks.has(stream)).toBe(false)
})

it('hides a failure in the middle of a stream', async () => {
  const { events, stream } = await open()
  await events.next()
  stream.fail(new Error('password=hunter2'))
  const event = await events.next()
  expect(event).toMatchObject({ data: { errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } })
  expect(JSON.stringify(event)).not.toContain('hunter2')
})
