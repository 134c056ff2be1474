import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'graphql-yoga'
import * as z from 'zod'
import type { Viewer } from '../../users/tokens.ts'
import { closeStalledStream } from '../guards/backpressure.ts'
import type { Connections } from '../guards/connections.ts'
import { contentType } from '../guards/csrf.ts'
import type { OperationParams } from './prepare-operation.ts'
import type { HttpContext } from './request-body.ts'
import { Subscriber } from './shared-subscription.ts'
import type { SharedSubscriptions } from './shared-subscriptions.ts'

type StreamContext = HttpContext & { readonly origin: string }

/** A request of somebody who subscribes, and the address at which this server was called. */
interface Request {
  readonly req: IncomingMessage
  readonly viewer: Viewer
  readonly origin: string
}

/** Subscriptions over server-sent events, which are shared and write to the responses themselves. */
export interface EventStreams {
  /**
   * Answers a request with this body if it is a subscription to share; returns whether it was. Otherwise Yoga answers it. Its objects
   * for a request would take most of the memory and time of a subscriber.
   */
  answer(res: ServerResponse, request: Request, body: Promise<unknown>): Promise<boolean>
  /** Shares the subscriptions that Yoga reads: of GET requests, and of documents that a client persisted. */
  readonly plugin: Plugin<object, StreamContext>
}

const eventStream = 'text/event-stream'
const usualPing = 12_000
/** Bytes of a body that is read here. */
const maxBody = 100_000

/** Returns whether a request asks for an event stream by a small body of JSON. */
export function asksForStream({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    acceptsOnlyStream(headers) &&
    contentType(headers['content-type']) === 'application/json' &&
    Number(headers['content-length'] ?? Number.NaN) <= maxBody
  )
}

function acceptsOnlyStream({ accept }: IncomingHttpHeaders): boolean {
  return accept?.trim().toLowerCase() === eventStream
}

/** Creates the event streams of an engine and registers each with `connections`. */
export function createEventStreams({
  subscribe,
  connections,
  pingEvery = usualPing,
}: {
  subscribe: (request: Request, params: OperationParams) => ReturnType<SharedSubscriptions['subscribe']>
  connections: Connections
  pingEvery?: number | undefined
}): EventStreams {
  const open = new Set<ServerResponse>()
  let pings: NodeJS.Timeout | undefined

  const ping = () => {
    for (const res of open) if (res.writableLength === 0) res.write(':\n\n')
  }
  const send = async (subscriber: Subscriber, res: ServerResponse): Promise<void> => {
    if (res.destroyed) return subscriber.close()
    res.writeHead(200, {
      'content-type': eventStream,
      'cache-control': 'no-cache',
      'content-encoding': 'none',
    })
    // Some browsers wait for the first byte of the body.
    res.write(':\n\n')
    open.add(res)
    pings ??= setInterval(ping, pingEvery).unref()
    subscriber.start({
      send(result, sent) {
        // A response writes a chunk in three parts. It has no connection before its turn, and no chunks in HTTP/1.0.
        if (res.socket && res.chunkedEncoding) res.socket.write(result.chunk, sent)
        else res.write(result.event, sent)
      },
      complete: () => res.end('event: complete\ndata:\n\n'),
    })
    await new Promise((resolve) => res.once('close', resolve))
    subscriber.close()
    open.delete(res)
    if (open.size > 0) return
    clearInterval(pings)
    pings = undefined
  }

  /** Returns null for what is not shared. Errors are reported by the operation's own execution. */
  const join = async (request: Request, params: OperationParams) => {
    const subscribed = await subscribe(request, params).catch(() => null)
    return subscribed && 'joined' in subscribed ? subscribed.joined : null
  }

  return {
    async answer(res, request, body) {
      const params = plainSubscription(await body.catch(() => null))
      const joined = params && (await join(request, params))
      if (!(joined instanceof Subscriber)) return false
      try {
        registerStream(connections, request.req, res, request.viewer)
      } catch {
        joined.close()
        return false
      }
      await send(joined, res)
      return true
    },
    plugin: {
      onParams({ context: { req, viewer, origin }, paramsHandler, setParamsHandler }) {
        if (!viewer || !acceptsOnlyStream(req.headers)) return
        setParamsHandler(async (payload) => {
          const { query, operationName = null, variables = null } = payload.params
          // What can't be a subscription is parsed and checked once.
          if (!query?.includes('subscription')) return paramsHandler(payload)
          return (await join({ req, viewer, origin }, { query, operationName, variables })) ?? paramsHandler(payload)
        })
      },
      onResultProcess({ result, setResultProcessor, serverContext: { res } }) {
        if (!(result instanceof Subscriber)) return
        setResultProcessor(async (_result, { Response }) => {
          await send(result, res)
          return new Response()
        }, eventStream)
      },
    },
  }
}

/** Registers a stream, which is closed without `complete`, so that the client reconnects. Throws `TOO_MANY_CONNECTIONS`. */
export function registerStream(
  connections: Connections,
  req: IncomingMessage,
  res: ServerResponse,
  viewer: Viewer | null,
): void {
  const remove = connections.add(req, viewer, () => res.destroy())
  res.once('close', remove)
  closeStalledStream(res)
}

const subscription = z.strictObject({
  query: z.string().includes('subscription'),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
})

/** Returns what a body asks for if it has nothing but a document that may subscribe, and its variables. */
function plainSubscription(body: unknown): OperationParams | null {
  const { query, operationName = null, variables = null } = subscription.safeParse(body).data ?? {}
  return query === undefined ? null : { query, operationName, variables }
}
