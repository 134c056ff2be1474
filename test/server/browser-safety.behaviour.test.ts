import { request } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { csrfHeaders } from '../../src/server/guards/csrf.ts'
import { pagePolicy } from '../../src/server/guards/security-headers.ts'
import { type HttpServer, startHttp } from '../../src/server/http.ts'
import { bearer, csrfHeader, post } from '../support/graphql.ts'
import { openSocket } from '../support/sockets.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

const listed = 'https://app.example.com'
const published = 'https://leads.example.com'
const strange = 'https://evil.example'

let server: StandIn
let token: string
beforeAll(async () => {
  server = await startStandIn({ allowedOrigins: [listed], publicUrl: `${published}/api` })
  token = await server.signUp()
})

/** Sends a request unchanged, because `fetch` sets some headers itself. */
function send(
  path: string,
  { method = 'GET', headers = {}, body = '', origin = server.origin } = {},
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(`${origin}${path}`, { method, headers })
    sending.on('error', reject)
    sending.on('response', async (response) => {
      const text = Buffer.concat(await response.toArray()).toString()
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
    })
    sending.end(body)
  })
}

const paths = ['/graphql', '/uploads?fileName=a.csv', '/runs/a/outcomes.csv', '/webhooks/unipile/connected', '/health']

describe('cross-site request forgery', () => {
  const query = encodeURIComponent('{ hello }')
  const form = 'multipart/form-data; boundary=x'
  const body =
    '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"mutation { ignoreFile }"}\r\n' +
    '--x\r\nContent-Disposition: form-data; name="map"\r\n\r\n{}\r\n--x--\r\n'
  const byGet = (headers: object) => send(`/graphql?query=${query}`, { headers })
  const byForm = (headers: object) =>
    send('/graphql', { method: 'POST', body, headers: { 'content-type': form, ...headers } })

  it.each([
    { title: 'GET', ask: () => byGet({ accept: 'application/json' }) },
    { title: 'GET for an event stream', ask: () => byGet({ accept: 'text/event-stream' }) },
    { title: 'GET with the content type of a form', ask: () => byGet({ 'content-type': 'text/plain' }) },
    { title: 'GET with an empty header', ask: () => byGet({ [csrfHeaders[0]]: '' }) },
    {
      title: 'GET with a token in the query',
      ask: () => send(`/graphql?query=${query}&authorization=Bearer%20${token}`),
    },
    { title: 'a form with files', ask: () => byForm({}) },
    { title: 'a form with an empty header', ask: () => byForm({ [csrfHeaders[0]]: '' }) },
    ...[
      'Basic dXNlcjpwYXNz',
      `Basic ${btoa('Bearer x:')}`,
      'Negotiate YII=',
      'Digest username="bearer x"',
      'Bearer',
      'Bearer ',
      'Bearer:x',
      '',
    ].flatMap((authorization) => [
      { title: `GET with Authorization "${authorization}"`, ask: () => byGet({ authorization }) },
      { title: `a form with Authorization "${authorization}"`, ask: () => byForm({ authorization }) },
    ]),
    { title: 'GET with a cookie that holds a token', ask: () => byGet({ cookie: `authorization=Bearer ${token}` }) },
    { title: 'a form whose type is in capitals', ask: () => byForm({ 'content-type': form.toUpperCase() }) },
  ])('rejects $title, which another site could have sent', async ({ ask }) => {
    const { status, text } = await ask()
    expect(status).toBe(403)
    expect(JSON.parse(text)).toEqual({
      errors: [
        {
          message: expect.stringContaining('GraphQL-Require-Preflight'),
          extensions: { code: 'PREFLIGHT_REQUIRED' },
        },
      ],
    })
  })

  it.each(csrfHeaders)('accepts requests with the header %s, which require a preflight', async (name) => {
    expect(JSON.parse((await byGet({ [name]: '1' })).text)).toMatchObject({ data: { hello: 'hello' } })
    expect(JSON.parse((await byForm({ [name]: '1', ...bearer(token) })).text)).toMatchObject({
      data: { ignoreFile: 'not read' },
    })
    expect(JSON.parse((await byForm({ [name]: '1' })).text)).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    })
  })

  it('accepts requests with a bearer token, which require a preflight, without a further header', async () => {
    expect(JSON.parse((await byGet(bearer(token))).text)).toMatchObject({ data: { hello: 'hello' } })
    expect(JSON.parse((await byForm({ authorization: `bearer ${token}` })).text)).toMatchObject({
      data: { ignoreFile: 'not read' },
    })
    expect((await byGet(bearer('invalid'))).status).toBe(401)
  })

  it('accepts JSON, which requires a preflight, too', async () => {
    expect((await post(server.url, { query: '{ hello }' })).body).toEqual({ data: { hello: 'hello' } })
    expect((await byGet({ 'content-type': 'application/json' })).status).toBe(200)
  })
})

