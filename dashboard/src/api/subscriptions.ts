import type { SubscriptionForwarder } from 'urql'
import { isForbidden, pause, type Socket } from './socket.ts'

/** Sends subscriptions over the socket. One that the protocol gives up for good, as when the server failed inside, is begun anew. */
export function forwardOver({ client }: Socket): SubscriptionForwarder {
  return ({ query, variables }) => ({
    subscribe(sink) {
      let isOver = false
      let stop = () => {}
      const begin = (attempts: number) => {
        stop = client.subscribe(
          { query: query ?? '', variables: variables ?? {} },
          {
            next: ({ data, errors }) => sink.next({ data: data ?? null, ...(errors && { errors }) }),
            complete: () => sink.complete(),
            error: (error) => {
              if (isOver || isForbidden(error)) return
              if (!(error instanceof CloseEvent)) return sink.error(error)
              void pause(attempts).then(() => isOver || begin(attempts + 1))
            },
          },
        )
      }
      begin(0)
      return {
        unsubscribe() {
          isOver = true
          stop()
        },
      }
    },
  })
}
