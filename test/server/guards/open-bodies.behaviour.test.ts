import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { loadConfig } from '../../../src/config.ts'
import { createEvents } from '../../../src/events/pubsub.ts'
import { createLog } from '../../../src/log.ts'
import { Connections } from '../../../src/server/guards/connections.ts'
import { countOpenBody } from '../../../src/server/guards/open-bodies.ts'
import { revokeToken } from '../../../src/users/tokens.ts'
import { createDatabase } from '../../support/database.ts'
import { bearer, post } from '../../support/graphql.ts'
import { whenOver } from '../../support/when-over.ts'
import { startStandIn } from '../stand-in.ts'

/** Begins to send a body and returns the status of its response, or `closed`. */
function begin(url: string, token?: string) {
  const headers = { 'content-type': 'application/json', ...bearer(token) }
  const sending = request(url, { method: 'POST', headers })
  const status = new Promise<number | string>((resolve) => {
    sending.on('error', () => resolve('closed'))
    sending.on('response', (response) => resolve(response.resume().statusCode ?? 0))
  })
  sending.write('{"query":')
  return { sending, status }
}

it('an address can have a limited number of unfinished requests, and complete requests are still served', async () => {
  const { url } = await startStandIn({ connectionsPerUser: 3 })
  const begun = Array.from({ length: 4 }, () => begin(url))
  expect(await Promise.race(begun.map(({ status }) => status))).toBe(429)
  const whole = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } })
  const answered = once(whole, 'response')
  whole.flushHeaders()
  // The rest of the body arrives a little after its headers, within the grace.
  setTimeout(() => whole.end('{"query":"{ hello }"}'), 10)
  const [response] = await answered
  expect(response.resume().statusCode).toBe(200)
  for (const { sending } of begun) sending.destroy()
})

it('a request whose token is revoked while its body arrives changes nothing', async () => {
  const { url, pool, signUp } = await startStandIn()
  const token = await signUp()
  const { sending, status } = begin(url, token)
  await once(sending, 'socket')
  await revokeToken(pool, token)
  sending.end('"{ me }"}')
  expect(['closed', 401]).toContain(await status)
})

it('a client that leaves in the middle of a body is not an error of the server', async () => {
  const { url, lines, signUp } = await startStandIn()
  const token = await signUp()
  const { sending, status } = begin(url, token)
  await once(sending, 'socket')
  expect((await post(url, { query: '{ me }' }, token)).status).toBe(200)
  sending.destroy()
  await status
  expect((await post(url, { query: '{ me }' }, token)).status).toBe(200)
  expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([])
})

it('a body without a token has to arrive in time', async () => {
  const { pool: client } = await createDatabase()
  const events = createEvents(new EventTarget())
  const log = createLog({ logLevel: 'silent', logFormat: 'json' })
  const connections = new Connections({ client, events, log, config: loadConfig({}) })
  const server = createServer((req, res) => void countOpenBody(connections, req, res, null, 50))
  whenOver(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(await begin(`http://127.0.0.1:${port}/`).status).toBe(408)
})
