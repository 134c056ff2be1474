import { describe, expect, it } from 'vitest'
import type { StandIn } from '../server/stand-in.ts'
import { bearer, csrfHeader } from '../support/graphql.ts'

type Params = Record<'query', string> & { variables?: unknown; operationName?: string }

/** The event of a result, which `extensions` follow. */
const next = (data: unknown) => ({
  event: 'next',
  data: expect.stringContaining(JSON.stringify({ data }).slice(0, -1)),
})
const complete = { event: 'complete', data: '' }
const two = 'query Hello { hello } query Me { me }'

/** Tests the distinct connections mode of GraphQL over Server-Sent Events, with one connection per operation. */
export function describeEventStreams(server: () => StandIn): void {
  const headers = { accept: 'text/event-stream' }

  const post = (body: unknown, more: Record<string, string> = {}) =>
    fetch(server().url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', ...more },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })

  const get = (params: Record<string, string>, more: Record<string, string> = {}) =>
    fetch(`${server().url}?${new URLSearchParams(params)}`, { headers: { ...headers, ...csrfHeader, ...more } })

  describe('server-sent events: an operation', () => {
    it('an event stream must not be cached or transformed', async () => {
      const response = await post({ query: '{ hello }' })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^text\/event-stream(; charset=utf-8)?$/)
      expect(response.headers.get('cache-control')).toContain('no-cache')
      expect(await response.text()).toMatch(
        /^(:\n\n)+event: next\ndata: {"data":{"hello":"hello"},.*}\n\n(:\n\n)*event: complete\ndata:\n\n$/,
      )
    })

    it.each<[string, Params, unknown]>([
      ['a query', { query: '{ hello }' }, { hello: 'hello' }],
      ['a mutation', { query: 'mutation { textLength(text: "abc") }' }, { textLength: 3 }],
      [
        'variables',
        { query: 'mutation ($text: String!) { textLength(text: $text) }', variables: { text: 'abcd' } },
        { textLength: 4 },
      ],
      ['the name of one of several', { query: two, operationName: 'Hello' }, { hello: 'hello' }],
    ])('an operation gets its result and a complete event: %s', async (_title, params, data) => {
      expect(await eventsOf(await post(params))).toEqual([next(data), complete])
    })

    it.each<[string, Record<string, string>, unknown]>([
      ['a query', { query: '{ hello }' }, { hello: 'hello' }],
      [
        'variables',
        { query: 'query ($yes: Boolean!) { hello @include(if: $yes) }', variables: '{"yes":true}' },
        { hello: 'hello' },
      ],
      ['the name of one of several', { query: two, operationName: 'Hello' }, { hello: 'hello' }],
    ])('an operation may be sent by GET: %s', async (_title, params, data) => {
      expect(await eventsOf(await get(params))).toEqual([next(data), complete])
    })

    it('a subscription by GET streams until the client disconnects', async () => {
      const token = await server().signUp()
      const response = await get({ query: 'subscription { tick }' }, bearer(token))
      const reader = pieces(response)
      expect(await reader.upTo('"first"')).toContain('event: next\n')
      await reader.leave()
      await expect.poll(() => server().ticks.size).toBe(0)
    })

    it('operations of the same client are independent', async () => {
      const token = await server().signUp()
      const open = async () => {
        const before = new Set(server().ticks)
        const reader = pieces(await post({ query: 'subscription { tick }' }, bearer(token)))
        await reader.upTo('"first"')
        const stream = [...server().ticks].find((candidate) => !before.has(candidate))
        if (!stream) throw new Error('unreachable')
        return { reader, stream }
      }
      const [one, other] = [await open(), await open()]
      one.stream.put('a', 'of one')
      one.stream.end()
      server().ticks.delete(one.stream)
      expect(await one.reader.upTo('event: complete\ndata:\n\n')).toContain('of one')
      other.stream.put('a', 'of the other')
      expect(await other.reader.upTo('of the other')).not.toContain('of one')
      await other.reader.leave()
    })

    it('comments keep an idle event stream alive', async () => {
      const reader = pieces(await post({ query: 'subscription { tick }' }, bearer(await server().signUp())))
      await reader.upTo('"first"')
      expect(await reader.upTo(':\n\n:\n\n')).not.toContain('event: complete')
      await reader.leave()
    })

    it('each result is one line of data, whatever it contains', async () => {
      const message = 'Unknown\nname: \u2028 \r\n\n data: x'
      const params = { query: 'query ($value: Int) { hello @include(if: true) }', variables: { value: message } }
      const text = await (await post(params)).text()
      expect(text).toMatch(/^(:\n\n)+event: next\ndata: .*\n\n(:\n\n)*event: complete\ndata:\n\n$/)
      expect(text).not.toContain('\r')
    })
  })

  describe('server-sent events: an error', () => {
    it.each<[string, Params, string]>([
      ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
      ['no name among several operations', { query: two }, 'OPERATION_RESOLUTION_FAILURE'],
      ['a name that no operation has', { query: two, operationName: 'Other' }, 'OPERATION_RESOLUTION_FAILURE'],
      [
        'a variable of the wrong type',
        { query: 'query ($yes: Boolean!) { hello @include(if: $yes) }', variables: { yes: 7 } },
        'BAD_USER_INPUT',
      ],
      ['a query that requires a token', { query: '{ me }' }, 'UNAUTHENTICATED'],
      ['a subscription that requires a token', { query: 'subscription { tick }' }, 'UNAUTHENTICATED'],
      ['a resolver with a client error', { query: '{ teapot }' }, 'TEAPOT'],
      ['a resolver with an unexpected error', { query: '{ broken }' }, 'INTERNAL_SERVER_ERROR'],
    ])('an error of the operation is in the result of an accepted stream: %s', async (_title, params, code) => {
      const response = await post(params)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toContain('text/event-stream')
      const [result, end, ...more] = await eventsOf(response)
      expect(JSON.parse(result?.data ?? '')).toMatchObject({
        errors: [{ message: expect.any(String), extensions: { code } }],
      })
      expect(result?.event).toBe('next')
      expect(result?.data).not.toContain('"http"')
      expect(end).toEqual(complete)
      expect(more).toEqual([])
    })

    it.each<[string, () => Promise<Response>, number]>([
      ['invalid JSON', () => post('{'), 400],
      ['a list of variables', () => post({ query: '{ hello }', variables: [] }), 400],
      ['a query that is not a string', () => post({ query: 7 }), 400],
      ['another content type', () => post('{ hello }', { 'content-type': 'text/plain' }), 415],
      ['a mutation by GET', () => get({ query: 'mutation { textLength(text: "a") }' }), 405],
      ['variables by GET that are not JSON', () => get({ query: '{ hello }', variables: '{' }), 400],
      ['extensions by GET that are not JSON', () => get({ query: '{ hello }', extensions: '{' }), 400],
      ['an invalid token', () => post({ query: '{ hello }' }, bearer('invalid')), 401],
    ])('an error of the request has an HTTP status: %s', async (_title, send, status) => {
      const response = await send()
      expect(response.status).toBe(status)
      expect(await response.text()).toMatch(/"code":"(BAD_REQUEST|UNSUPPORTED_MEDIA_TYPE|UNAUTHENTICATED)"/)
    })

    it.each(['application/json', 'application/graphql-response+json'])(
      'a subscription with only %s accepted is rejected, and its source is closed',
      async (accept) => {
        const token = await server().signUp()
        const response = await post({ query: 'subscription { tick }' }, { accept, ...bearer(token) })
        expect(response.status).toBe(406)
        expect(response.headers.get('accept')).toContain('text/event-stream')
        await expect.poll(() => server().ticks.size).toBe(0)
      },
    )
  })
}

/** Returns all events of a stream that completes. */
async function eventsOf(response: Response): Promise<{ event: string; data: string }[]> {
  const blocks = (await response.text()).split('\n\n').filter((block) => block !== '' && !block.startsWith(':'))
  return blocks.map((block) => {
    const [, event = '', data = ''] = /^event: (.*)\ndata: ?(.*)$/.exec(block) ?? []
    return { event, data }
  })
}

/** Reads a stream as it arrives. */
function pieces(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let unread = ''
  return {
    /** Resolves with all text up to and including these words. */
    async upTo(words: string): Promise<string> {
      while (!unread.includes(words)) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: '' }
        if (done) throw new Error(`The stream ended before ${words}.`)
        unread += value
      }
      const end = unread.indexOf(words) + words.length
      const text = unread.slice(0, end)
      unread = unread.slice(end)
      return text
    },
    leave: () => reader?.cancel(),
  }
}