describe('a page of another origin', () => {
  const asks = (origin: string, method = 'PUT') => ({
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,content-type,graphql-require-preflight',
    },
  })

  it.each(paths)('a page of an allowed origin may call %s', async (path) => {
    const { status, headers, text } = await send(path, asks(listed))
    expect({ status, text }).toEqual({ status: 204, text: '' })
    expect(headers).toMatchObject({
      'access-control-allow-origin': listed,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT',
      'access-control-allow-headers': 'authorization,content-type,graphql-require-preflight',
      'access-control-max-age': '7200',
      vary: 'Origin',
    })
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
  })

  it.each([...paths, '/nowhere'])('a page of any other origin may not call %s', async (path) => {
    for (const origin of [
      strange,
      'null',
      `${listed}.evil.example`,
      listed.replace('https', 'http'),
      `${listed}:8443`,
    ]) {
      const { status, headers, text } = await send(path, asks(origin))
      expect({ origin, status }).toEqual({ origin, status: 403 })
      expect(JSON.parse(text)).toEqual({
        error: { code: 'ORIGIN_NOT_ALLOWED', message: expect.stringContaining('ALLOWED_ORIGINS') },
      })
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  it('only a page of an allowed origin may read responses and their Retry-After', async () => {
    for (const path of [...paths, '/nowhere']) {
      const { headers } = await send(path, { headers: { origin: listed, ...csrfHeader } })
      expect(headers).toMatchObject({
        'access-control-allow-origin': listed,
        'access-control-expose-headers': 'Content-Disposition, Retry-After, WWW-Authenticate',
        vary: 'Origin',
      })
      for (const origin of [strange, 'null']) {
        const refused = await send(path, { headers: { origin, ...csrfHeader } })
        expect(refused.headers).not.toHaveProperty('access-control-allow-origin')
        expect(refused.headers['vary']).toBe('Origin')
      }
    }
  })

  it('ALLOWED_ORIGINS allows all origins with *, and none by default', async () => {
    const open = await startHttpFor({ allowedOrigins: ['*'] })
    const closed = await startHttpFor({ allowedOrigins: [] })
    const allowedBy = async (origin: string) => (await send('/graphql', { ...asks(strange), origin })).status
    expect([await allowedBy(open.url), await allowedBy(closed.url)]).toEqual([204, 403])
    const { headers } = await send('/health', { headers: { origin: 'null' }, origin: open.url })
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers).not.toHaveProperty('vary')
    await Promise.all([open.stop(), closed.stop()])
  })
})

describe('a socket', () => {
  it.each([
    ['no page', () => undefined],
    ['a page of the same host', () => server.origin],
    ['a page of the same host behind a TLS proxy', () => server.origin.replace('http:', 'https:')],
    ['a page of PUBLIC_URL', () => published],
    ['a page of an allowed origin', () => listed],
  ])('opens a WebSocket for %s', async (_who, originOf) => {
    const origin = originOf()
    const socket = await openSocket(server.url, { token, ...(origin === undefined ? {} : { headers: { origin } }) })
    expect(await socket.next()).toEqual({ type: 'connection_ack' })
    socket.close()
  })

  it.each([
    strange,
    'null',
    `${listed}.evil.example`,
    'https://leads.example.com.evil.example',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'file://',
    'https://',
    '',
  ])('rejects the WebSocket upgrade of a page of "%s"', async (origin) => {
    await expect(openSocket(server.url, { token, headers: { origin } })).rejects.toThrow('403')
  })

  it('the rejection of a WebSocket upgrade has a message', async () => {
    const headers = { origin: strange, connection: 'upgrade', upgrade: 'websocket' }
    const { status, text } = await send('/graphql', { headers })
    expect({ status, text }).toEqual({ status: 403, text: expect.stringContaining('ALLOWED_ORIGINS') })
  })
})

describe('every response', () => {
  it('every response forbids framing, content sniffing, scripts and referrers', async () => {
    for (const path of [...paths, '/ready', '/nowhere', '/graphql?query={hello}']) {
      for (const method of ['GET', 'POST', 'PUT', 'OPTIONS']) {
        const { headers } = await send(path, { method })
        expect({ path, method, ...headers }).toMatchObject({
          'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'strict-transport-security': 'max-age=31536000',
        })
      }
    }
  })

  it('sends Strict-Transport-Security only if PUBLIC_URL uses https', async () => {
    for (const publicUrl of [null, 'http://leads.example.com']) {
      const http = await startHttpFor({ publicUrl })
      expect((await send('/health', { origin: http.url })).headers).not.toHaveProperty('strict-transport-security')
      await http.stop()
    }
  })

  it('pages have a content security policy for what they need from this server', async () => {
    const { headers } = await send('/graphql', { headers: { accept: 'text/html' } })
    const policies = [String(headers['content-security-policy']), pagePolicy]
    for (const policy of policies) {
      expect(policy).toMatch(/^default-src 'none'; .*connect-src 'self'.*frame-ancestors 'none'$/)
      expect(policy).not.toContain('unsafe-eval')
    }
    expect(pagePolicy).toContain("script-src 'self';")
    expect(headers['vary']).toBe('Origin, Accept, Accept-Encoding')
  })
})

/** Starts a server without an app. */
async function startHttpFor({
  allowedOrigins = [],
  publicUrl = null,
}: Partial<Pick<Config, 'allowedOrigins' | 'publicUrl'>>): Promise<HttpServer> {
  return await startHttp({
    config: { host: '127.0.0.1', port: 0, allowedOrigins, publicUrl },
    log: createLog({ logLevel: 'fatal', logFormat: 'json' }),
    health: { local: {}, database: {} },
    graphql: null,
  })
}
