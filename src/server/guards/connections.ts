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
/** How long ago a token may have been authenticated when its connection is added, in milliseconds. */
const maxSignInAge = 300_000

/** Tracks long-lived connections (sockets, event streams, transfers), limits their number, and closes them when their token is revoked or expires. */
export class Connections {
  /** By the id of their token. */
  readonly #open = new Map<number | null, Set<Connection>>()
  /** How many are open, by holder. */
  readonly #counts = new Map<string, number>()
  /** When tokens were revoked, by id. */
  readonly #revoked = new Map<number, number>()
  #missedEventsAt = Number.NEGATIVE_INFINITY
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
      options.events.subscribe('tokenRevoked', ({ tokenId }) => this.#onRevoked(tokenId)),
      options.events.onReconnect(() => {
        this.#missedEventsAt = performance.now()
        void this.#check([...this.#open.keys()])
      }),
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
    const count = this.#counts.get(holder) ?? 0
    if (count >= connectionsPerUser) {
      const who = viewer ? 'A user' : 'An address'
      throw refusal(
        429,
        'TOO_MANY_CONNECTIONS',
        `${who} can have at most ${connectionsPerUser} open connections. Close one.`,
      )
    }
    const connection = { tokenId: viewer?.tokenId ?? null, holder, close }
    this.#counts.set(holder, count + 1)
    const ofToken = this.#open.get(connection.tokenId)
    if (ofToken) ofToken.add(connection)
    else this.#open.set(connection.tokenId, new Set([connection]))
    if (viewer) this.#watch(viewer)
    return () => this.#remove(connection)
  }

  #remove(connection: Connection): void {
    const { tokenId, holder } = connection
    const ofToken = this.#open.get(tokenId)
    if (!ofToken?.delete(connection)) return
    if (ofToken.size === 0) this.#open.delete(tokenId)
    const count = (this.#counts.get(holder) ?? 0) - 1
    if (count > 0) this.#counts.set(holder, count)
    else this.#counts.delete(holder)
  }

  /** Closes the connections of a token that was revoked between its authentication and now, and those of one that expires when it does. */
  #watch({ tokenId, expiresAt }: Viewer): void {
    if (this.#revoked.has(tokenId)) queueMicrotask(() => this.#close(tokenId, 'revoked'))
    else if (performance.now() - this.#missedEventsAt < maxSignInAge) void this.#check([tokenId])
    else if (expiresAt !== undefined && !this.#expiries.has(tokenId)) this.#checkAgain(tokenId, expiresAt - Date.now())
  }

  #onRevoked(tokenId: number): void {
    const now = performance.now()
    for (const [id, at] of this.#revoked) {
      if (now - at < maxSignInAge) break
      this.#revoked.delete(id)
    }
    this.#revoked.set(tokenId, now)
    this.#close(tokenId, 'revoked')
  }

  /** Closes all connections and stops listening for revocations. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    for (const expiry of this.#expiries.values()) clearTimeout(expiry)
    for (const tokenId of this.#open.keys()) this.#close(tokenId, 'stopping')
  }

  #close(tokenId: number | null, reason: CloseReason): void {
    for (const connection of this.#open.get(tokenId) ?? []) {
      this.#remove(connection)
      connection.close(reason)
    }
  }

  async #check(tokenIds: readonly (number | null)[]): Promise<void> {
    const ids = tokenIds.filter((id) => id !== null)
    if (ids.length === 0) return
    try {
      const live = await liveTokens(this.#client, ids)
      for (const id of ids) if (!live.has(id)) this.#close(id, 'revoked')
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
      void this.#check(this.#open.has(tokenId) ? [tokenId] : [])
    }
    const expiry = setTimeout(check, Math.min(Math.max(msLeft, minRecheck), maxRecheck))
    expiry.unref()
    this.#expiries.set(tokenId, expiry)
  }
}
