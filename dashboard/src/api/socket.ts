import { type Client, createClient } from 'graphql-ws'
import { createSignal, type Signal } from './signal.ts'

/** Whether events reach us: `connecting` is the first time only. */
export type Connection = 'connecting' | 'live' | 'reconnecting'

/** The socket that carries all subscriptions. */
export interface Socket {
  readonly connection: Signal<Connection>
  readonly client: Client
  close(): void
}

/** The code by which the server closes the socket of a token that lets nobody in. */
const forbidden = 4403
const pingEvery = 10_000
const pongWithin = 5_000
const maxWait = 5_000

/** Whether the server hung up because of the token. */
export function isForbidden(error: unknown): boolean {
  return error instanceof CloseEvent && error.code === forbidden
}

/** Opens a socket that comes back for ever, as soon as the network does; `onForbidden` hears that its token lets nobody in, `onBack` that events may have been missed. */
export function openSocket(options: { token: string; onForbidden: () => void; onBack: () => void }): Socket {
  const { token, onForbidden, onBack } = options
  const connection = createSignal<Connection>('connecting')
  let pongMissing: ReturnType<typeof setTimeout> | undefined
  let wasLive = false

  const client = createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    connectionParams: { authorization: `Bearer ${token}` },
    keepAlive: pingEvery,
    connectionAckWaitTimeout: pingEvery,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (error) => !isForbidden(error),
    retryWait: pause,
    on: {
      connected: () => {
        connection.set('live')
        if (wasLive) onBack()
        wasLive = true
      },
      closed: (event) => {
        clearTimeout(pongMissing)
        if (isForbidden(event)) onForbidden()
        else if (wasLive) connection.set('reconnecting')
      },
      ping: (wasReceived) => {
        // A network that went away without a word is found out by its silence.
        if (!wasReceived) pongMissing = setTimeout(() => client.terminate(), pongWithin)
      },
      pong: (wasReceived) => {
        if (wasReceived) clearTimeout(pongMissing)
      },
    },
  })
  const hangUp = () => client.terminate()
  addEventListener('offline', hangUp)
  return {
    connection,
    client,
    close() {
      removeEventListener('offline', hangUp)
      clearTimeout(pongMissing)
      void client.dispose()
    },
  }
}

/** Waits before another attempt: longer each time, a little by chance, and not at all once the network is back. */
export async function pause(attempts: number): Promise<void> {
  const wait = Math.min(250 * 2 ** attempts, maxWait) * (0.75 + Math.random() / 2)
  await new Promise<void>((resolve) => {
    const go = () => {
      clearTimeout(timer)
      removeEventListener('online', go)
      resolve()
    }
    const timer = setTimeout(go, wait)
    addEventListener('online', go)
  })
}
