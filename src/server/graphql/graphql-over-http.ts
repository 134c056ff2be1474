import type { IncomingMessage } from 'node:http'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import { refusal } from '../errors.ts'

const offered = ['application/json', 'application/graphql-response+json', 'text/event-stream', 'multipart/mixed']

/** Refuses who accepts no form that an answer could have, before anything is done whose answer would be lost. */
export function refuseUnanswerable({ headers: { accept } }: IncomingMessage): void {
  if (accept === undefined || accept.trim() === '') return
  const accepted = accept
    .toLowerCase()
    .split(',')
    .filter((range) => !/charset="?(?!utf-8)/.test(range))
    .map((range) => range.replace(/;.*/s, '').trim())
  const isAccepted = (type: string) =>
    [type, type.replace(/\/.*/, '/*'), '*/*'].some((range) => accepted.includes(range))
  if (offered.some(isAccepted)) return
  throw refusal(406, 'NOT_ACCEPTABLE', `The answer comes as one of ${offered.join(', ')}: accept one of them.`)
}

// Of an operation that was understood as a request, in the words of the protocol of event streams.
const statusesOfOperations = new Set([400, 401])

/** What the protocols over HTTP ask for and Yoga leaves open. */
export function useHttpRules(): Plugin {
  const run = new WeakSet<Request>()
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (request.method !== 'GET' || requestParser === undefined) return
      setRequestParser(async (request) => {
        try {
          return await requestParser(request)
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error
          throw refusal(400, 'BAD_REQUEST', 'The parameters `variables` and `extensions` have to be JSON.')
        }
      })
    },
    onExecutionResult({ request }) {
      run.add(request)
    },
    onResultProcess({ result, resultProcessor }) {
      // A subscription whose client accepts no stream is answered with 406, and would go on for nobody.
      if (!resultProcessor && isAsyncIterable(result)) void result[Symbol.asyncIterator]().return?.()
    },
    onResponse({ request, response, setResponse, fetchAPI }) {
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
      if (!isStream || !run.has(request) || !statusesOfOperations.has(response.status)) return
      // An event source shows no more of an answer with another status than that it failed.
      setResponse(new fetchAPI.Response(response.body, { status: 200, headers: response.headers }))
    },
  }
}
