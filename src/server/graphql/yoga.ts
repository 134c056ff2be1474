import type { IncomingMessage, ServerResponse } from 'node:http'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { createLRUCache, createYoga, isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Context } from '../../graphql/context.ts'
import { httpStatus, maskError, setHeaders } from '../errors.ts'
import { authenticateAndCount } from '../guards/auth.ts'
import type { Connections } from '../guards/connections.ts'
import { requireCsrfHeader } from '../guards/csrf.ts'
import type { LargeBodies } from '../guards/large-bodies.ts'
import { countOpenBody } from '../guards/open-bodies.ts'
import type { Rates } from '../guards/rate-limit.ts'
import { sessionOf } from '../guards/session-cookie.ts'
import { originOf } from '../origin.ts'
import { sendJson } from '../send-json.ts'
import { useBoundedErrors } from './bounded-errors.ts'
import { useCostReport } from './cost-report.ts'
import type { Engine, RequestContext, SharedContext } from './engine.ts'
import { requireAcceptableType, useGraphQLOverHttp } from './graphql-over-http.ts'
import { hideSuggestion, useHiddenSchema } from './hidden-schema.ts'
import { operationLimits } from './operation-limits.ts'
import { useOperationTelemetry } from './operation-telemetry.ts'
import { persistedOperations } from './persisted-operations.ts'
import { useReferenceEngine } from './reference-engine.ts'
import { type HttpContext, readOwnJson, useBodies } from './request-body.ts'
import { asksForStream, createEventStreams, type EventStreams, registerStream } from './shared-event-streams.ts'
import type { SharedSubscriptions } from './shared-subscriptions.ts'
import { useStorableText } from './storable-text.ts'
import { loadTrustedDocuments } from './trusted-documents.ts'
import { useViewerShare } from './viewer-share.ts'

const maxDocuments = 100

/** Creates the engine, and the event streams that it shares; registers each stream with `connections`. */
export function createEngine(options: {
  schema: GraphQLSchema
  shared: SharedContext
  connections: Connections
  largeBodies: LargeBodies
  subscriptions: SharedSubscriptions
  /** Milliseconds between two comments that keep an event stream open. */
  pingEvery?: number
}): { engine: Engine; eventStreams: EventStreams } {
  const { schema, shared, connections, largeBodies, subscriptions, pingEvery } = options
  const log = shared.log.child({ part: 'graphql' })
  const eventStreams = createEventStreams({
    subscribe: (request, params) => subscriptions.subscribe(engine, request, params),
    connections,
    pingEvery,
  })
  const engine: Engine = createYoga<RequestContext, Context>({
    schema,
    context: ({ viewer, origin }) => ({ ...shared, viewer, origin }),
    graphqlEndpoint: '/graphql',
    maskedErrors: { maskError: (error) => hideSuggestion(maskError(error, log), shared.config), errorMessage: '' },
    // `maskError` logs the errors that it masks.
    logging: {
      debug: (...args) => log.trace({ args }),
      info: (...args) => log.debug({ args }),
      warn: (...args) => log.warn({ args }),
      error: (...args) => log.debug({ args }),
    },
    plugins: [
      useBodies({ config: shared.config, pool: shared.pool, largeBodies }),
      useReferenceEngine(),
      useGraphQLOverHttp(),
      useTurns(shared.rates),
      useOpenStreams(connections),
      eventStreams.plugin,
      ...persistedOperations(shared.config, loadTrustedDocuments(shared.config)),
      useBoundedErrors(),
      useHiddenSchema(shared.config),
      ...operationLimits(),
      useStorableText(),
      useCostReport(shared.rates),
      useOperationTelemetry(),
      useViewerShare(shared.config),
    ],
    // A document of maximum size takes a megabyte, and its sender need not be signed in.
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
  return { engine, eventStreams }
}

/** Handles one HTTP request; rejects an invalid token before the body is read. */
export async function handleRequest(
  {
    engine,
    eventStreams,
    shared,
    connections,
    largeBodies,
  }: {
    engine: Engine
    eventStreams: EventStreams
    shared: SharedContext
    connections: Connections
    largeBodies: LargeBodies
  },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  try {
    requireCsrfHeader(req)
    requireAcceptableType(req)
    const opensStream = asksForStream(req)
    const viewer = await authenticateAndCount(shared, req, { session: sessionOf(shared.config, req), opensStream })
    await countOpenBody(connections, req, res, viewer)
    const origin = originOf(shared.config, req)
    const body = viewer && opensStream ? readOwnJson(req, res, viewer, { ...shared, largeBodies }) : undefined
    if (viewer && body && (await eventStreams.answer(res, { req, viewer, origin }, body))) return
    await engine(req, res, { viewer, origin, ...(body && { body }) })
  } catch (error) {
    // A response that has begun cannot be replaced.
    if (res.headersSent) throw error
    const { message, extensions } = maskError(error, shared.log)
    const { http, ...rest } = extensions
    setHeaders(res, http?.headers)
    sendJson(res, httpStatus(extensions), { errors: [{ message, extensions: rest }] })
  }
}

function useTurns(rates: Rates): Plugin<object, HttpContext> {
  return {
    onParams({ context: { req, viewer }, paramsHandler, setParamsHandler }) {
      setParamsHandler(async (payload) => {
        await rates.takeTurn(req, viewer)
        return paramsHandler(payload)
      })
    },
  }
}

function useOpenStreams(connections: Connections): Plugin<object, HttpContext> {
  return {
    onExecutionResult({ result, setResult, context: { req, res, viewer } }) {
      if (!isAsyncIterable(result)) return
      try {
        registerStream(connections, req, res, viewer)
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        void result[Symbol.asyncIterator]().return?.()
        setResult({ errors: [error] })
      }
    },
  }
}
