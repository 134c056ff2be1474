import { notifications } from '@mantine/notifications'
import { Client, fetchExchange, mapExchange, type OperationResult, subscriptionExchange } from 'urql'
import { createCache } from './cache.ts'
import { csrfHeaders } from './csrf.ts'
import { errorMessage } from './error-message.ts'
import { createFreshness } from './freshness.ts'
import { keepData } from './keep-data.ts'
import { openSocket, type Socket } from './socket.ts'
import { forwardSubscriptions } from './subscriptions.ts'

/** Says that a query failed whose data stays on the screen; without a connection, another note says so, and it is repeated. */
function announceStaleData({ operation, data, error }: OperationResult): void {
  if (operation.kind !== 'query' || !data || !error || error.networkError) return
  const message = `${errorMessage(error)} What is shown may be out of date.`
  notifications.show({ id: 'stale-data', color: 'red', title: 'Couldn’t load this', message })
}

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
        onResult: announceStaleData,
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
