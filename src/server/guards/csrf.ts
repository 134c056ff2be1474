import type { IncomingMessage } from 'node:http'
import { refusal } from '../errors.ts'

/** Headers that another site cannot send without a CORS preflight; one of them is enough. */
export const csrfHeaders = [
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-graphql-yoga-csrf',
  'x-requested-with',
] as const

/** Rejects GET and form requests without a CSRF header, because another site could have sent them. */
export function requireCsrfHeader({ method, headers }: IncomingMessage): void {
  const isSimple = method === 'GET' || contentType(headers['content-type']) === 'multipart/form-data'
  if (!isSimple || contentType(headers['content-type']) === 'application/json') return
  if (csrfHeaders.some((name) => headers[name])) return
  throw refusal(
    403,
    'PREFLIGHT_REQUIRED',
    'Another site could have sent this request. Send application/json, or add the header `GraphQL-Require-Preflight: 1`.',
  )
}

/** Returns the media type of a Content-Type header, without its parameters. */
export function contentType(header: string | undefined): string | undefined {
  return header?.split(';')[0]?.trim().toLowerCase()
}
