import { beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { bearer, upload } from '../../support/graphql.ts'
import { openSocket } from '../../support/sockets.ts'

/** Milliseconds of processor time for one request, with its client and all threads; generous, for slow machines. */
const maxCpu = 1_500
const maxAnswer = 20_000

let app: TestApp
let token: string
beforeAll(async () => {
  app = await startTestApp({ role: 'api' })
  token = (await app.createUser()).token
})

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
  const requests = [
    {
      query: 'query ($first: Int) { lists(first: $first) { totalCount } }',
      variables: { first: 'x'.repeat(5_000_000) },
    },
    {
      query: 'mutation ($input: BlockCompaniesInput!) { blockCompanies(input: $input) { __typename } }',
      variables: { input: { entries: [Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`u${i}`, 1]))] } },
    },
  ]
  for (const request of requests) {
    const { cpu, answer } = await costOf(() => postText(JSON.stringify(request), bearer(token)))
    expect(JSON.parse(answer)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
    expect(answer.length).toBeLessThan(2_000)
    expect(cpu).toBeLessThan(2 * maxCpu)
  }
})

it.each([
  ['more values than an operation needs', `{"a":[${`[${'1,'.repeat(9_000)}1],`.repeat(12)}1]}`],
  ['an array that is too long', `{"a":[${'1,'.repeat(10_000)}1]}`],
  ['an object that is too wide', JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [i, 1])))],
])('a body with %s is refused before it is parsed', async (_what, variables) => {
  const answer = await postText(`{"query":"{ __typename }","variables":${variables}}`, bearer(token))
  expect(JSON.parse(answer)).toMatchObject({ errors: [{ extensions: { code: 'TOO_MANY_VALUES' } }] })
})

it('a body takes arrays of 10,000 values, one after the other', async () => {
  const full = `[${'1,'.repeat(9_999)}1]`
  const answer = await postText(`{"query":"{ __typename }","variables":{"a":${full},"b":[${full},1]}}`, bearer(token))
  expect(JSON.parse(answer)).toMatchObject({ data: { __typename: 'Query' } })
})

it.each([
  [
    'many values',
    { query: '{ __typename }', variables: { a: Array(60_000).fill({}) } },
    'variables.a.0',
    'TOO_MANY_VALUES',
  ],
  [
    'many levels',
    { query: '{ __typename }', variables: { a: JSON.parse('['.repeat(99) + ']'.repeat(99)) } },
    'variables.b',
    'TOO_DEEP',
  ],
  [
    'a deep path for its file',
    { query: '{ __typename }', variables: {} },
    `variables${'.a'.repeat(500)}`,
    'BAD_REQUEST',
  ],
  [
    'a place for its file far behind the others',
    { query: '{ __typename }', variables: { a: [] } },
    'variables.a.1000',
    'BAD_REQUEST',
  ],
])('a form with %s is refused before it is followed', async (_what, operation, path, code) => {
  const { body } = await upload(app.url, operation, { path, name: 'a.csv', content: 'a' }, token)
  expect(body).toMatchObject({ errors: [{ extensions: { code } }] })
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
