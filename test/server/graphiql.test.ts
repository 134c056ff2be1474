import { beforeAll, expect, it } from 'vitest'
import { type StandIn, startStandIn } from './stand-in.ts'

let server: StandIn
beforeAll(async () => {
  server = await startStandIn()
})

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

it('is served to a browser, and the browser is told to load nothing from elsewhere', async () => {
  const response = await fetch(server.url, { headers: browser })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/https?:|\*/)
  const page = await response.text()
  expect(page).toContain('<title>Leadstream</title>')
  expect(page).toContain('importProgress')
  const markup = page.replaceAll(/<(script|style)>.*?<\/\1>/gs, '')
  expect(markup).not.toMatch(/(src|href)="?(https?:)?\/\//)
  expect(page).not.toMatch(/@import|url\(["']?(https?:)?\/\//)
})

it('is not served to a program', async () => {
  const response = await fetch(`${server.url}?query={hello}`, { headers: { accept: 'application/json' } })
  expect(await response.json()).toEqual({ data: { hello: 'hello' } })
})

it('is not served when it is switched off', async () => {
  const other = await startStandIn({ graphiql: false })
  const response = await fetch(`${other.url}?query={hello}`, { headers: browser })
  expect(await response.text()).not.toContain('<html')
})
