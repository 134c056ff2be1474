import type { IncomingMessage, ServerResponse } from 'node:http'

/** When a request times out: fewer than `bytes` of its body in `within`, or headers after `headersWithin`, both in milliseconds. */
export interface BodyTimeout {
  readonly bytes: number
  readonly within: number
  readonly headersWithin: number
}

/** Slower than any real connection, but faster than a client that sends single bytes to keep connections busy. */
export const defaultBodyTimeout: BodyTimeout = { bytes: 1_000, within: 60_000, headersWithin: 15_000 }

const timeoutBody = JSON.stringify({
  error: { code: 'REQUEST_TIMEOUT', message: 'The upload stalled, and nothing was stored. Send it again.' },
})

/** Closes a request whose body has stalled; there is no limit on its total time. */
export function enforceBodyTimeout(req: IncomingMessage, res: ServerResponse, { bytes, within }: BodyTimeout): void {
  const { socket } = req
  let seen = socket.bytesRead
  // If data is waiting to be read, it is the server that paused.
  let wasListening = true
  const watch = setInterval(() => {
    if (req.complete) return clearInterval(watch)
    const isListening = req.readableLength === 0
    if (wasListening && isListening && socket.bytesRead - seen < bytes) endBody(req, res)
    wasListening = isListening
    seen = socket.bytesRead
  }, within)
  watch.unref()
  res.once('close', () => clearInterval(watch))
}

/** Closes a request whose body takes too long, with 408. */
export function endBody(req: IncomingMessage, res: ServerResponse): void {
  if (!res.headersSent) {
    req.socket.write(
      `HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${timeoutBody.length}\r\nConnection: close\r\n\r\n${timeoutBody}`,
    )
  }
  req.destroy()
}
