import type { IncomingMessage } from 'node:http'
import type { Config } from '../../config.ts'
import type { Queryable } from '../../db/queryable.ts'
import type { Events } from '../../events/pubsub.ts'
import type { Log } from '../../log.ts'
import { liveTokens, type Viewer } from '../../users/tokens.ts'
import { refusal } from '../errors.ts'
import { addressOf } from './address-of.ts'

/** Why the server closes a connection. */
export type CloseReason = 'revoked' | 'stopping'

interface Connection {
  readonly tokenId: number | null
  /** The user or address whose limit it counts towards. */
  readonly holder: string
  close(reason: CloseReason): void
}

/** Times between two checks of a token that expires, in milliseconds; a timer can't be set for more than 24 days. */
const [minRecheck, maxRecheck] = [100, 86_400_000]

/** Tracks long-lived connections (sockets, event streams, transfers), limits their number, and closes them when their token is revoked or expires. */
export class Connections {
  readonly #open = new Set<Connection>()
  readonly #client: Queryable
  readonly #log: Log
  readonly #config: Pick<Config, 'connectionsPerUser' | 'trustedProxies'>
  readonly #unsubscribe: (() => void)[]
  /** By the id of a token that expires. */
  readonly #expiries = new Map<number, NodeJS.Timeout>()

  constructor(options: {
    client: Queryable
    events: Events
    log: Log
    config: Pick<Config, 'connectionsPerUser' | 'trustedProxies'>
  }) {
    this.#client = options.client
    this.#config = options.config
    this.#log = options.log
    this.#unsubscribe = [
      options.events.subscribe('tokenRevoked', ({ tokenId }) => this.#closeMatching((id) => id === tokenId, 'revoked')),
      options.events.onReconnect(() => void this.#check()),
    ]
  }

  /** Tracks a connection until the returned function is called; throws `TOO_MANY_CONNECTIONS` if its user or address has too many. */
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
    const { connectionsPerUser, trustedProxies } = this.#config
    const holder = kind + (viewer ? `user ${viewer.userId}` : `address ${addressOf(req, trustedProxies)}`)
    if ([...this.#open].filter((other) => other.holder === holder).length >= connectionsPerUser) {
      const who = viewer ? 'A user' : 'An address'
      throw refusal(
        429,
        'TOO_MANY_CONNECTIONS',
        `${who} can have at most ${connectionsPerUser} open connections. Close one.`,
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
    for (const expiry of this.#expiries.values()) clearTimeout(expiry)
    this.#closeMatching(() => true, 'stopping')
  }

  #closeMatching(chosen: (tokenId: number | null) => boolean, reason: CloseReason): void {
    for (const connection of this.#open) {
      if (!chosen(connection.tokenId)) continue
      this.#open.delete(connection)
      connection.close(reason)
    }
  }

  async #check(only?: number): Promise<void> {
    const all = new Set([...this.#open].flatMap(({ tokenId }) => tokenId ?? []))
    const ids = [...all].filter((id) => only === undefined || id === only)
    if (ids.length === 0) return
    try {
      const live = await liveTokens(this.#client, ids)
      this.#closeMatching((id) => id !== null && ids.includes(id) && !live.has(id), 'revoked')
      for (const { id, msLeft } of live.values()) if (msLeft !== null) this.#checkAgain(id, msLeft)
    } catch (error) {
      this.#log.warn({ err: error }, 'auth: could not check the tokens of open connections')
    }
  }
  /** Checks a token when it expires; a sign-in token may have been extended by then. */
  #checkAgain(tokenId: number, msLeft: number): void {
    clearTimeout(this.#expiries.get(tokenId))
    const check = () => {
      this.#expiries.delete(tokenId)
      void this.#check(tokenId)
    }
    const expiry = setTimeout(check, Math.min(Math.max(msLeft, minRecheck), maxRecheck))
    expiry.unref()
    this.#expiries.set(tokenId, expiry)
  }
}
