import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { LargeBodies, type Pace } from '../../../src/server/guards/large-bodies.ts'
import { waitFor } from '../../support/wait-for.ts'
import { whenOver } from '../../support/when-over.ts'

const never: Pace = { slowest: 0, slowestIfAwaited: 0, within: 60_000 }

/** Starts a server that reads bodies in turns; a request names its owner by its path. */
async function start(pace: Pace) {
  const bodies = new LargeBodies(pace)
  const reading: string[] = []
  const server = createServer(async (req, res) => {
    const owner = String(req.url)
    await bodies.take(req, res, owner)
    reading.push(owner)
    req.resume()
    req.once('end', () => res.end('read'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const clients: ReturnType<typeof request>[] = []
  whenOver(() => {
    for (const client of clients) client.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    reading,
    /** Begins to send a body and returns the status of its response. */
    begin(owner: string) {
      const sending = request({ port, host: '127.0.0.1', path: owner, method: 'POST' })
      clients.push(sending)
      sending.on('error', () => undefined)
      sending.write('a')
      const status = once(sending, 'response').then(([response]) => response.resume().statusCode)
      status.catch(() => undefined)
      return { sending, status }
    },
  }
}

it('an owner with two large bodies leaves the second turn to others', async () => {
  const { reading, begin } = await start(never)
  const first = begin('/a')
  await waitFor(() => reading.length === 1)
  const second = begin('/a')
  const other = begin('/b')
  await waitFor(() => reading.length === 2)
  expect(reading).toEqual(['/a', '/b'])
  other.sending.end()
  expect(await other.status).toBe(200)
  expect(reading).toHaveLength(2)
  first.sending.end()
  second.sending.end()
  expect([await first.status, await second.status]).toEqual([200, 200])
})

it('a large body that stops arriving is ended with 408', async () => {
  const { begin } = await start({ slowest: 20_000, slowestIfAwaited: 0, within: 300 })
  expect(await begin('/a').status).toBe(408)
})

it('a large body that is slow is ended when another waits, and only then', async () => {
  const { reading, begin } = await start({ slowest: 0, slowestIfAwaited: 100_000, within: 600 })
  const held = [begin('/a'), begin('/b')]
  await waitFor(() => reading.length === 2)
  const waiting = begin('/c')
  waiting.sending.end()
  expect(await waiting.status).toBe(200)
  expect(await Promise.race(held.map(({ status }) => status))).toBe(408)
})
