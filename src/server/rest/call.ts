import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import { isAsyncIterable } from 'graphql-yoga'
import { unauthenticated } from '../../graphql/context.ts'
import type { Viewer } from '../../users/tokens.ts'
import type { Engine, SharedContext } from '../graphql/engine.ts'
import { type PreparedOperation, prepareOperation } from '../graphql/prepare-operation.ts'
import type { Connections } from '../guards/connections.ts'
import { originOf } from '../origin.ts'
import type { Operation } from './operations.ts'
import { refusalIn, refusalOf } from './statuses.ts'

/** One authenticated REST request, which runs GraphQL operations as its sender. */
export class Call {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly viewer: Viewer
  readonly shared: SharedContext
  readonly #engine: Engine
  readonly #connections: Connections

  constructor(options: {
    req: IncomingMessage
    res: ServerResponse
    viewer: Viewer
    shared: SharedContext
    engine: Engine
    connections: Connections
  }) {
    this.req = options.req
    this.res = options.res
    this.viewer = options.viewer
    this.shared = options.shared
    this.#engine = options.engine
    this.#connections = options.connections
  }

  /** Runs a query or mutation and returns its result; throws a Refusal for an error. */
  async run<Data>(operation: Operation<Data>, variables: Record<string, unknown>): Promise<Data> {
    const { execute, args } = await this.#prepare(operation, variables)
    return resultOf(operation, await execute(args))
  }

  /** Runs a subscription until it ends, `seconds` have passed, or the server or the client closes the request; returns its last event. */
  async lastOf<Data>(
    operation: Operation<Data>,
    variables: Record<string, unknown>,
    seconds: number,
  ): Promise<Data | null> {
    const { subscribe, args } = await this.#prepare(operation, variables)
    const stream = await subscribe(args)
    if (!isAsyncIterable<ExecutionResult>(stream)) return resultOf(operation, stream)
    const events = stream[Symbol.asyncIterator]()
    const stop = () => void events.return?.()
    const timer = setTimeout(stop, seconds * 1_000)
    let isRevoked = false
    const leave = this.#connections.add(this.req, this.viewer, (reason) => {
      isRevoked = reason === 'revoked'
      stop()
    })
    this.res.once('close', stop)
    try {
      let last: Data | null = null
      for (let event = await events.next(); !event.done; event = await events.next()) {
        last = resultOf(operation, event.value)
      }
      if (isRevoked) throw refusalOf(unauthenticated())
      return last
    } finally {
      leave()
      clearTimeout(timer)
      stop()
    }
  }

  async #prepare({ query }: Operation<unknown>, variables: Record<string, unknown>): Promise<PreparedOperation> {
    const request = { viewer: this.viewer, origin: originOf(this.shared.config, this.req), isOwn: true }
    const prepared = await prepareOperation(this.#engine, request, { query, variables })
    if ('args' in prepared) return prepared
    const [error] = prepared
    throw error ? refusalOf(error) : new Error('An invalid operation has no error.')
  }
}

function resultOf<Data>({ field, data }: Operation<Data>, result: ExecutionResult): Data {
  const value = result.data?.[field]
  const [error] = result.errors ?? []
  if (error && (value === undefined || value === null)) throw refusalOf(error)
  const refusal = refusalIn(value)
  if (refusal) throw refusal
  return data.parse(value)
}
