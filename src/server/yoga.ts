import type { IncomingMessage, ServerResponse } from 'node:http'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { createYoga, isAsyncIterable, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import type { Context } from '../graphql/context.ts'
import { admit } from './auth.ts'
import type { Connections } from './connections.ts'
import { maskError, setHeaders } from './errors.ts'
import { sendJson } from './http.ts'
import { originOf } from './origin.ts'
import type { Rates } from './rates.ts'
import { type HttpContext, useBodies } from './uploads.ts'

/** What every request shares. */
export type SharedContext = Omit<Context, keyof RequestContext> & { readonly rates: Rates }

/** What each request has of its own. */
type RequestContext = Pick<Context, 'viewer' | 'origin'>

/** The GraphQL engine, of which HTTP and the sockets are two doors. */
export type Engine = YogaServerInstance<RequestContext, Context>

/** Builds the engine; `connections` learns of each event stream. */
export function createEngine(options: {
  schema: GraphQLSchema
  shared: SharedContext
  connections: Connections
}): Engine {
  const { schema, shared, connections } = options
  const log = shared.log.child({ part: 'graphql' })
  return createYoga<RequestContext, Context>({
    schema,
    context: ({ viewer, origin }) => ({ ...shared, viewer, origin }),
    graphqlEndpoint: '/graphql',
    maskedErrors: { maskError: (error) => maskError(error, log), errorMessage: '' },
    // What is masked is logged by the one who masks it.
    logging: {
      debug: (...args) => log.trace({ args }),
      info: (...args) => log.debug({ args }),
      warn: (...args) => log.warn({ args }),
      error: (...args) => log.debug({ args }),
    },
    plugins: [useBodies(shared.config), useOpenStreams(connections)],
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    cors: false,
    // The plugin above limits bodies before they are read.
    maxRequestBodySize: false,
  })
}

/** Answers one HTTP request; a token that lets nobody in is refused before the body is read. */
export async function answer(
  engine: Engine,
  shared: SharedContext,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  try {
    const viewer = await admit(shared, req)
    await engine(req, res, { viewer, origin: originOf(shared.config, req) })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const { message, extensions } = error
    const { http, ...rest } = extensions
    setHeaders(res, http?.headers)
    sendJson(res, http?.status ?? 400, { errors: [{ message, extensions: rest }] })
  }
}

function useOpenStreams(connections: Connections): Plugin<object, HttpContext> {
  return {
    onExecutionResult({ result, setResult, context: { req, res, viewer } }) {
      if (!isAsyncIterable(result)) return
      try {
        // Cut and not completed: a client that gets no `complete` comes again.
        const leave = connections.add(req, viewer, () => res.destroy())
        res.once('close', leave)
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        void result[Symbol.asyncIterator]().return?.()
        setResult({ errors: [error] })
      }
    },
  }
}
