import type { YogaServerInstance } from 'graphql-yoga'
import type { Context } from '../../graphql/context.ts'
import type { Rates } from '../guards/rate-limit.ts'

/** The part of the context that all requests share. */
export type SharedContext = Omit<Context, keyof RequestContext> & { readonly rates: Rates }

/** The part of the context that each request sets. */
export type RequestContext = Pick<Context, 'viewer' | 'origin'> & {
  /** The body of JSON, if it is already being read. */
  readonly body?: Promise<unknown>
}

/** The GraphQL engine behind both transports, HTTP and WebSocket. */
export type Engine = YogaServerInstance<RequestContext, Context>
