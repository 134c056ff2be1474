import type { IncomingMessage } from 'node:http'
import { refusal } from '../errors.ts'

/** Headers that no page of another site can send without a browser asking us first; one of them is enough. */
export const preflightHeaders = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-graphql-yoga-csrf',
  'x-requested-with',
] as const

/** Refuses what a form or a link of another site could send: anything but JSON, without a header for which a browser asks first. */
export function requireCsrfHeader({ method, headers }: IncomingMessage): void {
  const isForgeable = method === 'GET' || contentType(headers['content-type']) === 'multipart/form-data'
  if (!isForgeable || contentType(headers['content-type']) === 'application/json') return
  if (preflightHeaders.some((name) => headers[name])) return
  throw refusal(
    403,
    'PREFLIGHT_REQUIRED',
    'Another site could have sent this. Send the operation as application/json, or add the header `GraphQL-Require-Preflight: 1`.',
  )
}

/** The media type that a Content-Type names, without its parameters. */
export function contentType(header: string | undefined): string | undefined {
  return header?.split(';')[0]?.trim().toLowerCase()
}
