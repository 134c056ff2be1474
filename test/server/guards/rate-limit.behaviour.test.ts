import { IncomingMessage } from 'node:http'
import { connect, Socket } from 'node:net'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../../src/config.ts'
import { createPool } from '../../../src/db/client.ts'
import { createLog } from '../../../src/log.ts'
import { Rates } from '../../../src/server/guards/rate-limit.ts'
import { createDatabase } from '../../support/database.ts'
import { bearer, post } from '../../support/graphql.ts'
import { openEvents, openSocket } from '../../support/sockets.ts'
import { waitFor } from '../../support/wait-for.ts'
import { type StandIn, startStandIn } from '../stand-in.ts'

const limit = 5
const hello = { query: '{ hello }' }
const tick = { query: 'subscription { tick }' }
const log = createLog({ logLevel: 'silent', logFormat: 'json' })

/** Returns a request from this address, as the server sees it. */
function requestFrom(remoteAddress: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
  return new IncomingMessage(socket)
}

describe('the rate of a user', () => {
  let server: StandIn
  let token: string
  beforeAll(async () => {
    server = await startStandIn({ rateLimitPerUser: limit, rateLimitPerAddress: limit })
    token = await server.signUp()
    for (let asked = 0; asked < limit; asked++) expect((await post(server.url, hello, token)).status).toBe(200)
  })
  beforeEach(async () => {
    // The minute may have passed.
    for (let asked = 0; asked < limit; asked++) await post(server.url, hello, token)
  })

  it('requests beyond the rate of a user get RATE_LIMITED, with the time to wait in the message, in a field and in Retry-After', async () => {
    const { status, headers, body } = await post(server.url, hello, token)
    const wait = Number(headers.get('retry-after'))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(60)
    expect({ status, body }).toEqual({
      status: 429,
      body: {
        errors: [
          {
            message: `You have sent more than ${limit} requests in a minute. Try again in ${wait} seconds.`,
            extensions: { code: 'RATE_LIMITED', retryAfter: wait },
          },
        ],
      },
    })
  })

  it.each([
    ['an upload', 'PUT', '/uploads'],
    ['a tool of an agent', 'POST', '/mcp'],
    ['a download', 'GET', '/runs/00000000-0000-4000-8000-000000000000/outcomes.csv'],
  ])('the rate of a user covers %s', async (_what, method, path) => {
    const answer = await fetch(`${server.origin}${path}`, { method, headers: bearer(token) })
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await answer.json()).toMatchObject({ error: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } })
  })

  it('a new socket beyond the rate of a user is closed with 1013, after which clients retry', async () => {
    const socket = await openSocket(server.url, { token })
    expect(await socket.closed).toBe(1013)
  })

  it('the rate of a user counts each operation of a socket, which stays open', async () => {
    const socket = await openSocket(server.url, { token: await server.signUp() })
    await socket.next()
    for (let asked = 1; asked < limit; asked++) {
      expect(await socket.subscribe(hello).next()).toMatchObject({ type: 'next' })
    }
    expect(await socket.subscribe(hello).next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }],
    })
    socket.close()
    expect(await socket.closed).toBe(1000)
  })

  it('the rate of a user affects neither other users nor health checks', async () => {
    expect((await post(server.url, hello, await server.signUp())).status).toBe(200)
    expect((await fetch(`${server.origin}/health`)).status).toBe(200)
  })

  it('the rate of a user is shared by all processes', async () => {
    const { pool } = await createDatabase()
    const config = loadConfig({ RATE_LIMIT_PER_USER: '3' })
    const processes = [1, 2, 3, 4].map(() => new Rates({ pool, config, log }))
    const counted = await Promise.allSettled(
      processes.map((rates) => rates.count(requestFrom('192.0.2.1'), { userId: 1, tokenId: 1, scopes: ['ADMIN'] })),
    )
    expect(counted.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  })
})

describe('the rate of an address', () => {
  it('the rate of an address counts requests without a valid token, including failed sign-ins, and no others', async () => {
    const server = await startStandIn({ rateLimitPerUser: 0, rateLimitPerAddress: limit })
    const token = await server.signUp()
    for (let asked = 1; asked < limit; asked++) expect((await post(server.url, hello, 'a guess')).status).toBe(401)
    expect((await post(server.url, hello)).status).toBe(200)
    for (const guess of ['a guess', undefined]) {
      const { status, body } = await post(server.url, hello, guess)
      expect({ status, code: body.errors?.[0]?.extensions?.['code'] }).toEqual({ status: 429, code: 'RATE_LIMITED' })
    }
    const webhook = await fetch(`${server.origin}/webhooks/bright-data/x`, { method: 'POST' })
    expect(webhook.status).toBe(429)
    expect((await post(server.url, { query: '{ me }' }, token)).status).toBe(200)
  })

  it('the rate of an address covers a whole IPv6 network', async () => {
    const { pool } = await createDatabase()
    const rates = new Rates({ pool, config: loadConfig({ RATE_LIMIT_PER_ADDRESS: '1' }), log })
    await rates.count(requestFrom('2001:db8:1:2::1'), null)
    await expect(rates.count(requestFrom('2001:db8:1:2:ffff::2'), null)).rejects.toThrow('Your address has sent')
    await rates.count(requestFrom('2001:db8:1:3::1'), null)
    await rates.count(requestFrom('::ffff:192.0.2.1'), null)
    await expect(rates.count(requestFrom('192.0.2.1'), null)).rejects.toThrow('Your address has sent')
  })

  it('each process counts separately while the database is unavailable', async () => {
    const pool = createPool('postgresql://u:p@127.0.0.1:1/none', 1, log)
    const rates = new Rates({ pool, config: loadConfig({ RATE_LIMIT_PER_ADDRESS: '1' }), log })
    await rates.count(requestFrom('192.0.2.1'), null)
    await expect(rates.count(requestFrom('192.0.2.1'), null)).rejects.toThrow('Your address has sent')
  })
})

describe('connections', () => {
  it('limits the concurrent connections of a token, counting sockets and streams together', async () => {
    const server = await startStandIn({ connectionsPerUser: 2 })
    const token = await server.signUp()
    const socket = await openSocket(server.url, { token })
    expect(await socket.next()).toEqual({ type: 'connection_ack' })
    const events = await openEvents(server.url, tick, token)
    expect(await events.next()).toMatchObject({ event: 'next', data: { data: { tick: 'first' } } })

    expect(await (await openSocket(server.url, { token })).closed).toBe(1013)
    const refused = await openEvents(server.url, tick, token)
    expect(await refused.next()).toMatchObject({
      event: 'next',
      data: { errors: [{ extensions: { code: 'TOO_MANY_CONNECTIONS' } }] },
    })
    await waitFor(() => server.ticks.size <= 1)

    socket.close()
    await socket.closed
    await expect
      .poll(async () => {
        const again = await openSocket(server.url, { token })
        const frame = await again.next()
        again.close()
        return frame
      })
      .toEqual({ type: 'connection_ack' })
  })

  it('closes connections that send no headers', async () => {
    const server = await startStandIn({}, { bodyTimeout: { bytes: 1, within: 60_000, headersWithin: 200 } })
    const { port, hostname } = new URL(server.origin)
    const client = connect(Number(port), hostname)
    client.write('GET /health HTTP/1.1\r\nHost: a\r\n')
    const said: string[] = []
    for await (const chunk of client) said.push(String(chunk))
    expect(said.join('')).toMatch(/^HTTP\/1\.1 408 Request Timeout/)
  })
})
