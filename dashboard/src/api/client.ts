import { Client, fetchExchange, mapExchange, subscriptionExchange } from 'urql'
import { createCache } from './cache.ts'
import { createFreshness } from './freshness.ts'
import { openSocket, type Socket } from './socket.ts'
import { forwardOver } from './subscriptions.ts'

/** The server, as the user whom a token belongs to sees it. */
export interface Api {
  readonly client: Client
  readonly socket: Socket
  close(): void
}

const url = '/graphql'

/** Opens the API for a token, with a cache and a socket of its own; `onForbidden` hears that the token lets nobody in any more. */
export function openApi(token: string, onForbidden: () => void): Api {
  const freshness = createFreshness()
  const socket = openSocket({ token, onForbidden, onBack: freshness.readAgain })
  const client = new Client({
    url,
    // The second one tells the server that no form of another site sent a file.
    fetchOptions: { headers: { authorization: `Bearer ${token}`, 'graphql-require-preflight': '1' } },
    preferGetMethod: false,
    exchanges: [
      mapExchange({
        onError: ({ graphQLErrors }) => {
          if (graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED')) onForbidden()
        },
      }),
      createCache(),
      freshness.exchange,
      fetchExchange,
      subscriptionExchange({ forwardSubscription: forwardOver(socket) }),
    ],
  })
  return { client, socket, close: socket.close }
}

/** A client without cache or socket, for what is asked before anybody is signed in, and for rows by the thousand. */
export function openDoor(token?: string): Client {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new Client({ url, fetchOptions: { headers }, preferGetMethod: false, exchanges: [fetchExchange] })
}
