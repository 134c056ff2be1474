import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql'
import { handleProtocols, makeServer, type Server, type Context as SocketContext } from 'graphql-ws'
import { isAsyncIterable } from 'graphql-yoga'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Config } from '../../config.ts'
import { isUnauthenticated } from '../../graphql/context.ts'
import type { Log } from '../../log.ts'
import type { Viewer } from '../../users/tokens.ts'
import { maskError, refusal } from '../errors.ts'
import { authenticateAndCount } from '../guards/auth.ts'
import { pauseUntilDrained } from '../guards/backpressure.ts'
import type { Connections } from '../guards/connections.ts'
import { sessionOfSocket } from '../guards/session-cookie.ts'
import { originOf } from '../origin.ts'
import type { Engine, SharedContext } from './engine.ts'
import { hideSuggestion } from './hidden-schema.ts'
import type { OperationParams, PreparedOperation } from './prepare-operation.ts'
import { anonymousLimit } from './request-body.ts'
import { Subscriber } from './shared-subscription.ts'
import type { Joined, SharedSubscriptions } from './shared-subscriptions.ts'
import {
  bytesOf,
  formatted,
  type IsAwaited,
  isModest,
  never,
  registerOperation,
  withMaskedErrors,
} from './ws-operations.ts'
import { sendResults } from './ws-results.ts'

/** The WebSocket transport, which speaks graphql-transport-ws. */
export interface Sockets {
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Closes every socket with 1001, and terminates those that don't respond. */
  close(): Promise<void>
}

const badRequest = 4400
const forbidden = 4403
const goingAway = 1001
const tooBig = 1009
const internalError = 1011
const tryAgainLater = 1013
// At most 123 bytes.
const tokenRefusal = 'Forbidden: the token is invalid or was revoked. Sign in again; do not retry with this token.'
const maxMessageBytes = 1_000_000
const maxSubscriptions = 100
const pingEvery = 12_000

type Socket = SocketContext<Record<string, unknown> | undefined, Extra>

/** Creates the transport and registers each socket with `connections`. */
export function createSockets(options: {
  engine: Engine
  shared: SharedContext
  connections: Connections
  subscriptions: SharedSubscriptions
  /** How long the operations of a socket rely on one check of its token, in milliseconds. */
  signInLifetime?: number
}): Sockets {
  const { engine, shared, connections, subscriptions, signInLifetime = 60_000 } = options
  const log: Log = shared.log.child({ part: 'ws' })
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols })
  const running = new WeakMap<ExecutionArgs, Running>()
  const runningOf = (args: ExecutionArgs) => {
    const operation = running.get(args)
    if (!operation) throw new Error('The arguments of this operation are unknown.')
    return operation
  }

  const signIn = async (socket: Socket): Promise<Viewer | null | 'refused'> => {
    const { extra } = socket
    try {
      // A revocation closes the socket; this is for those of which no process was told.
      if (extra.signedIn && performance.now() - extra.signedIn.at < signInLifetime) {
        await shared.rates.count(extra.request, extra.signedIn.viewer)
        return extra.signedIn.viewer
      }
      const at = performance.now()
      const viewer = await authenticateAndCount(shared, extra.request, {
        ...credentials(socket, shared.config),
        opensStream: true,
      })
      extra.signedIn = { viewer, at }
      return viewer
    } catch (error) {
      if (isUnauthenticated(error)) return 'refused'
      throw error
    }
  }

  const prepare = async (socket: Socket, id: string, params: OperationParams, isAwaited: IsAwaited) => {
    const viewer = await signIn(socket)
    if (viewer === 'refused') {
      socket.extra.socket.close(forbidden, tokenRefusal)
      return [refusal(401, 'UNAUTHENTICATED', 'The token of this socket was revoked.')]
    }
    if (Object.keys(socket.subscriptions).length > maxSubscriptions) {
      return [
        refusal(
          429,
          'TOO_MANY_SUBSCRIPTIONS',
          `A socket can have at most ${maxSubscriptions} operations at once. Complete one, or open another socket.`,
        ),
      ]
    }
    const req = socket.extra.request
    const request = { viewer, origin: originOf(shared.config, req), req }
    const isWanted = () => isAwaited() && socket.extra.socket.readyState === socket.extra.socket.OPEN
    const prepared = await subscriptions.subscribe(engine, request, params, isWanted)
    if (prepared === null) return never()
    if (!('args' in prepared)) return prepared
    if ('joined' in prepared && prepared.joined instanceof Subscriber && !isAwaited()) prepared.joined.close()
    running.set(prepared.args, { ...prepared, id, socket: socket.extra.socket, connection: req.socket, isAwaited })
    return prepared.args
  }

  const protocol = makeServer<Record<string, unknown> | undefined, Extra>({
    async onConnect(socket) {
      const { request, socket: client } = socket.extra
      try {
        const viewer = await signIn(socket)
        if (viewer === 'refused') {
          client.close(forbidden, tokenRefusal)
          return false
        }
        if (viewer) socket.extra.maxBytes = maxMessageBytes
        const leave = connections.add(request, viewer, (reason) =>
          reason === 'revoked' ? client.close(forbidden, tokenRefusal) : client.close(goingAway, 'Going away'),
        )
        client.once('close', leave)
        return true
      } catch (error) {
        if (error instanceof GraphQLError) client.close(tryAgainLater, 'Try again later')
        else {
          log.error({ err: error }, 'ws: could not authenticate')
          client.close(internalError, 'Internal error')
        }
        return false
      }
    },
    async onSubscribe(socket, id, { query, operationName, variables }) {
      const isAwaited = registerOperation(socket.subscriptions, id)
      const params = { query, operationName: operationName ?? null, variables: variables ?? null }
      const prepared = await prepare(socket, id, params, isAwaited).catch((error: unknown) => {
        // A syntax error is a result; it must not close the socket, which has other operations.
        if (error instanceof GraphQLError) error.extensions['code'] ??= 'GRAPHQL_PARSE_FAILED'
        return [hideSuggestion(maskError(error, log), shared.config)]
      })
      return isAwaited() ? prepared : never()
    },
    async execute(args) {
      const operation = runningOf(args)
      if ('joined' in operation) throw new Error('Only subscriptions are shared.')
      const result: ExecutionResult = await operation.execute(args)
      return operation.isAwaited() ? result : never()
    },
    async subscribe(args) {
      const operation = runningOf(args)
      const { isAwaited } = operation
      if ('joined' in operation) {
        const { joined, socket, connection, id } = operation
        return joined instanceof Subscriber ? sendResults(joined, socket, connection, id) : joined
      }
      const result: AsyncIterable<ExecutionResult> | ExecutionResult = await operation.subscribe(args)
      const stream = isAsyncIterable(result) ? withMaskedErrors(result, log) : null
      if (isAwaited()) return stream ?? result
      await stream?.return?.()
      return never()
    },
    onError: (_socket, _id, _payload, errors) => errors.map(formatted),
    onNext: (_socket, _id, _payload, _args, { data, errors, extensions }) =>
      errors && {
        ...(data !== undefined && { data }),
        errors: errors.map(formatted),
        ...(extensions && { extensions }),
      },
  })

  return {
    upgrade(req, socket, head) {
      webSockets.handleUpgrade(req, socket, head, (client) => attach(protocol, client, req, log))
    },
    async close() {
      for (const client of webSockets.clients) client.close(goingAway, 'Going away')
      const deadline = setTimeout(() => {
        for (const client of webSockets.clients) client.terminate()
      }, 1_000)
      await new Promise((resolve) => webSockets.close(resolve))
      clearTimeout(deadline)
    },
  }
}

