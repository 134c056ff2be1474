import type { IncomingMessage, ServerResponse } from 'node:http'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { createLRUCache, createYoga, isAsyncIterable, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import type { Context } from '../../graphql/context.ts'
import { httpStatus, maskError, setHeaders } from '../errors.ts'
import { authenticateAndCount } from '../guards/auth.ts'
import { closeStalledStream } from '../guards/backpressure.ts'
import type { Connections } from '../guards/connections.ts'
import { requireCsrfHeader } from '../guards/csrf.ts'
import type { Rates } from '../guards/rate-limit.ts'
import { originOf } from '../origin.ts'
import { sendJson } from '../send-json.ts'
import { refuseUnanswerable, useHttpRules } from './graphql-over-http.ts'
import { hideSuggestion, useHiddenSchema } from './hidden-schema.ts'
import { operationLimits } from './operation-limits.ts'
import { type HttpContext, useBodies } from './request-body.ts'

/** What every request shares. */
export type SharedContext = Omit<Context, keyof RequestContext> & { readonly rates: Rates }

/** What each request has of its own. */
type RequestContext = Pick<Context, 'viewer' | 'origin'>

/** The GraphQL engine, of which HTTP and the sockets are two doors. */
export type Engine = YogaServerInstance<RequestContext, Context>

const maxDocuments = 100

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
    maskedErrors: { maskError: (error) => hideSuggestion(maskError(error, log), shared.config), errorMessage: '' },
    // What is masked is logged by the one who masks it.
    logging: {
      debug: (...args) => log.trace({ args }),
      info: (...args) => log.debug({ args }),
      warn: (...args) => log.warn({ args }),
      error: (...args) => log.debug({ args }),
    },
    plugins: [
      useBodies(shared.config),
      useHttpRules(),
      useOpenStreams(connections),
      useHiddenSchema(shared.config),
      ...operationLimits(),
    ],
    // A document of the largest size takes a megabyte, and who sends it need not be signed in.
    parserAndValidationCache: {
      documentCache: createLRUCache({ max: maxDocuments }),
      errorCache: createLRUCache({ max: maxDocuments }),
    },
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
    requireCsrfHeader(req)
    refuseUnanswerable(req)
    const viewer = await authenticateAndCount(shared, req)
    await engine(req, res, { viewer, origin: originOf(shared.config, req) })
  } catch (error) {
    // An answer that has begun can't be taken back.
    if (res.headersSent) throw error
    const { message, extensions } = maskError(error, shared.log)
    const { http, ...rest } = extensions
    setHeaders(res, http?.headers)
    sendJson(res, httpStatus(extensions), { errors: [{ message, extensions: rest }] })
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
        closeStalledStream(res)
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        void result[Symbol.asyncIterator]().return?.()
        setResult({ errors: [error] })
      }
    },
  }
}
