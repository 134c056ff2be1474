import { type ExecutionResult, getOperationAST, OperationTypeNode } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Config } from '../../config.ts'
import { eachWithin, onBehalfOf, withReadTimeout } from '../../db/shared-pool.ts'
import type { Context } from '../../graphql/context.ts'

/**
 * Counts the connections that an operation takes, and each event of a subscription, to its viewer's share of the pool, and limits
 * how long the statements of queries and subscriptions take.
 */
export function useViewerShare({ readTimeout }: Pick<Config, 'readTimeout'>): Plugin<Context> {
  const read = <T>(userId: number, work: () => T) => onBehalfOf(userId, () => withReadTimeout(readTimeout, work))
  return {
    onExecute({ args: { document, operationName }, context: { viewer }, executeFn, setExecuteFn }) {
      if (!viewer) return
      const isQuery = getOperationAST(document, operationName)?.operation === OperationTypeNode.QUERY
      const run = isQuery ? read : onBehalfOf
      setExecuteFn((args) => run(viewer.userId, () => executeFn(args)))
    },
    onSubscribe({ context: { viewer }, subscribeFn, setSubscribeFn }) {
      if (!viewer) return
      const { userId } = viewer
      setSubscribeFn(async (args) => {
        const result = await read(userId, () => subscribeFn(args))
        return isAsyncIterable<ExecutionResult>(result) ? eachWithin((next) => read(userId, next), result) : result
      })
    },
  }
}
