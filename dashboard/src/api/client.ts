import { Client, fetchExchange, mapExchange, subscriptionExchange } from 'urql'
import { createCache } from './cache.ts'
import { createFreshness } from './freshness.ts'
import { openSocket, type Socket } from './socket.ts'
import { forwardSubscriptions } from './subscriptions.ts'

/** The connection to the server for one token. */
export interface Api {
  readonly client: Client
  readonly socket: Socket
  close(): void
}

const url = '/graphql'

/** Opens the API for a token, with its own cache and socket; calls `onForbidden` when the server rejects the token. */
export function openApi(token: string, onForbidden: () => void): Api {
  const freshness = createFreshness()
  const socket = openSocket({ token, onForbidden, onReconnect: freshness.refetch })
  const client = new Client({
    url,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
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
      subscriptionExchange({ forwardSubscription: forwardSubscriptions(socket) }),
    ],
  })
  return { client, socket, close: socket.close }
}

/** Returns a client without cache or socket, for requests before sign-in and for thousands of rows. */
export function createUncachedClient(token?: string): Client {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new Client({ url, fetchOptions: { headers }, preferGetMethod: false, exchanges: [fetchExchange] })
}
