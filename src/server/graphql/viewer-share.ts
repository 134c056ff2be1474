import type { ExecutionResult } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import { eachOnBehalfOf, onBehalfOf } from '../../db/shared-pool.ts'
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
