import type { IncomingMessage } from 'node:http'
import type { Config } from '../../config.ts'
import type { Queryable } from '../../db/queryable.ts'
import type { Events } from '../../events/pubsub.ts'
import type { Log } from '../../log.ts'
import { liveTokens, type Viewer } from '../../users/tokens.ts'
import { refusal } from '../errors.ts'
import { addressOf } from './rate-limit.ts'

/** Why a connection is closed by us. */
export type CloseReason = 'revoked' | 'stopping'

interface Connection {
  readonly tokenId: number | null
  /** Whom it counts for. */
  readonly holder: string
  close(why: CloseReason): void
}

/** Knows the connections that outlive a request, sockets and event streams, and closes them when their token is revoked. */
export class Connections {
  readonly #open = new Set<Connection>()
  readonly #client: Queryable
  readonly #log: Log
  readonly #config: Pick<Config, 'connectionsPerToken' | 'trustedProxies'>
  readonly #leave: (() => void)[]

  constructor(options: {
    client: Queryable
    events: Events
    log: Log
    config: Pick<Config, 'connectionsPerToken' | 'trustedProxies'>
  }) {
    this.#client = options.client
    this.#config = options.config
    this.#log = options.log
    this.#leave = [
      options.events.subscribe('tokenRevoked', ({ tokenId }) => this.#closeThose((id) => id === tokenId, 'revoked')),
      options.events.onReconnect(() => void this.#check()),
    ]
  }

  /** Takes note of a connection until the returned function is called; throws `TOO_MANY_CONNECTIONS` where its token or address holds too many. */
  add(req: IncomingMessage, viewer: Viewer | null, close: (why: CloseReason) => void): () => void {
    // Whoever left while the token was looked up would never be taken out again.
    if (req.socket.destroyed) return () => {}
    const { connectionsPerToken: most, trustedProxies } = this.#config
    const holder = viewer ? `token ${viewer.tokenId}` : `address ${addressOf(req, trustedProxies)}`
    if ([...this.#open].filter((other) => other.holder === holder).length >= most) {
      const who = viewer ? 'A token' : 'An address'
      throw refusal(429, 'TOO_MANY_CONNECTIONS', `${who} holds at most ${most} connections open at once. Close one.`)
    }
    const connection = { tokenId: viewer?.tokenId ?? null, holder, close }
    this.#open.add(connection)
    // The token may have been revoked after it was looked up and before anybody listened for this connection.
    if (viewer) void this.#check(viewer.tokenId)
    return () => this.#open.delete(connection)
  }

  /** Closes all connections, and hears of no revocation any more. */
  close(): void {
    for (const leave of this.#leave) leave()
    this.#closeThose(() => true, 'stopping')
  }

  #closeThose(chosen: (tokenId: number | null) => boolean, why: CloseReason): void {
    for (const connection of this.#open) {
      if (!chosen(connection.tokenId)) continue
      this.#open.delete(connection)
      connection.close(why)
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
