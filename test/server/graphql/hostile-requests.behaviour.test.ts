import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { bearer } from '../../support/graphql.ts'
import { runs } from '../../support/property-runs.ts'
import { Inbox, openSocket } from '../../support/sockets.ts'

/** Milliseconds of processor time for one request, with its client and all threads; generous, for slow machines. */
const maxCpu = 1_500
const maxAnswer = 20_000
/** Just under what a sender without a token may send. */
const room = 95_000

let app: TestApp
let token: string
beforeAll(async () => {
  app = await startTestApp({ role: 'api' })
  token = (await app.createUser()).token
})

interface Hostile {
  query: string
  variables?: unknown
  extensions?: unknown
  operationName?: string
}

const block = 'mutation ($input: BlockCompaniesInput!) { blockCompanies(input: $input) { __typename } }'
const pages = 'query ($first: Int) { lists(first: $first) { totalCount } }'
const input = (entry: unknown) => ({ input: { entries: [entry] } })
const wide = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`u${i}`, 1]))
const nested = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels)
/** Written into the body later, because JSON.stringify can't go that deep. */
const deep = (levels: number) => `${levels} levels`
const list = (count: number, write: (index: number) => string, separator = ' ') =>
  Array.from({ length: count }, (_, i) => write(i)).join(separator)

/** Ways to fill a request, each with the number of its parts. */
const shapes: Record<string, (count: number) => Hostile> = {
  'an object of unknown fields': (n) => ({ query: block, variables: input(wide(n)) }),
  'unknown fields of long names': (n) => ({ query: block, variables: input({ ['u'.repeat(n)]: 1 }) }),
  'objects in an array': (n) => ({ query: block, variables: { input: { entries: Array(n).fill({}) } } }),
  'an array for a number': (n) => ({ query: pages, variables: { first: Array(n).fill('1') } }),
  'a long text for a number': (n) => ({ query: pages, variables: { first: 'x'.repeat(n) } }),
  'a deep value': (n) => ({ query: pages, variables: { first: deep(n) } }),
  'variables that nothing uses': (n) => ({ query: pages, variables: wide(n) }),
  'variables that are declared': (n) => ({
    query: `query (${list(n, (i) => `$u${i}: Int`)}) { viewer { id } }`,
    variables: wide(n),
  }),
  'variables that are not declared': (n) => ({ query: `{ list(id: [${list(n, (i) => `$u${i}`)}]) { id } }` }),
  'extensions of many fields': (n) => ({ query: '{ __typename }', extensions: wide(n) }),
  'deep extensions': (n) => ({ query: '{ __typename }', extensions: deep(n) }),
  'a long name of an operation': (n) => ({ query: '{ __typename }', operationName: 'x'.repeat(n) }),
  'unknown fields in a document': (n) => ({ query: `{ ${list(n, (i) => `u${i}`)} }` }),
  'the same field': (n) => ({ query: `{ viewer { ${'id '.repeat(n)} } }` }),
  'one argument of different values': (n) => ({
    query: `{ ${list(n, (i) => `lists(first: ${i}) { totalCount }`, '\n'.repeat(50))} }`,
  }),
  'an input used by every field': (n) => ({
    query: `mutation ($input: BlockCompaniesInput!) { ${'blockCompanies(input: $input) { __typename } '.repeat(Math.min(n, 200))} }`,
    variables: { input: { entries: Array(Math.min(n, 3_000)).fill({ name: 'x' }) } },
  }),
  'a literal of unknown fields': (n) => ({
    query: `mutation { blockCompanies(input: { entries: [{ ${list(n, (i) => `u${i}: 1`)} }] }) { __typename } }`,
  }),
  'a long literal for a number': (n) => ({ query: `{ lists(first: "${'x'.repeat(n)}") { totalCount } }` }),
  'a deep literal': (n) => ({ query: `{ lists(first: ${nested(n, '[', ']')}) { totalCount } }` }),
  'a deep selection': (n) => ({ query: `{ ${'viewer { '.repeat(n)} id ${'}'.repeat(n)} }` }),
  'a literal that repeats a suggestion': (n) => ({
    query: `{ lists(first: "${' Did you mean '.repeat(Math.min(n, 6_000))}") { totalCount } }`,
  }),
  'fragments that spread each other twice': (n) => ({
    query: `{ ...F0 } ${list(Math.min(n, 190), (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)}`,
  }),
  'fragments side by side': (n) => ({
    query: `{ ${list(Math.min(n, 190), (i) => `...F${i}`)} } ${list(Math.min(n, 190), (i) => `fragment F${i} on Query { viewer { id } }`)}`,
  }),
  'line breaks before unknown fields': (n) => ({ query: `{ ${'\n'.repeat(n)} ${list(900, (i) => `u${i}`)} }` }),
  directives: (n) => ({ query: `{ viewer { id ${'@skip(if: 1) '.repeat(n)} } }` }),
}

