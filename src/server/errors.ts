import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { GraphQLError } from 'graphql'
import { DeletedMeanwhileError, isCancelled, isMissingRecord, ReadTimeoutError } from '../db/errors.ts'
import { DomainError, shortened } from '../errors.ts'
import { currentRequestId, type Log } from '../log.ts'
import { sendJson } from './send-json.ts'

/** Returns a GraphQL error with a machine-readable code and an HTTP status. */
export function refusal(status: number, code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } })
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error
}

/** Messages of the form parser's errors that have no status. */
const malformedForm = new Set([
  'Malformed content type',
  'Malformed part header',
  'Multipart: Boundary not found',
  'Unexpected end of file',
  'Unexpected end of form',
])

/** Returns whether a body could not be parsed because of what the client sent. */
export function isBodyError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return malformedForm.has(error.message) || (statusOf(error) ?? 500) < 500
}

function statusOf(error: Error): number | null {
  return 'status' in error && typeof error.status === 'number' ? error.status : null
}

/** Returns the response to a body that could not be parsed. */
export function bodyRefusal(error: Error): GraphQLError {
  return statusOf(error) === 413
    ? refusal(413, 'PAYLOAD_TOO_LARGE', shortened(error.message))
    : refusal(400, 'BAD_REQUEST', shortened(error.message))
}

/** Returns the error that a client is told in place of some errors of the database; any other error as it is. */
function asReported(error: unknown): unknown {
  if (isMissingRecord(error)) return new DeletedMeanwhileError(error)
  return isCancelled(error) ? new ReadTimeoutError(error) : error
}

/** Passes errors that are meant for the client; logs any other in full and returns an error with the request id of the log entry. */
export function maskError(error: unknown, log: Log): GraphQLError {
  const thrown = causeOf(error)
  const cause = asReported(thrown)
  if (error instanceof GraphQLError && cause instanceof GraphQLError) {
    // graphql-js sets no code for invalid variables.
    if (error.path === undefined) error.extensions['code'] ??= 'BAD_USER_INPUT'
    error.message = shortened(error.message)
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
  const requestId = currentRequestId() ?? randomUUID()
  log.error({ err: cause, requestId, path }, 'request failed')
  return new GraphQLError(`Something went wrong on the server. Quote ${requestId} when you report it.`, {
    ...at,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  })
}

/** Returns the HTTP status of an error. */
export function httpStatus({ http, code }: GraphQLError['extensions']): number {
  return http?.status ?? (code === 'INTERNAL_SERVER_ERROR' ? 500 : 400)
}

/** Sets the headers of an error. */
export function setHeaders(res: ServerResponse, headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
}

/** Sends an error outside GraphQL as `{ error: { code, message } }`; unexpected errors are masked. */
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
