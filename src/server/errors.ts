import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { GraphQLError } from 'graphql'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { sendJson } from './send-json.ts'

/** A GraphQL error with a code for programs and the HTTP status that it stands for. */
export function refusal(status: number, code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } })
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error
}

/** What the parser of forms says of a form that is broken, without a status. */
const brokenForm = new Set([
  'Malformed content type',
  'Malformed part header',
  'Multipart: Boundary not found',
  'Unexpected end of file',
  'Unexpected end of form',
])

/** An error of the body's parsers for which the client is to blame. */
export function isBodyError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return brokenForm.has(error.message) || (statusOf(error) ?? 500) < 500
}

function statusOf(error: Error): number | null {
  return 'status' in error && typeof error.status === 'number' ? error.status : null
}

/** Tells the client what it did wrong about its body. */
export function bodyRefusal(error: Error): GraphQLError {
  return statusOf(error) === 413
    ? refusal(413, 'PAYLOAD_TOO_LARGE', error.message)
    : refusal(400, 'BAD_REQUEST', error.message)
}

/** Lets errors through that are meant for the client; any other is logged in full, and the client gets a request id that finds it. */
export function maskError(error: unknown, log: Log): GraphQLError {
  const cause = causeOf(error)
  if (error instanceof GraphQLError && cause instanceof GraphQLError) {
    // What graphql says of variables that do not fit bears none.
    if (error.path === undefined) error.extensions['code'] ??= 'BAD_USER_INPUT'
    return error
  }
  const { nodes = null, path = null } = error instanceof GraphQLError ? error : {}
  const at = { nodes, path }
  if (cause instanceof DomainError) {
    return new GraphQLError(cause.message, { ...at, extensions: { code: cause.code } })
  }
  if (isBodyError(cause)) {
    const { message, extensions } = bodyRefusal(cause)
    return new GraphQLError(message, { ...at, extensions })
  }
  const requestId = randomUUID()
  log.error({ err: cause, requestId, path }, 'request: failed')
  return new GraphQLError(`Something went wrong on our side. Quote ${requestId} when you report it.`, {
    ...at,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  })
}

/** The HTTP status that an error stands for. */
export function httpStatus({ http, code }: GraphQLError['extensions']): number {
  return http?.status ?? (code === 'INTERNAL_SERVER_ERROR' ? 500 : 400)
}

/** Sets what a refusal wants said in headers. */
export function setHeaders(res: ServerResponse, headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
}

/** Answers with an error outside GraphQL, `{ error: { code, message } }`: what was refused in its own words, anything else masked. */
export function sendError(
  res: ServerResponse,
  error: unknown,
  log: Log,
  more: { status?: number; line?: number } = {},
) {
  const { message, extensions } = maskError(error, log)
  const { http, code, ...rest } = extensions
  const { status = httpStatus(extensions), ...said } = more
  setHeaders(res, http?.headers)
  sendJson(res, status, { error: { code, message, ...rest, ...said } })
}
