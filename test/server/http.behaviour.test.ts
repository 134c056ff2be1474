import { beforeAll, describe, expect, it } from 'vitest'
import { revokeToken } from '../../src/users/tokens.ts'
import { bearer, csrfHeader, post } from '../support/graphql.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

let server: StandIn
let token: string
beforeAll(async () => {
  server = await startStandIn()
  token = await server.signUp()
})

describe('routes', () => {
  it.each([
    { path: '/health', status: 200, body: { status: 'alive', checks: {} } },
    { path: '/ready', status: 200, body: { status: 'ready', checks: { database: 'ok' } } },
    { path: '/ready/?now', status: 200, body: { status: 'ready', checks: { database: 'ok' } } },
    { path: '/nowhere', status: 404, body: { error: 'Not found. The API is at /graphql.' } },
    { path: '/graphql/other', status: 404, body: { error: 'Not found. The API is at /graphql.' } },
  ])('$path returns $status', async ({ path, status, body }) => {
    const response = await fetch(`${server.origin}${path}`)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual(body)
  })

  it('the readiness check fails while the database is unavailable', async () => {
    const other = await startStandIn()
    await other.pool.end()
    const response = await fetch(`${other.origin}/ready`)
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({
      status: 'not ready',
      checks: { database: 'Postgres does not answer. Check that it runs and accepts connections.' },
    })
    expect((await fetch(`${other.origin}/health`)).status).toBe(200)
    const signingIn = await post(other.url, { query: '{ hello }' }, token)
    expect(signingIn.status).toBe(500)
    expect(signingIn.body).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })
  })
})

describe('an operation over HTTP', () => {
  it('an operation over HTTP needs no token if its fields need none', async () => {
    const { status, body } = await post(server.url, { query: '{ hello __schema { queryType { name } } }' })
    expect(status).toBe(200)
    expect(body).toEqual({ data: { hello: 'hello', __schema: { queryType: { name: 'Query' } } } })
  })

  it('an operation over HTTP runs as the user of its token', async () => {
    const { body } = await post(server.url, { query: '{ me }' }, token)
    expect(body).toEqual({ data: { me: expect.stringMatching(/^\d+$/) } })
  })

  it.each([
    { title: 'an unknown token', authorization: `Bearer ls_${'x'.repeat(43)}` },
    { title: 'a malformed token', authorization: 'Bearer hello' },
    { title: 'two tokens', authorization: 'Bearer one two' },
    { title: 'another scheme', authorization: 'Basic dXNlcjpwYXNz' },
  ])('$title returns 401, even if the field needs no token', async ({ authorization }) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: '{ hello }' }),
    })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="leadstream"')
    expect(await response.json()).toEqual({
      errors: [{ message: expect.stringContaining('Not signed in'), extensions: { code: 'UNAUTHENTICATED' } }],
    })
  })

  it('a scheme without a token counts as no token', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' },
      body: JSON.stringify({ query: '{ hello }' }),
    })
    expect(await response.json()).toMatchObject({ data: { hello: 'hello' } })
  })

  it('a field that needs a viewer returns UNAUTHENTICATED with status 401', async () => {
    const { status, headers, body } = await post(server.url, { query: '{ me }' })
    expect(status).toBe(401)
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' })
    expect(headers.get('www-authenticate')).toBe('Bearer realm="leadstream"')
  })

  it('a revoked token is rejected at once', async () => {
    const revoked = await server.signUp()
    expect((await post(server.url, { query: '{ hello }' }, revoked)).status).toBe(200)
    await revokeToken(server.pool, revoked)
    expect((await post(server.url, { query: '{ hello }' }, revoked)).status).toBe(401)
  })

  it('unexpected errors are hidden, and logged in full under the id that the client gets', async () => {
    const { body, headers } = await post(server.url, { query: '{ broken }' })
    const [error] = body.errors ?? []
    expect(error?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: headers.get('x-request-id') })
    expect(JSON.stringify(body)).not.toContain('hunter2')
    const errors = server.lines.filter((line) => line.includes('"level":"error"'))
    const logged = errors.filter((line) => line.includes(String(error?.extensions?.['requestId'])))
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain('hunter2')
  })

  it('a domain error outside a union keeps its code and message', async () => {
    const { body } = await post(server.url, { query: '{ teapot }' })
    expect(body.errors).toEqual([
      expect.objectContaining({ message: 'I am a teapot.', path: ['teapot'], extensions: { code: 'TEAPOT' } }),
    ])
  })

  it.each([
    { title: 'invalid JSON', body: '{"query":', status: 400, code: 'BAD_REQUEST' },
    { title: 'bytes that are not UTF-8', body: Buffer.from([0x22, 0xff, 0x22]), status: 400, code: 'BAD_REQUEST' },
    { title: 'a batch', body: '[{"query":"{ hello }"}]', status: 400, code: 'BAD_REQUEST' },
    { title: 'a number', body: '7', status: 400, code: 'BAD_REQUEST' },
    { title: 'empty', body: '', status: 400, code: 'BAD_REQUEST' },
  ])('rejects a body that is $title', async ({ body, status, code }) => {
    const response = await fetch(server.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ errors: [expect.objectContaining({ extensions: { code } })] })
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/graphql'])(
    'rejects the content type %s, which a form of another site could send or which has no size limit',
    async (type) => {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': type, ...bearer(token) },
        body: 'query={hello}',
      })
      expect(response.status).toBe(415)
      expect(await response.json()).toEqual({
        errors: [expect.objectContaining({ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } })],
      })
    },
  )

  it('a mutation by GET is rejected', async () => {
    const query = encodeURIComponent('mutation { textLength(text: "a") }')
    const response = await fetch(`${server.url}?query=${query}`, {
      headers: { accept: 'application/json', ...csrfHeader },
    })
    expect(response.status).toBe(405)
  })
})
