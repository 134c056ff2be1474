import { getOperationAST } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import { operationSeconds, subscribers } from '../../telemetry/metrics.ts'

/** Measures queries and mutations, and counts open subscriptions. */
export function useOperationMetrics(): Plugin {
  return {
    onExecute({ args: { document, operationName } }) {
      const stop = operationSeconds.startTimer({ type: getOperationAST(document, operationName)?.operation ?? 'query' })
      return {
        onExecuteDone({ result }) {
          if (!isAsyncIterable(result)) stop({ outcome: result.errors?.length ? 'error' : 'ok' })
        },
      }
    },
    onSubscribe() {
      return {
        onSubscribeResult({ result }) {
          if (!isAsyncIterable(result)) return undefined
          subscribers.inc()
          return { onEnd: () => subscribers.dec() }
        },
      }
    },
  }
}
