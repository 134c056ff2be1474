import type { ServerResponse } from 'node:http'
import type { Plugin } from 'graphql-yoga'
import type { Viewer } from '../../users/tokens.ts'
import type { OperationParams } from './prepare-operation.ts'
import type { HttpContext } from './request-body.ts'
import { Subscriber } from './shared-subscription.ts'
import type { SharedSubscriptions } from './shared-subscriptions.ts'

type StreamContext = HttpContext & { readonly origin: string }
type Subscribe = (
  request: { viewer: Viewer; origin: string },
  params: OperationParams,
) => ReturnType<SharedSubscriptions['subscribe']>

const eventStream = 'text/event-stream'
const usualPing = 12_000

/** Runs subscriptions over server-sent events as shared ones, which write to the responses themselves. */
export function useSharedEventStreams(subscribe: Subscribe, pingEvery = usualPing): Plugin<object, StreamContext> {
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

  return {
    onParams({ context: { req, viewer, origin }, paramsHandler, setParamsHandler }) {
      if (!viewer || req.headers.accept?.trim().toLowerCase() !== eventStream) return
      setParamsHandler(async (payload) => {
        const { query, operationName = null, variables = null } = payload.params
        // What can't be a subscription is parsed and checked once.
        if (!query?.includes('subscription')) return paramsHandler(payload)
        // Errors are reported by the operation's own execution.
        const subscribed = await subscribe({ viewer, origin }, { query, operationName, variables }).catch(() => null)
        return subscribed && 'joined' in subscribed ? subscribed.joined : paramsHandler(payload)
      })
    },
    onResultProcess({ result, setResultProcessor, serverContext: { res } }) {
      if (!(result instanceof Subscriber)) return
      setResultProcessor(async (_result, { Response }) => {
        await send(result, res)
        return new Response()
      }, eventStream)
    },
  }
}
