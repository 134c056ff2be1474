import type * as z from 'zod'
import type { Scope } from '../../users/scopes.ts'
import type { Call } from './call.ts'

/** What a request contains, checked. */
export interface Input<Body, Query> {
  /** The `{id}` of the path. */
  readonly id: string
  readonly body: Body
  readonly query: Query
}

/** A response in JSON. */
export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** An endpoint of the REST API, from which OpenAPI describes it. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** With `{id}` for a variable part. */
  readonly path: string
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  /** The scope that a token needs. */
  readonly scope: Scope
  /** JSON body. */
  readonly body?: z.ZodType
  /** Whether the body may be a form with a file instead. */
  readonly takesFile?: boolean
  /** Whether the request header `Idempotency-Key` makes it safe to repeat. */
  readonly isIdempotent?: boolean
  /** Whether it waits for the import to end, for the seconds in `Prefer: wait=<seconds>`. */
  readonly waits?: boolean
  readonly query?: z.ZodObject
  readonly replies: Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType }>>
  /** Statuses of its refusals, besides those of every endpoint. */
  readonly refusals: readonly number[]
  handle(call: Call, input: Input<unknown, unknown>): Promise<Reply>
}

/** Defines an endpoint whose `handle` gets what its schemas return. */
export function endpoint<Body extends z.ZodType, Query extends z.ZodObject>(
  definition: Omit<Endpoint, 'body' | 'query' | 'handle'> & {
    body?: Body
    query?: Query
    handle(call: Call, input: Input<z.output<Body>, z.output<Query>>): Promise<Reply>
  },
): Endpoint {
  // The route passes what the schemas of this endpoint have parsed.
  return definition as Endpoint
}
