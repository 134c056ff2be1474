import type { IncomingMessage } from 'node:http'
import { GraphQLError } from 'graphql'
import type pg from 'pg'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Config } from '../../config.ts'
import { onBehalfOf } from '../../db/shared-pool.ts'
import type { Log } from '../../log.ts'
import type { Viewer } from '../../users/tokens.ts'
import { addressOf, networkOf } from './address-of.ts'
import { Turns } from './turns.ts'

const minute = 60

/** How many requests the sender of a request has left. */
export interface RateState {
  /** Requests left in this minute; null: no limit. */
  readonly remaining: number | null
  /** When the minute ends; null: no limit. */
  readonly resetAt: Date | null
}

const unlimited: RateState = { remaining: null, resetAt: null }

/** Counts requests by user, or by IP address without a valid one, across all processes, and gives each sender its turns. */
export class Rates {
  readonly #users: RateLimiterPostgres | null
  readonly #addresses: RateLimiterPostgres | null
  readonly #trustedProxies: number
  readonly #log: Log
  readonly #turns = new Turns()
  readonly #states = new WeakMap<IncomingMessage, RateState>()

  constructor(options: {
    pool: pg.Pool
    config: Pick<Config, 'rateLimitPerUser' | 'rateLimitPerAddress' | 'trustedProxies'>
    log: Log
  }) {
    const { pool, config, log } = options
    this.#users = limiter(pool, 'user', config.rateLimitPerUser)
    this.#addresses = limiter(pool, 'address', config.rateLimitPerAddress)
    this.#trustedProxies = config.trustedProxies
    this.#log = log.child({ part: 'rates' })
  }

  /** Counts a request; throws `RATE_LIMITED` (429, with Retry-After) if its user or address is over the limit of this minute. */
  async count(req: IncomingMessage, viewer: Viewer | null): Promise<void> {
    const state = viewer
      ? await onBehalfOf(viewer.userId, () => this.#consume(this.#users, String(viewer.userId), 'You have'))
      : await this.#consume(this.#addresses, this.#networkOf(req), 'Your address has')
    this.#states.set(req, state)
  }

  /** Resolves when the next operation of a sender may begin. */
  async takeTurn(req: IncomingMessage, viewer: Viewer | null): Promise<void> {
    await this.#turns.take(viewer ? `user ${viewer.userId}` : this.#networkOf(req))
  }

  #networkOf(req: IncomingMessage): string {
    return networkOf(addressOf(req, this.#trustedProxies))
  }

  /** Returns what was left when a request, or the last operation of a socket, was counted. */
  stateOf(req: IncomingMessage | undefined): RateState {
    return (req && this.#states.get(req)) ?? unlimited
  }

  async #consume(limiter: RateLimiterPostgres | null, key: string, who: string): Promise<RateState> {
    if (limiter === null) return unlimited
    try {
      const { remainingPoints, msBeforeNext } = await limiter.consume(key)
      return { remaining: remainingPoints, resetAt: new Date(Date.now() + msBeforeNext) }
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      this.#log.debug({ limit: limiter.points, who }, 'rate limit exceeded')
      throw tooMany(`${who} sent more than ${limiter.points} requests in a minute.`, error.msBeforeNext)
    }
  }
}

/** Returns null for 0 (no limit). It falls back to memory if the table fails, because a limit must not stop the service. */
function limiter(pool: pg.Pool, name: string, points: number): RateLimiterPostgres | null {
  if (points === 0) return null
  const limit = { points, duration: minute, keyPrefix: name }
  return new RateLimiterPostgres({
    ...limit,
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    // Requests over the limit cost no query.
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: new RateLimiterMemory(limit),
  })
}

function tooMany(problem: string, wait: number): GraphQLError {
  const seconds = Math.max(1, Math.ceil(wait / 1_000))
  return new GraphQLError(`${problem} Try again in ${seconds} seconds.`, {
    extensions: {
      code: 'RATE_LIMITED',
      retryAfter: seconds,
      http: { status: 429, headers: { 'retry-after': String(seconds) } },
    },
  })
}
