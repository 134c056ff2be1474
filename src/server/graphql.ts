import type { GraphQLSchema } from 'graphql'
import type { Connections } from './connections.ts'
import { sendGraphiQL, wantsPage } from './graphiql.ts'
import type { GraphQLRoute } from './http.ts'
import { createSockets } from './ws.ts'
import { answer, createEngine, type SharedContext } from './yoga.ts'

/** All that answers at `/graphql`: the engine behind HTTP and WebSocket, and GraphiQL for a browser. */
export function createGraphQLRoute(options: {
  schema: GraphQLSchema
  shared: SharedContext
  connections: Connections
}): GraphQLRoute {
  const { schema, shared, connections } = options
  const engine = createEngine({ schema, shared, connections })
  const sockets = createSockets({ engine, shared, connections })
  return {
    handle(req, res) {
      if (shared.config.graphiql && wantsPage(req)) return sendGraphiQL(req, res)
      return answer(engine, shared, req, res)
    },
    upgrade: (req, socket, head) => sockets.upgrade(req, socket, head),
    async close() {
      connections.close()
      await sockets.close()
    },
  }
}
