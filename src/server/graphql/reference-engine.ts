import { subscribe } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { executeWithItems } from '../../graphql/page-items.ts'

/** Executes operations with graphql-js: Yoga's executor returns fields in the order in which they resolve, not in that of the selection. */
export function useReferenceEngine(): Plugin {
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn(executeWithItems)
    },
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(subscribe)
    },
  }
}
