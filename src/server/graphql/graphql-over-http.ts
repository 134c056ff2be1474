import type { IncomingMessage } from 'node:http'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import { refusal } from '../errors.ts'

const offered = ['application/json', 'application/graphql-response+json', 'text/event-stream', 'multipart/mixed']

/** Rejects a request that accepts none of the response types before it is executed. */
export function requireAcceptableType({ headers: { accept } }: IncomingMessage): void {
  if (accept === undefined || accept.trim() === '') return
  const accepted = accept
    .toLowerCase()
    .split(',')
    .filter((range) => !/charset="?(?!utf-8)/.test(range))
    .map((range) => range.replace(/;.*/s, '').trim())
  const isAccepted = (type: string) =>
    [type, type.replace(/\/.*/, '/*'), '*/*'].some((range) => accepted.includes(range))
  if (offered.some(isAccepted)) return
  throw refusal(406, 'NOT_ACCEPTABLE', `The Accept header must allow one of ${offered.join(', ')}.`)
}

// For well-formed requests, the event stream protocol expects status 200 and the error as an event.
const statusesOfOperations = new Set([400, 401])

/** Implements what the HTTP protocols require beyond Yoga. */
export function useGraphQLOverHttp(): Plugin {
  const run = new WeakSet<Request>()
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (request.method !== 'GET' || requestParser === undefined) return
      setRequestParser(async (request) => {
        try {
          return await requestParser(request)
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error
          throw refusal(400, 'BAD_REQUEST', 'The parameters `variables` and `extensions` must be JSON.')
        }
      })
    },
    onExecutionResult({ request }) {
      run.add(request)
    },
    onResultProcess({ result, resultProcessor }) {
      // If the client accepts no stream, Yoga responds with 406 but leaves the subscription running.
      if (!resultProcessor && isAsyncIterable(result)) void result[Symbol.asyncIterator]().return?.()
    },
    onResponse({ request, response, setResponse, fetchAPI }) {
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
      if (!isStream || !run.has(request) || !statusesOfOperations.has(response.status)) return
      // An EventSource hides the body of a response with another status.
      setResponse(new fetchAPI.Response(response.body, { status: 200, headers: response.headers }))
    },
  }
}