/** Few parts, as many as a document may have tokens, and as many as fit into a request. */
const counts = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 200, max: 1_900 }), fc.constant(room))

/** Returns a request that fits into the limits, with as many parts as that allows. */
function fitting(shape: (count: number) => Hostile, count: number): string {
  for (let parts = count; ; parts = Math.floor(parts * 0.8)) {
    const body = JSON.stringify(shape(parts)).replace(/"(\d+) levels"/, (_, levels) => nested(Number(levels), '[', ']'))
    if (body.length <= room) return body
  }
}

async function costOf(send: () => Promise<string>): Promise<{ cpu: number; answer: string }> {
  const before = process.cpuUsage()
  const answer = await send()
  return { cpu: process.cpuUsage(before).user / 1_000, answer }
}

async function postText(body: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(app.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body,
  })
  return await response.text()
}

async function sendOverSocket(body: string): Promise<string> {
  const socket = new WebSocket(app.wsUrl, 'graphql-transport-ws')
  const inbox = new Inbox<string>()
  socket.on('open', () => socket.send('{"type":"connection_init"}'))
  socket.on('message', (data) => inbox.push(String(data)))
  socket.on('close', (code) => inbox.push(`closed with ${code}`))
  await inbox.next()
  socket.send(`{"id":"a","type":"subscribe","payload":${body}}`)
  const answer = (await inbox.next()) ?? ''
  socket.close()
  return answer
}

const transports: Record<string, (body: string) => Promise<string>> = {
  'over HTTP': postText,
  'over HTTP with a token': (body) => postText(body, bearer(token)),
  'over a WebSocket': sendOverSocket,
}

describe.each(Object.entries(transports))('%s', (_name, send) => {
  it.each(Object.entries(shapes))('%s cost little and are answered briefly', async (_shape, make) => {
    await fc.assert(
      fc.asyncProperty(counts, async (count) => {
        const { cpu, answer } = await costOf(() => send(fitting(make, count)))
        expect(answer.length).toBeLessThan(maxAnswer)
        expect(cpu).toBeLessThan(maxCpu)
      }),
      { ...runs(20, 2), examples: [[room], [1_900]] },
    )
  })
})

it.each([
  ['x-forwarded-for', (n: number) => '1.1.1.1,'.repeat(n / 8)],
  ['authorization', (n: number) => `Bearer ${' '.repeat(n)}x y`],
  ['accept', (n: number) => 'a/b;q=0,'.repeat(n / 8)],
  ['content-type', (n: number) => `application/json;${'a=b;'.repeat(n / 4)}`],
  ['accept-encoding', (n: number) => ' ,'.repeat(n / 2)],
])('the header %s costs little however long it is', async (name, write) => {
  const { cpu, answer } = await costOf(() => postText('{"query":"{ __typename }"}', { [name]: write(15_000) }))
  expect(answer.length).toBeLessThan(maxAnswer)
  expect(cpu).toBeLessThan(maxCpu)
})

it('a token allows for larger requests, whose errors are as short', async () => {
  for (const variables of [{ first: 'x'.repeat(5_000_000) }, input(wide(90_000))]) {
    const query = 'first' in variables ? pages : block
    const { cpu, answer } = await costOf(() => postText(JSON.stringify({ query, variables }), bearer(token)))
    expect(JSON.parse(answer)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
    expect(answer.length).toBeLessThan(2_000)
    expect(cpu).toBeLessThan(2 * maxCpu)
  }
})

it('a body of more values than an operation needs is refused before it is parsed', async () => {
  const answer = await postText(`{"query":"{ __typename }","variables":[${'1,'.repeat(300_000)}1]}`, bearer(token))
  expect(JSON.parse(answer)).toMatchObject({ errors: [{ extensions: { code: 'TOO_MANY_VALUES' } }] })
})

it('a socket without a token takes no larger messages than a request without one', async () => {
  const anonymous = await openSocket(app.url)
  await anonymous.next()
  anonymous.send({ id: 'a', type: 'subscribe', payload: { query: '{ __typename }', pad: 'x'.repeat(100_000) } })
  expect(await anonymous.closed).toBe(1009)

  const signedIn = await openSocket(app.url, { token })
  await signedIn.next()
  const query = `query ($text: String) { viewer { id } __typename @include(if: true) }`
  signedIn.send({ id: 'a', type: 'subscribe', payload: { query, variables: { text: 'x'.repeat(500_000) } } })
  expect(await signedIn.next()).toMatchObject({ id: 'a' })
  signedIn.close()
})
