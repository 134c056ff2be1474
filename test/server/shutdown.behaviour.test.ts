import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { post } from '../support/graphql.ts'
import { openEvents, openSocket } from '../support/sockets.ts'
import { waitFor } from '../support/wait-for.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

const tick = { query: 'subscription { tick }' }

async function status(server: StandIn, path: string): Promise<number> {
  return (await fetch(`${server.origin}${path}`)).status
}

it('shutdown closes sockets with 1001, ends event streams, and closes their sources', async () => {
  const server = await startStandIn()
  const token = await server.signUp()
  const socket = await openSocket(server.url, { token })
  const anonymous = await openSocket(server.url)
  const subscription = socket.subscribe(tick)
  await subscription.next()
  const events = await openEvents(server.url, tick, token)
  await events.next()
  expect(server.ticks.size).toBe(2)
  await server.http.stop()
  expect(await socket.closed).toBe(1001)
  expect(await anonymous.closed).toBe(1001)
  expect(await events.next()).toBe('cut')
  await waitFor(() => server.ticks.size === 0)
})

it('shutdown lets a running request finish; meanwhile, the server is not ready and accepts no new connections', async () => {
  const server = await startStandIn()
  const running = post(server.url, { query: '{ slow hello }' })
  const kept = connect(Number(new URL(server.origin).port), '127.0.0.1')
  kept.setEncoding('utf8')
  const said: string[] = []
  kept.on('data', (text) => said.push(String(text)))
  // An incomplete request keeps its connection open after the shutdown has begun.
  await new Promise<void>((resolve) => kept.write('GET /ready HTTP/1.1\r\n', () => resolve()))
  expect(await status(server, '/ready')).toBe(200)
  await server.asked
  const stopping = server.http.stop()
  await expect(status(server, '/health')).rejects.toThrow('fetch failed')
  kept.write('Host: a\r\n\r\n')
  await waitFor(() => said.join('').includes('stopping'))
  expect(said.join('')).toMatch(/^HTTP\/1\.1 503 .*connection: close/is)
  server.release()
  expect((await running).body).toEqual({ data: { slow: 'done', hello: 'hello' } })
  await stopping
})

it('shutdown does not wait forever', async () => {
  const server = await startStandIn()
  const running = post(server.url, { query: '{ slow }' })
  const refused = expect(running).rejects.toThrow('fetch failed')
  await server.asked
  await server.http.stop()
  await refused
})