/** Connects a socket to the protocol, and terminates it if it doesn't answer a ping. */
function attach(protocol: Server<Extra>, socket: WebSocket, request: IncomingMessage, log: Log): void {
  let answered = true
  const ping = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, pingEvery)
  socket.on('pong', () => {
    answered = true
  })
  socket.on('ping', () => pauseUntilDrained(socket, request.socket))
  // For example a message that is too large; the socket closes itself with the right code.
  socket.on('error', (error) => log.debug({ err: error }, 'ws: a client violated the protocol'))
  const extra: Extra = { socket, request, maxBytes: anonymousLimit }
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      // Waiting for the write makes a slow client skip states instead of filling our memory.
      send: (data) =>
        new Promise((resolve, reject) => {
          if (socket.readyState !== socket.OPEN) return resolve()
          socket.send(data, (error) => (error ? reject(error) : resolve()))
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (listener) =>
        socket.on('message', (data) => {
          pauseUntilDrained(socket, request.socket)
          const message = bytesOf(data)
          if (message.length > extra.maxBytes) return socket.close(tooBig, 'Message too big')
          if (!isModest(message)) return socket.close(badRequest, 'Invalid message received')
          listener(String(message)).catch((error: unknown) => {
            if (isServerMessage(error)) return socket.close(badRequest, 'Invalid message received')
            log.error({ err: error }, 'ws: message handler failed')
            socket.close(internalError, 'Internal error')
          })
        }),
    },
    extra,
  )
  socket.once('close', (code, reason) => {
    clearInterval(ping)
    Promise.resolve(closed(code, String(reason))).catch((error) =>
      log.error({ err: error }, 'ws: close handler failed'),
    )
  })
}

/** An operation between its preparation and its execution. */
type Running = (PreparedOperation | Joined) & {
  readonly id: string
  readonly socket: WebSocket
  readonly connection: Duplex
  readonly isAwaited: IsAwaited
}

interface Extra {
  readonly socket: WebSocket
  readonly request: IncomingMessage
  /** Size of its messages, which a token raises. */
  maxBytes: number
  /** Whose token it was, and when it was checked last. */
  signedIn?: { readonly viewer: Viewer | null; readonly at: number }
}

/** Returns whether a client sent a message that only servers send; graphql-ws throws instead of closing the socket. */
function isServerMessage(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type')
}

function credentials({ connectionParams, extra: { request } }: Socket, config: Pick<Config, 'publicUrl'>) {
  const given = connectionParams?.['authorization'] ?? connectionParams?.['Authorization']
  if (given === undefined) return { session: sessionOfSocket(config, request) }
  // A JSON value that is not a string is refused like any invalid token.
  return { authorization: typeof given === 'string' ? given : JSON.stringify(given) }
}
