import { execute, subscribe } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** Executes operations with graphql-js: Yoga's executor returns fields in the order in which they resolve, not in that of the selection. */
export function useReferenceEngine(): Plugin {
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn(execute)
    },
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(subscribe)
    },
  }
}
