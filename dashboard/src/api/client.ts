import { Client, fetchExchange, mapExchange, subscriptionExchange } from 'urql'
import { createCache } from './cache.ts'
import { csrfHeaders } from './csrf.ts'
import { createFreshness } from './freshness.ts'
import { keepData } from './keep-data.ts'
import { openSocket, type Socket } from './socket.ts'
import { forwardSubscriptions } from './subscriptions.ts'

/** The connection to the server for one session. */
export interface Api {
  readonly client: Client
  readonly socket: Socket
  close(): void
}

const url = '/graphql'

/** Opens the API with its own cache and socket; calls `onForbidden` when the server rejects the session. */
export function openApi(onForbidden: () => void): Api {
  const freshness = createFreshness()
  const socket = openSocket({ onForbidden, onReconnect: freshness.refetch })
  const client = new Client({
    url,
    fetchOptions: { headers: csrfHeaders },
    preferGetMethod: false,
    exchanges: [
      mapExchange({
        onError: ({ graphQLErrors }) => {
          if (graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED')) onForbidden()
        },
      }),
      keepData,
      createCache(),
      freshness.exchange,
      fetchExchange,
      subscriptionExchange({ forwardSubscription: forwardSubscriptions(socket) }),
    ],
  })
  return { client, socket, close: socket.close }
}

/** A client without cache or socket, for thousands of rows. */
export const uncachedClient = new Client({
  url,
  fetchOptions: { headers: csrfHeaders },
  preferGetMethod: false,
  exchanges: [fetchExchange],
})
