import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** For how long, in milliseconds, an event stream whose client takes nothing of it is kept open. */
const patience = 60_000
/** Bytes that may wait for a client, behind which nothing more is read of what it sends. */
const maxUnread = 1_000_000

/** Hangs up on an event stream of which its client has taken nothing for a while, though there was something to take. */
export function closeStalledStream(res: ServerResponse, within = patience): void {
  let before = -1
  const watch = setInterval(() => {
    const { socket } = res
    if (socket === null) return
    const taken = socket.bytesWritten - socket.writableLength
    if (socket.writableLength > 0 && taken === before) res.destroy()
    before = taken
  }, within)
  watch.unref()
  res.once('close', () => clearInterval(watch))
}

/**
 * Reads on from a client only once it has read what waits for it: each message may have an answer, and whoever sends without
 * reading would fill our memory. One that stays away answers no ping, and is hung up on for that.
 */
export function pauseUntilDrained(socket: WebSocket, connection: Duplex): void {
  if (socket.bufferedAmount < maxUnread || socket.isPaused) return
  socket.pause()
  connection.once('drain', () => socket.resume())
}
