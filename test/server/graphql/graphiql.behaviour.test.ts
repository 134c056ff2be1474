import { parse, print } from 'graphql'
import { beforeAll, expect, it } from 'vitest'
import { bearer, csrfHeader } from '../../support/graphql.ts'
import { type StandIn, startStandIn } from '../stand-in.ts'

let server: StandIn
beforeAll(async () => {
  server = await startStandIn()
})

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

it('GraphiQL is served to browsers, with a policy against loading from other hosts', async () => {
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

it('GraphiQL is not served to other clients', async () => {
  const response = await fetch(`${server.url}?query={hello}`, {
    headers: { accept: 'application/json', ...csrfHeader },
  })
  expect(await response.json()).toMatchObject({ data: { hello: 'hello' } })
})

it('GraphiQL is not served if it is disabled', async () => {
  const other = await startStandIn({ graphiql: false })
  const response = await fetch(`${other.url}?query={hello}`, { headers: browser })
  expect(await response.text()).not.toContain('<html')
})

it('GraphiQL requests subscriptions as event streams', async () => {
  const options = optionsOf(await (await fetch(server.url, { headers: browser })).text())
  expect(options).toMatchObject({
    endpoint: '/graphql',
    subscriptionsProtocol: 'SSE',
    additionalHeaders: csrfHeader,
  })
  // With any of these, the page would send a different request than the one below.
  for (const other of ['method', 'fetcher', 'subscriptionsEndpoint']) expect(options).not.toHaveProperty(other)

  const url = new URL(options.endpoint, server.url)
  url.searchParams.set('query', print(parse('subscription Tick { tick }')))
  url.searchParams.set('operationName', 'Tick')
  url.searchParams.set('extensions', '{}')
  const leave = new AbortController()
  const response = await fetch(url, {
    headers: { accept: 'text/event-stream', ...csrfHeader, ...bearer(await server.signUp()) },
    signal: leave.signal,
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  expect(await nextEvent(response)).toBe('event: next\ndata: {"data":{"tick":"first"}}')
  const [stream] = server.ticks
  stream?.put('a', 'second')
  expect(await nextEvent(response)).toBe('event: next\ndata: {"data":{"tick":"second"}}')
  leave.abort()
})

/** Returns the options that the page passes to GraphiQL. */
function optionsOf(page: string): { endpoint: string } {
  const call = page.slice(page.lastIndexOf("querySelector('#root')"))
  return JSON.parse(call.slice(call.indexOf('{'), call.lastIndexOf('}') + 1))
}

/** Returns the next event of a stream, without keep-alive comments. */
async function nextEvent({ body }: Response): Promise<string | undefined> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of body?.values({ preventCancel: true }) ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const event = /^event: .*\ndata: .*(?=\n\n)/m.exec(text)?.[0]
    if (event !== undefined) return event
  }
  return undefined
}
