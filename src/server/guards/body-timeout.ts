import type { IncomingMessage, ServerResponse } from 'node:http'

/** When a client counts as silent: too few bytes of a body in too long a time, or headers that take too long, in milliseconds. */
export interface Silence {
  readonly bytes: number
  readonly within: number
  readonly headersWithin: number
}

/** No line of today is slower; whoever sends a byte now and then to hold a connection is. */
export const defaultBodyTimeout: Silence = { bytes: 1_000, within: 60_000, headersWithin: 15_000 }

const farewell = JSON.stringify({
  error: { code: 'REQUEST_TIMEOUT', message: 'The rest of the body did not come. Nothing was stored.' },
})

/** Hangs up on a request whose body has stopped coming in, however long one that still comes may take. */
export function enforceBodyTimeout(req: IncomingMessage, res: ServerResponse, { bytes, within }: Silence): void {
  const { socket } = req
  let seen = socket.bytesRead
  // What waits to be read here shows that it was not the client who paused.
  let wasListening = true
  const watch = setInterval(() => {
    if (req.complete) return clearInterval(watch)
    const isListening = req.readableLength === 0
    if (wasListening && isListening && socket.bytesRead - seen < bytes) {
      if (!res.headersSent) {
        socket.write(
          `HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${farewell.length}\r\nConnection: close\r\n\r\n${farewell}`,
        )
      }
      req.destroy()
    }
    wasListening = isListening
    seen = socket.bytesRead
  }, within)
  watch.unref()
  res.once('close', () => clearInterval(watch))
}
