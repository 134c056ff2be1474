import type { GraphQLSchema } from 'graphql'
import { Connections } from './connections.ts'
import { dashboardRoute } from './dashboard.ts'
import { downloadsRoute } from './downloads.ts'
import { createGraphQLRoute } from './graphql.ts'
import type { GraphQLRoute, Route } from './http.ts'
import { uploadsRoute } from './put-upload.ts'
import { Rates } from './rates.ts'
import { resultsRoute } from './results.ts'
import { webhooksRoute } from './webhooks.ts'
import type { SharedContext } from './yoga.ts'

/** All that a process which serves answers beside its health. */
export function createRoutes(options: { schema: GraphQLSchema; shared: Omit<SharedContext, 'rates'> }): {
  graphql: GraphQLRoute
  routes: Route[]
} {
  const { schema } = options
  const shared = { ...options.shared, rates: new Rates(options.shared) }
  const connections = new Connections({
    client: shared.pool,
    events: shared.events,
    log: shared.log,
    config: shared.config,
  })
  return {
    graphql: createGraphQLRoute({ schema, shared, connections }),
    routes: [
      uploadsRoute(shared, connections),
      downloadsRoute(shared, connections),
      webhooksRoute(shared),
      resultsRoute(shared),
      dashboardRoute(),
    ],
  }
}
