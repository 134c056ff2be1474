import type { IncomingMessage } from 'node:http'
import type { Config } from '../../config.ts'
import type { Queryable } from '../../db/queryable.ts'
import type { Events } from '../../events/pubsub.ts'
import type { Log } from '../../log.ts'
import { liveTokens, type Viewer } from '../../users/tokens.ts'
import { refusal } from '../errors.ts'
import { addressOf } from './rate-limit.ts'

/** Why the server closes a connection. */
export type CloseReason = 'revoked' | 'stopping'

interface Connection {
  readonly tokenId: number | null
  /** The token or address whose limit it counts towards. */
  readonly holder: string
  close(reason: CloseReason): void
}

/** Tracks long-lived connections (sockets, event streams, transfers), limits their number, and closes them when their token is revoked. */
export class Connections {
  readonly #open = new Set<Connection>()
  readonly #client: Queryable
  readonly #log: Log
  readonly #config: Pick<Config, 'connectionsPerToken' | 'trustedProxies'>
  readonly #unsubscribe: (() => void)[]

  constructor(options: {
    client: Queryable
    events: Events
    log: Log
    config: Pick<Config, 'connectionsPerToken' | 'trustedProxies'>
  }) {
    this.#client = options.client
    this.#config = options.config
    this.#log = options.log
    this.#unsubscribe = [
      options.events.subscribe('tokenRevoked', ({ tokenId }) => this.#closeThose((id) => id === tokenId, 'revoked')),
      options.events.onReconnect(() => void this.#check()),
    ]
  }

  /** Tracks a connection until the returned function is called; throws `TOO_MANY_CONNECTIONS` if its token or address has too many. */
  add(req: IncomingMessage, viewer: Viewer | null, close: (reason: CloseReason) => void): () => void {
    return this.#add(req, viewer, close, '')
  }

  /** Like `add`, for a request whose body is arriving; counted apart, so that open sockets leave room for requests. */
  addBody(req: IncomingMessage, viewer: Viewer | null, close: (reason: CloseReason) => void): () => void {
    return this.#add(req, viewer, close, 'body of ')
  }

  #add(req: IncomingMessage, viewer: Viewer | null, close: (reason: CloseReason) => void, kind: string): () => void {
    // A client that disconnected during authentication would never be removed.
    if (req.socket.destroyed) return () => {}
    const { connectionsPerToken, trustedProxies } = this.#config
    const holder = kind + (viewer ? `token ${viewer.tokenId}` : `address ${addressOf(req, trustedProxies)}`)
    if ([...this.#open].filter((other) => other.holder === holder).length >= connectionsPerToken) {
      const who = viewer ? 'A token' : 'An address'
      throw refusal(
        429,
        'TOO_MANY_CONNECTIONS',
        `${who} can have at most ${connectionsPerToken} open connections. Close one.`,
      )
    }
    const connection = { tokenId: viewer?.tokenId ?? null, holder, close }
    this.#open.add(connection)
    // The token may have been revoked between its authentication and this call.
    if (viewer) void this.#check(viewer.tokenId)
    return () => this.#open.delete(connection)
  }

  /** Closes all connections and stops listening for revocations. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#closeThose(() => true, 'stopping')
  }

  #closeThose(chosen: (tokenId: number | null) => boolean, reason: CloseReason): void {
    for (const connection of this.#open) {
      if (!chosen(connection.tokenId)) continue
      this.#open.delete(connection)
      connection.close(reason)
    }
  }

  async #check(only?: number): Promise<void> {
    const all = new Set([...this.#open].flatMap(({ tokenId }) => tokenId ?? []))
    const ids = only === undefined ? [...all] : [only]
    try {
      const live = await liveTokens(this.#client, ids)
      this.#closeThose((id) => id !== null && ids.includes(id) && !live.has(id), 'revoked')
    } catch (error) {
      this.#log.warn({ err: error }, 'auth: could not check the tokens of open connections')
    }
  }
}
