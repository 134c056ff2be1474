import { type Client, createClient } from 'graphql-ws'
import { createSignal, type Signal } from './signal.ts'

/** Whether events reach this tab; `connecting` applies to the first attempt only. */
export type Connection = 'connecting' | 'live' | 'reconnecting'

/** The socket that carries all subscriptions. */
export interface Socket {
  readonly connection: Signal<Connection>
  readonly client: Client
  close(): void
}

/** The close code for a session that has ended. */
const forbidden = 4403
const pingInterval = 10_000
const pongTimeout = 5_000
const maxRetryDelay = 5_000

/** Returns whether the server closed the socket because the session has ended. */
export function isForbidden(error: unknown): boolean {
  return error instanceof CloseEvent && error.code === forbidden
}

/** Opens a socket that reconnects indefinitely; calls `onForbidden` when the server rejects the session and `onReconnect` when events may have been missed. */
export function openSocket(options: { onForbidden: () => void; onReconnect: () => void }): Socket {
  const { onForbidden, onReconnect } = options
  const connection = createSignal<Connection>('connecting')
  let pongTimer: ReturnType<typeof setTimeout> | undefined
  let wasLive = false

  const client = createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    keepAlive: pingInterval,
    connectionAckWaitTimeout: pingInterval,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (error) => !isForbidden(error),
    retryWait: waitBeforeRetry,
    on: {
      connected: () => {
        connection.set('live')
        if (wasLive) onReconnect()
        wasLive = true
      },
      closed: (event) => {
        clearTimeout(pongTimer)
        if (isForbidden(event)) onForbidden()
        else if (wasLive) connection.set('reconnecting')
      },
      ping: (wasReceived) => {
        // A connection that was lost without a close frame is detected by the missing pong.
        if (!wasReceived) pongTimer = setTimeout(() => client.terminate(), pongTimeout)
      },
      pong: (wasReceived) => {
        if (wasReceived) clearTimeout(pongTimer)
      },
    },
  })
  const terminate = () => client.terminate()
  addEventListener('offline', terminate)
  return {
    connection,
    client,
    close() {
      removeEventListener('offline', terminate)
      clearTimeout(pongTimer)
      void client.dispose()
    },
  }
}

/** Waits before the next attempt: exponential backoff with jitter, cut short when the browser goes online. */
export async function waitBeforeRetry(attempts: number): Promise<void> {
  const delay = Math.min(250 * 2 ** attempts, maxRetryDelay) * (0.75 + Math.random() / 2)
  await new Promise<void>((resolve) => {
    const proceed = () => {
      clearTimeout(timer)
      removeEventListener('online', proceed)
      resolve()
    }
    const timer = setTimeout(proceed, delay)
    addEventListener('online', proceed)
  })
}
