import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadConfig } from '../../../src/config.ts'
import { createLog } from '../../../src/log.ts'
import { startHttp } from '../../../src/server/http.ts'
import { docsRoute } from '../../../src/server/routes/docs.ts'
import { whenOver } from '../../support/when-over.ts'

const folder = await mkdtemp(join(tmpdir(), 'leadstream-docs-'))
await mkdir(join(folder, 'pictures'))
await writeFile(join(folder, 'index.html'), '<!doctype html><title>Leadstream</title>')
await writeFile(join(folder, 'api.html'), '<!doctype html><title>Use the API</title>')
await writeFile(join(folder, 'style.css'), 'main { margin: 0 }')
await writeFile(join(folder, 'pictures/lists.png'), 'a picture')
const origin = await serve(`${folder}/`)
const empty = await serve(`${folder}/none/`)
await rm(folder, { recursive: true })

async function serve(from: string): Promise<string> {
  const server = await startHttp({
    config: loadConfig({ PORT: '0' }),
    log: createLog({ logLevel: 'silent', logFormat: 'json' }),
    health: { local: {}, database: {} },
    graphql: null,
    routes: [docsRoute(from)],
  })
  whenOver(server.stop)
  return server.url
}

it.each([
  ['/docs', 'text/html; charset=utf-8', 'Leadstream'],
  ['/docs/', 'text/html; charset=utf-8', 'Leadstream'],
  ['/docs/api', 'text/html; charset=utf-8', 'Use the API'],
  ['/docs/api.html', 'text/html; charset=utf-8', 'Use the API'],
  ['/docs/style.css', 'text/css; charset=utf-8', 'main'],
  ['/docs/pictures/lists.png', 'image/png', 'a picture'],
])('serves %s', async (path, type, text) => {
  const response = await fetch(origin + path)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe(type)
  expect(await response.text()).toContain(text)
})

it('pages may load styles and pictures of this server only', async () => {
  const { headers } = await fetch(`${origin}/docs/api`)
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'; img-src 'self';/)
})

it.each(['/docs/gone', '/docsx', '/docs/..%2fapi', '/docs/toString'])('returns 404 at %s', async (path) => {
  expect((await fetch(origin + path)).status).toBe(404)
})

it('returns 404 if the documentation was not built', async () => {
  expect((await fetch(`${empty}/docs/`)).status).toBe(404)
  expect((await fetch(`${empty}/docs`)).status).toBe(404)
})
