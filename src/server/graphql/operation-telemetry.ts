import { getOperationAST } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import { operationSeconds, subscribers } from '../../telemetry/metrics.ts'
import { traced } from '../../telemetry/tracing.ts'

/** Measures and traces queries and mutations, and counts open subscriptions. */
export function useOperationTelemetry(): Plugin {
  return {
    onExecute({ args: { document, operationName }, executeFn, setExecuteFn }) {
      const type = getOperationAST(document, operationName)?.operation ?? 'query'
      const stop = operationSeconds.startTimer({ type })
      setExecuteFn((args) =>
        traced(`graphql ${type}`, { attributes: { 'graphql.operation.type': type } }, () => executeFn(args)),
      )
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
