import type { GraphQLSchema } from 'graphql'
import type { SharedContext } from '../graphql/engine.ts'
import { SharedSubscriptions } from '../graphql/shared-subscriptions.ts'
import { createEngine } from '../graphql/yoga.ts'
import { Connections } from '../guards/connections.ts'
import { LargeBodies } from '../guards/large-bodies.ts'
import { Rates } from '../guards/rate-limit.ts'
import type { GraphQLRoute, PageHandler, Route } from '../http.ts'
import { mcpRoute } from '../mcp/mcp-route.ts'
import { restRoute } from '../rest/rest-route.ts'
import { brightDataWebhookRoute } from './bright-data-webhook.ts'
import { dashboardRoute } from './dashboard.ts'
import { docsRoute } from './docs.ts'
import { blockListRoute, exportsRoute } from './exports.ts'
import { createGraphQLRoute } from './graphql.ts'
import { llmsTxtRoute } from './llms-txt.ts'
import { outcomesRoute } from './outcomes.ts'
import { uploadsRoute } from './put-upload.ts'
import { referenceRoute } from './reference.ts'
import { sessionRoute } from './session.ts'
import { unipileWebhooksRoute } from './unipile-webhooks.ts'

/** Creates everything that a process serves except its health checks. */
export function createRoutes(options: {
  schema: GraphQLSchema
  shared: Omit<SharedContext, 'rates'>
  pingEvery?: number
  signInLifetime?: number
}): {
  graphql: GraphQLRoute
  routes: Route[]
  pageNotFound: PageHandler | null
} {
  const { schema } = options
  const shared = { ...options.shared, rates: new Rates(options.shared) }
  const connections = new Connections({
    client: shared.pool,
    events: shared.events,
    log: shared.log,
    config: shared.config,
  })
  const largeBodies = new LargeBodies()
  const dashboard = dashboardRoute()
  const subscriptions = new SharedSubscriptions(shared)
  const { engine, eventStreams } = createEngine({ ...options, shared, connections, largeBodies, subscriptions })
  return {
    graphql: createGraphQLRoute({ ...options, engine, eventStreams, shared, connections, largeBodies, subscriptions }),
    routes: [
      restRoute({ engine, shared, connections, largeBodies }),
      mcpRoute({ engine, shared, connections, largeBodies }),
      sessionRoute(shared),
      uploadsRoute(shared, connections),
      outcomesRoute(shared, connections),
      exportsRoute(shared, connections, schema),
      blockListRoute(shared, connections),
      unipileWebhooksRoute(shared, connections),
      brightDataWebhookRoute(shared),
      llmsTxtRoute(),
      referenceRoute(schema, shared.config),
      docsRoute(),
      dashboard,
    ],
    pageNotFound: dashboard.pageNotFound,
  }
}
