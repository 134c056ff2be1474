import type { SubscriptionForwarder } from 'urql'
import { isForbidden, type Socket, waitBeforeRetry } from './socket.ts'

/** Sends subscriptions over the socket; restarts one that graphql-ws gave up on because the socket was closed with a fatal code. */
export function forwardSubscriptions({ client }: Socket): SubscriptionForwarder {
  return ({ query, variables }) => ({
    subscribe(sink) {
      let isOver = false
      let stop = () => {}
      const start = (attempts: number) => {
        stop = client.subscribe(
          { query: query ?? '', variables: variables ?? {} },
          {
            next: ({ data, errors }) => sink.next({ data: data ?? null, ...(errors && { errors }) }),
            complete: () => sink.complete(),
            error: (error) => {
              if (isOver || isForbidden(error)) return
              if (!(error instanceof CloseEvent)) return sink.error(error)
              void waitBeforeRetry(attempts).then(() => isOver || start(attempts + 1))
            },
          },
        )
      }
      start(0)
      return {
        unsubscribe() {
          isOver = true
          stop()
        },
      }
    },
  })
}
