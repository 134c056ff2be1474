import type { WebSocket } from 'ws'
import type { Subscriber } from './shared-subscription.ts'

const asText = { binary: false }

/** Returns a stream that yields nothing: it sends the subscriber's results to the socket itself, and ends after the last. */
export function sendResults(subscriber: Subscriber, socket: WebSocket, id: string): AsyncIterableIterator<never> {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`)
  return {
    next: () =>
      new Promise((resolve) => {
        subscriber.start({
          send({ message }, sent) {
            if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([head, message]), asText, sent)
          },
          complete: () => resolve({ done: true, value: undefined }),
        })
      }),
    async return() {
      subscriber.close()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
