import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { unauthenticated } from '../../graphql/context.ts'
import { refusal, sendError, setHeaders } from '../errors.ts'
import type { Engine, SharedContext } from '../graphql/engine.ts'
import { readOwnJson } from '../graphql/request-body.ts'
import { authenticateAndCount } from '../guards/auth.ts'
import type { Connections } from '../guards/connections.ts'
import { contentType } from '../guards/csrf.ts'
import type { LargeBodies } from '../guards/large-bodies.ts'
import { countOpenBody } from '../guards/open-bodies.ts'
import type { Route } from '../http.ts'
import { originOf } from '../origin.ts'
import { Call } from '../rest/call.ts'

interface Options {
  readonly engine: Engine
  readonly shared: SharedContext
  readonly connections: Connections
  readonly largeBodies: LargeBodies
}

/** `/mcp`: tools for agents, over the streamable HTTP transport of the Model Context Protocol, without sessions. */
export function mcpRoute(options: Options): Route {
  const log = options.shared.log.child({ part: 'mcp' })
  return {
    owns: (path) => path === '/mcp',
    async handle(req, res) {
      try {
        await answer(req, res, options)
      } catch (error) {
        if (res.destroyed || req.socket.destroyed) return log.debug({ err: error }, 'mcp: the client disconnected')
        if (res.headersSent) res.destroy()
        else sendError(res, error, log)
      }
    },
  }
}

async function answer(req: IncomingMessage, res: ServerResponse, options: Options): Promise<void> {
  const { shared, connections, largeBodies } = options
  const viewer = await authenticateAndCount(shared, req)
  if (!viewer) throw unauthenticated()
  if (req.method !== 'POST') {
    res.setHeader('allow', 'POST')
    throw refusal(405, 'METHOD_NOT_ALLOWED', 'Use POST. There are no sessions or server-sent messages.')
  }
  if (contentType(req.headers['content-type']) !== 'application/json') {
    throw refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json.')
  }
  await countOpenBody(connections, req, res, viewer)
  const message = await readOwnJson(req, res, viewer, { ...shared, largeBodies })
  // Requests are counted, so one must not hold many calls.
  if (Array.isArray(message)) throw refusal(400, 'BAD_REQUEST', 'Send one message in a request, not a batch.')
  const log = shared.log.child({ part: 'mcp' })
  const call = new Call({ req, res, viewer, ...options })
  // Few servers have agents, and the SDK takes half a second and several megabytes.
  const [{ createMcpHandler }, { createMcpServer }] = await Promise.all([
    import('@modelcontextprotocol/server'),
    import('./mcp-server.ts'),
  ])
  const handler = createMcpHandler(() => createMcpServer(call, log), {
    maxSubscriptions: 0,
    onerror: (error) => log.debug({ err: error }, 'mcp: refused a message'),
  })
  const request = new Request(`${originOf(shared.config, req)}/mcp`, { method: 'POST', headers: headersOf(req) })
  await send(res, await handler.fetch(request, { parsedBody: message }))
}

function headersOf({ headers }: IncomingMessage): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}

async function send(res: ServerResponse, { status, headers, body }: Response): Promise<void> {
  setHeaders(res, Object.fromEntries(headers))
  res.statusCode = status
  if (body === null) res.end()
  else await pipeline(Readable.fromWeb(body as ReadableStream), res)
}
