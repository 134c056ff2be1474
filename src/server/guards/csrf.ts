import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { refusal } from '../errors.ts'

/** Headers that another site cannot send without a CORS preflight; one of them is enough. */
export const csrfHeaders = [
  'graphql-require-preflight',
  'graphql-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'x-graphql-yoga-csrf',
  'x-requested-with',
] as const

/**
 * Rejects GET and form requests that another site could have sent: those with neither a bearer token nor a CSRF header. A browser
 * asks first before it sends either across sites.
 */
export function requireCsrfHeader({ method, headers }: IncomingMessage): void {
  const isSimple = method === 'GET' || contentType(headers['content-type']) === 'multipart/form-data'
  if (!isSimple || contentType(headers['content-type']) === 'application/json') return
  if (hasBearerToken(headers.authorization) || hasCsrfHeader(headers)) return
  throw refusal(
    403,
    'PREFLIGHT_REQUIRED',
    'Another site could have sent this request. Send a bearer token, application/json, or the header `GraphQL-Require-Preflight: 1`.',
  )
}

/** Returns whether a request has a header that another site cannot send without a preflight. */
export function hasCsrfHeader(headers: IncomingHttpHeaders): boolean {
  return csrfHeaders.some((name) => headers[name])
}

// Only Bearer: a link can make a browser send Basic (https://name:password@host), and a network may add Negotiate.
function hasBearerToken(authorization = ''): boolean {
  return /^\s*bearer\s+\S/i.test(authorization)
}

/** Returns the media type of a Content-Type header, without its parameters. */
export function contentType(header: string | undefined): string | undefined {
  return header?.split(';')[0]?.trim().toLowerCase()
}
