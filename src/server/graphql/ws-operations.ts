import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql'
import type { Context as SocketContext } from 'graphql-ws'
import type { RawData } from 'ws'
import { shortened } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { maskError } from '../errors.ts'
import { checkJsonShape } from './json-shape.ts'

/** Returns whether the client still waits for the operation. */
export type IsAwaited = () => boolean

/**
 * Registers an operation under its id in the socket. Once the client completes it, the id can be reused at once, and late results
 * would look like results of the next operation. Check the returned function before sending anything.
 */
export function registerOperation(operations: SocketContext['subscriptions'], id: string): IsAwaited {
  const operation: AsyncIterable<never> = { [Symbol.asyncIterator]: () => ({ next: never }) }
  operations[id] = operation
  return () => operations[id] === operation
}

/** The result of an operation that its client completed. It never settles, or graphql-ws would complete the operation that now has its id. */
export function never(): Promise<never> {
  return new Promise(() => {})
}

/** Returns the stream with a failure as its last result, masked like any other error; yields nothing after `return`. */
export function withMaskedErrors(
  source: AsyncIterable<ExecutionResult>,
  log: Log,
): AsyncIterableIterator<ExecutionResult> {
  const iterator = source[Symbol.asyncIterator]()
  let hasReturned = false
  return {
    async next() {
      const result = await iterator
        .next()
        .catch((error: unknown) => ({ done: false, value: { errors: [maskError(error, log)] } }))
      return hasReturned ? never() : result
    },
    async return() {
      hasReturned = true
      return (await iterator.return?.()) ?? { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** Returns an error as it is sent, without its HTTP status. */
export function formatted(error: GraphQLError): GraphQLFormattedError {
  const { extensions = {}, message, ...rest } = error.toJSON()
  const { http: _, ...others } = extensions
  return { ...rest, message: shortened(message), extensions: others }
}

/** Returns a message as one piece. */
export function bytesOf(message: RawData): Buffer {
  if (Buffer.isBuffer(message)) return message
  return Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message)
}

/** Returns whether a message has no more values and levels than a body may have. */
export function isModest(message: Buffer): boolean {
  try {
    checkJsonShape()(message)
    return true
  } catch {
    return false
  }
}
