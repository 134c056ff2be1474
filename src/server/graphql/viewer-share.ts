import type { ExecutionResult } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import { onBehalfOf } from '../../db/shared-pool.ts'
import type { Context } from '../../graphql/context.ts'

/** Counts the connections that an operation takes, and each event of a subscription, to its viewer's share of the pool. */
export function useViewerShare(): Plugin<Context> {
  return {
    onExecute({ context: { viewer }, executeFn, setExecuteFn }) {
      if (viewer) setExecuteFn((args) => onBehalfOf(viewer.userId, () => executeFn(args)))
    },
    onSubscribe({ context: { viewer }, subscribeFn, setSubscribeFn }) {
      if (!viewer) return
      const { userId } = viewer
      setSubscribeFn(async (args) => {
        const result = await onBehalfOf(userId, () => subscribeFn(args))
        return isAsyncIterable<ExecutionResult>(result) ? eachOnBehalfOf(userId, result) : result
      })
    },
  }
}

function eachOnBehalfOf(
  userId: number,
  source: AsyncIterable<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult> {
  const iterator = source[Symbol.asyncIterator]()
  return {
    next: () => onBehalfOf(userId, () => iterator.next()),
    return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
