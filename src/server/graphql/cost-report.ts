import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Rates } from '../guards/rate-limit.ts'
import { costOfRequest, limits } from './operation-limits.ts'
import type { HttpContext } from './request-body.ts'

/** Adds `extensions.cost` to the result of each query and mutation: its cost, and how many requests are left. */
export function useCostReport(rates: Rates): Plugin<Partial<Pick<HttpContext, 'req'>>> {
  return {
    onExecute({ args: { contextValue } }) {
      return {
        onExecuteDone({ result, setResult }) {
          const requested = costOfRequest(contextValue.params)
          if (requested === undefined || isAsyncIterable(result)) return
          const cost = { requested, maximum: limits.cost, ...rates.stateOf(contextValue.req) }
          setResult({ ...result, extensions: { ...result.extensions, cost } })
        },
      }
    },
  }
}
