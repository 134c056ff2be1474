import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core'
import { type Connection, headersOf } from './connection.ts'
import { errorOf, isObject, unexpectedResponse } from './leadstream-error.ts'

/** A typed document as text: one of this package, or of GraphQL Code Generator with `documentMode: 'string'`. */
export type TextDocument<Result, Variables> = DocumentTypeDecoration<Result, Variables> & { toString(): string }

/** Sends a query or mutation and returns its data; throws a LeadstreamError for the first of its errors. */
export async function sendOperation<Result, Variables>(
  connection: Connection,
  document: TextDocument<Result, Variables>,
  variables: Variables | undefined,
  signal?: AbortSignal,
): Promise<Result> {
  const response = await fetch(connection.url, {
    method: 'POST',
    headers: {
      ...headersOf(connection),
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
    },
    body: JSON.stringify({ query: String(document), variables }),
    signal: signal ?? null,
  })
  const body: unknown = await response.json().catch(() => null)
  if (isObject(body) && Array.isArray(body['errors'])) throw errorOf(body['errors'][0])
  if (isObject(body) && 'data' in body) return body['data'] as Result
  throw unexpectedResponse(response.status)
}
