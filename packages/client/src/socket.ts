import { type Client, createClient } from 'graphql-ws'
import { type Connection, headersOf } from './connection.ts'

/** The close code for an invalid or revoked token. */
const forbidden = 4403
const pingInterval = 10_000
const pongTimeout = 5_000
const maxRetryDelay = 5_000

/** Creates the socket of all subscriptions, which is opened by the first and closed after the last, and reconnects until then. */
export function createSocket(connection: Connection, webSocketImpl: unknown): Client {
  let pongTimer: ReturnType<typeof setTimeout> | undefined
  const socket = createClient({
    url: connection.url.replace(/^http/, 'ws'),
    connectionParams: headersOf(connection),
    webSocketImpl,
    keepAlive: pingInterval,
    connectionAckWaitTimeout: pingInterval,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (error) => !isForbidden(error),
    retryWait: waitBeforeRetry,
    on: {
      closed: () => clearTimeout(pongTimer),
      ping: (wasReceived) => {
        // A connection that was lost without a close frame is detected by the missing pong.
        if (!wasReceived) pongTimer = setTimeout(() => socket.terminate(), pongTimeout)
      },
      pong: (wasReceived) => {
        if (wasReceived) clearTimeout(pongTimer)
      },
    },
  })
  return socket
}

/** Returns whether the server closed the socket because of the token. */
export function isForbidden(error: unknown): boolean {
  return codeOf(error) === forbidden
}

/** Returns the code with which a socket was closed, or null if the value is not the event of a close. */
export function codeOf(event: unknown): number | null {
  if (typeof event !== 'object' || event === null || !('code' in event) || !('reason' in event)) return null
  return typeof event.code === 'number' ? event.code : null
}

/** Waits before the next attempt: exponential backoff with jitter. */
export async function waitBeforeRetry(attempts: number): Promise<void> {
  const delay = Math.min(250 * 2 ** attempts, maxRetryDelay) * (0.75 + Math.random() / 2)
  await new Promise((resolve) => setTimeout(resolve, delay))
}
