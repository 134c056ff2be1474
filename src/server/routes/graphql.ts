import type { Engine, SharedContext } from '../graphql/engine.ts'
import { sendGraphiQL } from '../graphql/graphiql.ts'
import type { EventStreams } from '../graphql/shared-event-streams.ts'
import type { SharedSubscriptions } from '../graphql/shared-subscriptions.ts'
import { createSockets } from '../graphql/ws.ts'
import { handleRequest } from '../graphql/yoga.ts'
import type { Connections } from '../guards/connections.ts'
import type { LargeBodies } from '../guards/large-bodies.ts'
import type { GraphQLRoute } from '../http.ts'
import { wantsPage } from '../send-page.ts'

/** Creates the route `/graphql`: HTTP, WebSocket, and GraphiQL for browsers. */
export function createGraphQLRoute(options: {
  engine: Engine
  eventStreams: EventStreams
  shared: SharedContext
  connections: Connections
  largeBodies: LargeBodies
  subscriptions: SharedSubscriptions
  signInLifetime?: number
}): GraphQLRoute {
  const { shared, connections } = options
  const sockets = createSockets(options)
  return {
    handle(req, res) {
      if (shared.config.graphiql && wantsPage(req)) return sendGraphiQL(req, res)
      return handleRequest(options, req, res)
    },
    upgrade: (req, socket, head) => sockets.upgrade(req, socket, head),
    async close() {
      connections.close()
      await sockets.close()
    },
  }
}
