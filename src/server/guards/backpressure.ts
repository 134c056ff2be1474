import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** How long an event stream may stall before it is closed, in milliseconds. */
const stallTimeout = 60_000
/** Bytes that may be buffered for a client before its messages are no longer read. */
const maxUnread = 1_000_000

/** Closes an event stream whose client has read none of the pending data for `timeoutMs`. */
export function closeStalledStream(res: ServerResponse, timeoutMs = stallTimeout): void {
  // The client left before, and the event that ends the watch is over.
  if (res.closed) return
  let before = -1
  const watch = setInterval(() => {
    const { socket } = res
    if (socket === null) return
    const taken = socket.bytesWritten - socket.writableLength
    if (socket.writableLength > 0 && taken === before) res.destroy()
    before = taken
  }, timeoutMs)
  watch.unref()
  res.once('close', () => clearInterval(watch))
}

/**
 * Stops reading from a client until it has read what is buffered for it. Each message may cause a response, so a client that
 * sends without reading would fill our memory. If it never reads, it fails the next ping and is closed.
 */
export function pauseUntilDrained(socket: WebSocket, connection: Duplex): void {
  if (socket.bufferedAmount < maxUnread || socket.isPaused) return
  socket.pause()
  connection.once('drain', () => socket.resume())
}
