import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { loadConfig } from '../../../src/config.ts'
import { createLog } from '../../../src/log.ts'
import { startHttp } from '../../../src/server/http.ts'
import { dashboardRoute } from '../../../src/server/routes/dashboard.ts'
import { whenOver } from '../../support/when-over.ts'

const html = '<!doctype html><title>Leadstream</title>'
const script = `export const text = '${'abc'.repeat(1_000)}'`
const folder = await mkdtemp(join(tmpdir(), 'leadstream-dashboard-'))
await mkdir(join(folder, 'assets'))
await writeFile(join(folder, 'index.html'), html)
await writeFile(join(folder, 'assets/main-abc.js'), script)
await writeFile(join(folder, 'assets/main-abc.js.br'), brotliCompressSync(script))
await writeFile(join(folder, 'assets/main-abc.js.gz'), gzipSync(script))
const origin = await serve(`${folder}/`)
// The server serves the files that existed when it started.
await rm(folder, { recursive: true })

async function serve(from: string): Promise<string> {
  const dashboard = dashboardRoute(from)
  const server = await startHttp({
    config: loadConfig({ PORT: '0' }),
    log: createLog({ logLevel: 'silent', logFormat: 'json' }),
    health: { local: {}, database: {} },
    graphql: null,
    routes: [dashboard],
    pageNotFound: dashboard.pageNotFound,
  })
  whenOver(server.stop)
  return server.url
}

it.each(['/', '/sign-in', '/imports', '/lists/an-id/companies', '/new-import?file', '/block-list/'])(
  'serves the page at %s, without caching and with a content security policy',
  async (path) => {
    const response = await fetch(origin + path)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(html)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/)
  },
)

it.each([
  '/other',
  '/importsx',
  '/lists/an-id/export.pdf',
  '/assets/gone.js',
  '/assets/',
  '/assets/main-abc.js.br',
  '/..%2f',
  '/toString',
])('returns 404 as JSON at %s', async (path) => {
  const response = await fetch(origin + path)
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ error: 'Not found. The API is at /graphql.' })
})

it('shows browsers a page at an unknown address, with status 404', async () => {
  for (const path of ['/other', '/lists-of/7', '/assets/gone.js']) {
    const response = await fetch(origin + path, { headers: { accept: 'text/html,*/*;q=0.8' } })
    expect({ path, status: response.status, text: await response.text() }).toEqual({ path, status: 404, text: html })
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self';")
  }
  const program = await fetch(`${origin}/other`, { headers: { accept: 'application/json' } })
  expect(await program.json()).toHaveProperty('error')
  const form = await fetch(`${origin}/other`, { method: 'POST', headers: { accept: 'text/html' } })
  expect(await form.json()).toHaveProperty('error')
  expect((await fetch(`${origin}/health`, { headers: { accept: 'text/html' } })).status).toBe(200)
})

it.each([
  { accepted: 'gzip, deflate, br', encoding: 'br', unpack: brotliDecompressSync },
  { accepted: 'br;q=0, gzip;q=0.5', encoding: 'gzip', unpack: gunzipSync },
  { accepted: 'identity', encoding: null, unpack: (body: Buffer) => body },
])(
  'sends an immutable script, encoded as $encoding for clients that accept "$accepted"',
  async ({ accepted, encoding, unpack }) => {
    const { headers, body } = await rawGet('/assets/main-abc.js', accepted)
    expect(headers['content-encoding'] ?? null).toBe(encoding)
    expect(unpack(body).toString()).toBe(script)
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': String(body.length),
      vary: 'accept-encoding',
    })
  },
)

it('returns no body for HEAD, 304 for a matching ETag, and 405 for other methods', async () => {
  const head = await fetch(`${origin}/`, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(html.length), ''])
  const etag = head.headers.get('etag') ?? ''
  expect((await fetch(`${origin}/`, { headers: { 'if-none-match': etag } })).status).toBe(304)
  const post = await fetch(`${origin}/`, { method: 'POST' })
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

it('leaves the root path to other routes if the dashboard was not built', async () => {
  expect((await fetch(await serve('/nowhere/'))).status).toBe(404)
})

/** Returns the raw body, because fetch would decompress it. */
function rawGet(path: string, accepted: string): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(origin + path, { headers: { 'accept-encoding': accepted } }, async (response) => {
      resolve({ headers: response.headers, body: Buffer.concat(await response.toArray()) })
    }).on('error', reject)
  })
}
