import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql'
import type { Context as SocketContext } from 'graphql-ws'
import type { Log } from '../../log.ts'
import { maskError } from '../errors.ts'

/** Whether the client of a socket still waits for what an operation answers. */
export type IsAwaited = () => boolean

/**
 * Puts an operation into its place among those of its socket. Its id is free again at once when the client has completed it,
 * and what it still says would pass for an answer to the next one: it is to be asked before it says anything.
 */
export function takePlace(operations: SocketContext['subscriptions'], id: string): IsAwaited {
  const operation: AsyncIterable<never> = { [Symbol.asyncIterator]: () => ({ next: never }) }
  operations[id] = operation
  return () => operations[id] === operation
}

/** What an operation answers for which nobody waits; were it to end, graphql-ws would complete the one that has its id now. */
export function never(): Promise<never> {
  return new Promise(() => {})
}

/** Turns a failure in the middle of a stream into its last result, masked like any other; says nothing after it was left. */
export function endingInWords(
  source: AsyncIterable<ExecutionResult>,
  log: Log,
): AsyncIterableIterator<ExecutionResult> {
  const iterator = source[Symbol.asyncIterator]()
  let isLeft = false
  return {
    async next() {
      const result = await iterator
        .next()
        .catch((error: unknown) => ({ done: false, value: { errors: [maskError(error, log)] } }))
      return isLeft ? never() : result
    },
    async return() {
      isLeft = true
      return (await iterator.return?.()) ?? { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** An error as it travels, without the status that is for HTTP. */
export function formatted(error: GraphQLError): GraphQLFormattedError {
  const { extensions = {}, ...rest } = error.toJSON()
  const { http: _, ...others } = extensions
  return { ...rest, extensions: others }
}
