import { describe, expect, it } from 'vitest'
import { createSignInCode } from '../../../src/users/sign-in.ts'
import { createToken } from '../../../src/users/tokens.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { bearer, csrfHeader } from '../../support/graphql.ts'
import { openSocket } from '../../support/sockets.ts'

const app = await startTestApp({ role: 'api' })
const secure = await startTestApp({
  role: 'api',
  databaseUrl: app.config.databaseUrl ?? '',
  publicUrl: 'https://leads.example.com',
  allowedOrigins: ['https://app.example.com'],
})
const { userId, token: ownToken } = await app.createUser()
const viewerQuery = JSON.stringify({ query: '{ viewer { id } }' })
const json = { 'content-type': 'application/json', accept: 'application/json' }

/** Requests `/session` as the dashboard does. */
async function session(method: string, { headers = {}, body, query = '', to = app }: SessionRequest = {}) {
  const response = await fetch(`${to.origin}/session${query}`, {
    method,
    headers: { ...json, ...csrfHeader, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const cookie = response.headers.get('set-cookie')
  return { status: response.status, body: await response.json(), cookie, pair: cookie?.split(';')[0] ?? '' }
}

interface SessionRequest {
  headers?: Record<string, string>
  body?: object
  query?: string
  to?: TestApp
}

/** Signs in with a link and returns the cookie to send. */
async function signIn(to = app, user = userId): Promise<{ cookie: string }> {
  const { code } = await createSignInCode(app.pool, user)
  return { cookie: (await session('POST', { body: { code }, to })).pair }
}

/** Returns the status of a query over HTTP, or that of its first error. */
async function statusOf(headers: Record<string, string>, { path = '/graphql', to = app } = {}) {
  const response = await fetch(`${to.origin}${path}`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: viewerQuery,
  })
  return response.status
}

describe('the session of the dashboard', () => {
  it('begins with the code of a sign-in link, which works once, in a cookie that no script can read', async () => {
    const { code } = await createSignInCode(app.pool, userId)
    const { status, body, cookie, pair } = await session('POST', { body: { code } })
    expect({ status, body }).toEqual({ status: 200, body: { session: { id: expect.any(String), isFromLink: true } } })
    expect(cookie).toMatch(/^leadstream-session=ls_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/)
    expect(await statusOf({ cookie: pair, ...csrfHeader })).toBe(200)
    expect(await session('POST', { body: { code } })).toMatchObject({
      status: 401,
      body: { error: { code: 'SIGN_IN_CODE_INVALID' } },
      cookie: null,
    })
  })

  it('begins with a valid bearer token, until the browser is closed', async () => {
    const { body, cookie } = await session('POST', { headers: bearer(ownToken) })
    expect(body).toMatchObject({ session: { isFromLink: false } })
    expect(cookie).toBe(`leadstream-session=${ownToken}; Path=/; HttpOnly; SameSite=Strict`)
    const bad = await session('POST', { headers: bearer(`ls_${'x'.repeat(43)}`) })
    expect(bad).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHENTICATED' } }, cookie: null })
    for (const wrong of [{}, { code: 7 }]) expect((await session('POST', { body: wrong })).status).toBe(400)
    expect((await session('PUT')).status).toBe(405)
  })

  it('has a cookie for https alone, and for this host alone, if PUBLIC_URL uses https', async () => {
    const { code } = await createSignInCode(app.pool, userId)
    const { cookie, pair } = await session('POST', { body: { code }, to: secure })
    expect(cookie).toMatch(
      /^__Host-leadstream-session=ls_\S+; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=\d+$/,
    )
    expect(await statusOf({ cookie: pair, ...csrfHeader }, { to: secure })).toBe(200)
    const plain = { cookie: pair.replace('__Host-', ''), ...csrfHeader }
    expect(await statusOf(plain, { to: secure })).toBe(401)
  })

  it('is returned and renewed by GET, and null if there is none', async () => {
    const { cookie } = await signIn()
    const found = await session('GET', { headers: { cookie } })
    expect(found).toMatchObject({ status: 200, body: { session: { isFromLink: true } }, pair: cookie })
    expect(found.cookie).toContain('Max-Age=2592000')
    expect(await session('GET')).toMatchObject({ status: 200, body: { session: null }, cookie: null })
    const unknown = await session('GET', { headers: { cookie: `leadstream-session=ls_${'x'.repeat(43)}` } })
    expect(unknown).toMatchObject({ status: 200, body: { session: null } })
    expect(unknown.cookie).toContain('Max-Age=0')
  })

  it('expires like its token: 30 days after the last request', async () => {
    const { cookie } = await signIn()
    const [newest] = await app.prisma.apiToken.findMany({ where: { isSignIn: true }, orderBy: { id: 'desc' }, take: 1 })
    const update = (data: object) => app.prisma.apiToken.update({ where: { id: newest?.id ?? 0 }, data })
    await update({ expiresAt: new Date(Date.now() + 60_000), lastUsedAt: new Date(Date.now() - 120_000) })
    expect(await statusOf({ cookie, ...csrfHeader })).toBe(200)
    const { expiresAt } = await app.prisma.apiToken.findUniqueOrThrow({ where: { id: newest?.id ?? 0 } })
    expect(Math.abs(Number(expiresAt) - Date.now() - 30 * 86_400_000)).toBeLessThan(3_600_000)
    await update({ expiresAt: new Date(Date.now() - 1) })
    expect(await statusOf({ cookie, ...csrfHeader })).toBe(401)
  })
})

describe('the session cookie', () => {
  it('counts only with a CSRF header, even for JSON, and for a page of this server', async () => {
    const { cookie } = await signIn()
    expect(await statusOf({ cookie })).toBe(401)
    expect(await statusOf({ cookie, ...csrfHeader })).toBe(200)
    expect(await statusOf({ cookie, ...csrfHeader, origin: app.origin })).toBe(200)
    expect(await statusOf({ cookie, ...csrfHeader, origin: 'https://evil.example' })).toBe(401)
    const own = await signIn(secure)
    const allowed = { ...own, ...csrfHeader, origin: 'https://app.example.com' }
    expect(await statusOf(allowed, { to: secure })).toBe(401)
    expect(await statusOf({ ...allowed, origin: 'https://leads.example.com' }, { to: secure })).toBe(200)
  })

  it.each(['Bearer ls_wrong', `Bearer ls_${'x'.repeat(43)}`, 'Bearer ', '', 'Basic dXNlcjpwYXNz'])(
    'never stands in for the header "Authorization: %s"',
    async (authorization) => {
      const { cookie } = await signIn()
      expect(await statusOf({ cookie, ...csrfHeader, authorization })).toBe(401)
    },
  )

  it('counts for uploads, and nowhere under /api, at /mcp or for downloads', async () => {
    const { cookie } = await signIn()
    const headers = { cookie, ...csrfHeader, origin: app.origin }
    const put = (more: Record<string, string>) =>
      fetch(`${app.origin}/uploads?fileName=a.csv`, { method: 'PUT', headers: more, body: 'email\na@b.example\n' })
    expect((await put(headers)).status).toBe(201)
    expect((await put({ cookie })).status).toBe(401)
    for (const path of ['/api/lists/import-sales-nav', '/mcp']) {
      expect({ path, status: await statusOf(headers, { path }) }).toEqual({ path, status: 401 })
    }
    expect((await fetch(`${app.origin}/api/linkedin/sales-nav-access`, { headers })).status).toBe(401)
    expect((await fetch(`${app.origin}/block-list.csv`, { headers })).status).toBe(404)
  })

  it('opens a socket for a page of this server alone, without another token', async () => {
    const { cookie } = await signIn()
    const query = { query: 'subscription { importActivity { id } }' }
    const firstOf = async (headers: Record<string, string>, connectionParams = {}, to = app) => {
      const socket = await openSocket(to.url, { headers, connectionParams })
      const frame = await Promise.race([socket.subscribe(query).next(), socket.closed])
      socket.close()
      return frame
    }
    const anonymous = { payload: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } }
    // A socket of an allowed origin may open, but the cookie does not count.
    const elsewhere = { ...(await signIn(secure)), origin: 'https://app.example.com' }
    expect(await firstOf(elsewhere, {}, secure)).toMatchObject(anonymous)
    expect(await firstOf({ cookie })).toMatchObject(anonymous)
    await expect(firstOf({ cookie, origin: 'https://evil.example' })).rejects.toThrow('403')
    const own = { cookie, origin: app.origin }
    expect(await firstOf(own, { authorization: 'Bearer ls_wrong' })).toBe(4403)
    expect(await firstOf({ ...own, authorization: 'Bearer ls_wrong' })).toBe(4403)

    const socket = await openSocket(app.url, { headers: own })
    expect(await socket.next()).toEqual({ type: 'connection_ack' })
    const viewer = socket.subscribe({ query: '{ viewer { id } }' })
    expect(await viewer.next()).toMatchObject({ payload: { data: { viewer: { id: expect.any(String) } } } })
    await session('DELETE', { headers: { cookie } })
    expect(await socket.closed).toBe(4403)
  })
})

describe('signing out', () => {
  it('revokes the token of a sign-in link, and only forgets any other', async () => {
    const { cookie } = await signIn()
    const out = await session('DELETE', { headers: { cookie } })
    expect(out).toMatchObject({ status: 200, body: { session: null } })
    expect(out.cookie).toBe('leadstream-session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0')
    expect(await statusOf({ cookie, ...csrfHeader })).toBe(401)
    const pasted = { cookie: `leadstream-session=${ownToken}` }
    expect((await session('DELETE', { headers: pasted, query: '?everywhere=true' })).cookie).toContain('Max-Age=0')
    expect(await statusOf(bearer(ownToken))).toBe(200)
  })

  it('everywhere ends all sessions of the user that began with a link, and no other', async () => {
    const [first, second, third] = [await signIn(), await signIn(), await signIn()]
    const other = await app.createUser()
    const stranger = await signIn(app, other.userId)
    const program = await createToken(app.pool, userId)
    await session('DELETE', { headers: first })
    expect(await statusOf({ ...second, ...csrfHeader })).toBe(200)
    await session('DELETE', { headers: second, query: '?everywhere=true' })
    expect(await statusOf({ ...third, ...csrfHeader })).toBe(401)
    expect(await statusOf({ ...stranger, ...csrfHeader })).toBe(200)
    expect(await statusOf(bearer(program.token))).toBe(200)
  })

  it.each([
    { title: 'without a CSRF header', headers: { 'graphql-require-preflight': '' } },
    { title: 'by a page of another site', headers: { origin: 'https://evil.example' } },
  ])('is refused $title, as is signing in', async ({ headers }) => {
    const { cookie } = await signIn()
    const { code } = await createSignInCode(app.pool, userId)
    for (const method of ['POST', 'GET', 'DELETE']) {
      const body = method === 'POST' ? { code } : undefined
      const answer = await session(method, { headers: { cookie, ...headers }, ...(body && { body }) })
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'PREFLIGHT_REQUIRED' } }, cookie: null })
    }
    expect(await statusOf({ cookie, ...csrfHeader })).toBe(200)
  })
})
