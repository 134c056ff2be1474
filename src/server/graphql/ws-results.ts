import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Subscriber } from './shared-subscription.ts'

/** Returns a stream that yields nothing: it sends the subscriber's results to the socket's connection itself, and ends after the last. */
export function sendResults(
  subscriber: Subscriber,
  socket: WebSocket,
  connection: Duplex,
  id: string,
): AsyncIterableIterator<never> {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`)
  return {
    next: () =>
      new Promise((resolve) => {
        subscriber.start({
          send({ message }, sent) {
            // ws would write the frame's header apart, which takes longer; it queues nothing, since messages are not compressed.
            if (socket.readyState === socket.OPEN) connection.write(textFrame(head, message), sent)
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

const finalText = 0x81

/** Returns a text message of two parts as a frame of RFC 6455, section 5.2, as a server sends it: without a mask. */
function textFrame(head: Buffer, tail: Buffer): Buffer {
  const length = head.length + tail.length
  const sizeBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const frame = Buffer.allocUnsafe(2 + sizeBytes + length)
  frame[0] = finalText
  frame[1] = sizeBytes === 0 ? length : sizeBytes === 2 ? 126 : 127
  if (sizeBytes === 2) frame.writeUInt16BE(length, 2)
  if (sizeBytes === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  head.copy(frame, 2 + sizeBytes)
  tail.copy(frame, 2 + sizeBytes + head.length)
  return frame
}
