import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { type Log, withLogContext } from '../log.ts'
import { type BodyTimeout, defaultBodyTimeout, enforceBodyTimeout } from './guards/body-timeout.ts'
import { crossOrigin, originRefusal } from './guards/cross-origin.ts'
import { securityHeaders } from './guards/security-headers.ts'
import { checkAll, checkLocally, type Health, isHealthy } from './health.ts'
import { listen, portOf, urlOf } from './listen.ts'
import { sendJson } from './send-json.ts'
import { wantsPage } from './send-page.ts'
import { traceRequest } from './trace-request.ts'

/** Serves paths other than `/graphql`. */
export interface Route {
  owns(path: string): boolean
  handle(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> | void
}

/** Responds with a page. */
export type PageHandler = (req: IncomingMessage, res: ServerResponse) => void

/** Serves `/graphql`. */
export interface GraphQLRoute {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void> | void
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Closes sockets and streams, which would otherwise stay open. */
  close(): Promise<void>
}

/** A listening server. */
export interface HttpServer {
  readonly url: string
  /** Accepts no new requests, lets running ones finish for `drainTimeout` milliseconds, then closes all connections. */
  stop(): Promise<void>
}

// The rest of a rejected body is read for this long, because a client that is still sending misses a response on a closed connection.
const discardTimeout = 5_000
const cleanupTimeout = 1_000
/** Connections of all clients; beyond that, new ones are closed at once. */
const maxConnections = 10_000

/** Listens on the configured port, or on a free one if it is 0; throws if the port is taken. */
export async function startHttp(options: {
  config: Pick<Config, 'host' | 'port' | 'publicUrl' | 'allowedOrigins'>
  log: Log
  health: Health
  graphql: GraphQLRoute | null
  routes?: readonly Route[]
  /** Serves unknown addresses to browsers; null: they get the same JSON as programs. */
  pageNotFound?: PageHandler | null
  /** In milliseconds. */
  drainTimeout?: number
  bodyTimeout?: BodyTimeout
}): Promise<HttpServer> {
  const {
    config,
    log,
    health,
    graphql,
    routes = [],
    pageNotFound = null,
    drainTimeout = 5_000,
    bodyTimeout = defaultBodyTimeout,
  } = options
  const running = new Set<Promise<void>>()
  const harden = securityHeaders(config)
  const origins = crossOrigin(config)
  let stopping = false

  const route = async (req: IncomingMessage, res: ServerResponse) => {
    if (origins.answer(req, res)) return
    const path = pathOf(req)
    const owner = routes.find((route) => route.owns(path))
    if (path === '/graphql' && graphql) await graphql.handle(req, res)
    else if (owner) await owner.handle(req, res, path)
    else if (path === '/health') sendJson(res, 200, { status: 'alive', checks: checkLocally(health) })
    else if (path === '/ready') await sendReadiness(res)
    else if (pageNotFound && wantsPage(req)) pageNotFound(req, res)
    else sendJson(res, 404, { error: 'Not found. The API is at /graphql.' })
  }

  const sendReadiness = async (res: ServerResponse) => {
    if (stopping) return sendJson(res, 503, { status: 'stopping' })
    const checks = await checkAll(health)
    if (isHealthy(checks)) sendJson(res, 200, { status: 'ready', checks })
    else sendJson(res, 503, { status: 'not ready', checks })
  }

  const { headersWithin } = bodyTimeout
  const timing = { headersTimeout: headersWithin, connectionsCheckingInterval: Math.ceil(headersWithin / 3) }
  const server = createServer(timing, (req, res) => {
    harden(req, res)
    if (stopping) res.setHeader('connection', 'close')
    res.once('finish', () => drain(req))
    enforceBodyTimeout(req, res, bodyTimeout)
    const requestId = randomUUID()
    res.setHeader('x-request-id', requestId)
    const answering = withLogContext({ requestId }, () => traceRequest(req, res, () => route(req, res)))
      .catch((error) => {
        log.error({ err: error, path: pathOf(req) }, 'http: request failed')
        if (res.headersSent) res.destroy()
        else sendJson(res, 500, { error: 'Something went wrong on the server.' })
      })
      .finally(() => running.delete(answering))
    running.add(answering)
  })
  server.maxConnections = maxConnections
  // By default Node ends a large upload over a slow connection after five minutes.
  server.requestTimeout = 0
  // Longer than the usual idle timeout of load balancers, which might otherwise reuse a connection that is being closed.
  server.keepAliveTimeout = 65_000
  server.on('upgrade', (req, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (stopping) refuseUpgrade(socket, '503 Service Unavailable')
    else if (pathOf(req) !== '/graphql' || !graphql) refuseUpgrade(socket, '404 Not Found')
    else if (!origins.allows(req)) refuseUpgrade(socket, '403 Forbidden', originRefusal)
    else graphql.upgrade(req, socket, head)
  })
  await listen(server, { host: config.host, port: config.port, variable: 'PORT' })

  return {
    url: urlOf(config.host, portOf(server)),
    async stop() {
      stopping = true
      const closed = new Promise((resolve) => server.close(resolve))
      await graphql?.close()
      const deadline = setTimeout(() => server.closeAllConnections(), drainTimeout)
      // Node doesn't close connections that become idle from now on.
      const idle = setInterval(() => server.closeIdleConnections(), 25)
      await closed
      clearInterval(idle)
      clearTimeout(deadline)
      // Aborted requests still clean up, for which they need the database.
      await Promise.race([Promise.all(running), delay(cleanupTimeout, undefined, { ref: false })])
    },
  }
}

/** Returns the query parameters of a request, without NUL characters, which Postgres can't store. */
export function queryOf(req: IncomingMessage): URLSearchParams {
  const given = new URLSearchParams(/\?([^#]*)/.exec(req.url ?? '')?.[1])
  return new URLSearchParams([...given].map(([name, value]) => [name, value.replaceAll('\0', '')]))
}

function pathOf(req: IncomingMessage): string {
  return (req.url ?? '/').replace(/[?#].*$/s, '').replace(/(?<=.)\/$/, '')
}

function refuseUpgrade(socket: Duplex, status: string, why = ''): void {
  const headers = `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${why.length}\r\nConnection: close`
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${why}`)
}

function drain(req: IncomingMessage): void {
  if (req.complete || req.destroyed) return
  // A parser that failed would stop the rest of the body from being read.
  req.unpipe()
  req.resume()
  void Promise.race([
    new Promise((resolve) => req.once('close', resolve)),
    delay(discardTimeout, undefined, { ref: false }),
  ]).then(() => req.complete || req.socket.destroy())
}
