import { randomUUID } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'

/** A GraphQL error with a code for programs and the HTTP status that it stands for. */
export function refusal(status: number, code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } })
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error
}

/** An error of the body's parsers, which carry an HTTP status below 500 where the client is to blame. */
export function isBodyError(error: unknown): error is Error & { status: number } {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500
}

/** Tells the client what it did wrong about its body. */
export function bodyRefusal(error: Error & { status: number }): GraphQLError {
  return error.status === 413
    ? refusal(413, 'PAYLOAD_TOO_LARGE', error.message)
    : refusal(400, 'BAD_REQUEST', error.message)
}

/** Lets errors through that are meant for the client; any other is logged in full, and the client gets a request id that finds it. */
export function maskError(error: unknown, log: Log): GraphQLError {
  const cause = causeOf(error)
  if (error instanceof GraphQLError && cause instanceof GraphQLError) return error
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
