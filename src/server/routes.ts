import type { GraphQLSchema } from 'graphql'
import type { SharedContext } from './graphql/yoga.ts'
import { Connections } from './guards/connections.ts'
import { Rates } from './guards/rate-limit.ts'
import type { GraphQLRoute, Route } from './http.ts'
import { resultsRoute } from './routes/bright-data-webhook.ts'
import { dashboardRoute } from './routes/dashboard.ts'
import { downloadsRoute } from './routes/downloads.ts'
import { createGraphQLRoute } from './routes/graphql.ts'
import { uploadsRoute } from './routes/put-upload.ts'
import { webhooksRoute } from './routes/webhooks.ts'

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
