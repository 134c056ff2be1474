import type { IncomingMessage } from 'node:http'
import { GraphQLError } from 'graphql'
import ipaddr from 'ipaddr.js'
import type pg from 'pg'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Config } from '../../config.ts'
import type { Log } from '../../log.ts'
import type { Viewer } from '../../users/tokens.ts'

const minute = 60

/** Counts what is asked for, by its token or, where none lets it in, by its address: for all processes together. */
export class Rates {
  readonly #tokens: RateLimiterPostgres | null
  readonly #addresses: RateLimiterPostgres | null
  readonly #trustedProxies: number
  readonly #log: Log

  constructor(options: {
    pool: pg.Pool
    config: Pick<Config, 'rateLimitPerToken' | 'rateLimitPerAddress' | 'trustedProxies'>
    log: Log
  }) {
    const { pool, config, log } = options
    this.#tokens = limiter(pool, 'token', config.rateLimitPerToken)
    this.#addresses = limiter(pool, 'address', config.rateLimitPerAddress)
    this.#trustedProxies = config.trustedProxies
    this.#log = log.child({ part: 'rates' })
  }

  /** Counts a request; throws `RATE_LIMITED` (429, with Retry-After) where its token or address has asked too often in this minute. */
  async count(req: IncomingMessage, viewer: Viewer | null): Promise<void> {
    if (viewer) await this.#consume(this.#tokens, String(viewer.tokenId), 'This token')
    else await this.#consume(this.#addresses, networkOf(addressOf(req, this.#trustedProxies)), 'Your address')
  }

  async #consume(limiter: RateLimiterPostgres | null, key: string, who: string): Promise<void> {
    try {
      await limiter?.consume(key)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      this.#log.debug({ limit: limiter?.points, who }, 'refused a request too many')
      throw tooMany(`${who} has sent more than ${limiter?.points} requests within a minute.`, error.msBeforeNext)
    }
  }
}

/** A limit of null for 0; without its table it counts in memory, since a limit must not be what ends the service. */
function limiter(pool: pg.Pool, name: string, points: number): RateLimiterPostgres | null {
  if (points === 0) return null
  const limit = { points, duration: minute, keyPrefix: name }
  return new RateLimiterPostgres({
    ...limit,
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    // Whoever goes on asking costs no query.
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: new RateLimiterMemory(limit),
  })
}

function tooMany(what: string, wait: number): GraphQLError {
  const seconds = Math.max(1, Math.ceil(wait / 1_000))
  return new GraphQLError(`${what} Try again in ${seconds} seconds.`, {
    extensions: {
      code: 'RATE_LIMITED',
      retryAfter: seconds,
      http: { status: 429, headers: { 'retry-after': String(seconds) } },
    },
  })
}

/** Who sent a request, as the outermost of so many trusted proxies saw it. */
export function addressOf({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const path = [...String(headers['x-forwarded-for'] ?? '').split(','), socket.remoteAddress ?? '']
  const known = path.map((address) => address.trim()).filter((address) => ipaddr.isValid(address))
  return known.at(-1 - trustedProxies) ?? known[0] ?? ''
}

/** One IPv4 address, or the network of an IPv6 address, of which a customer has many. */
function networkOf(address: string): string {
  if (address === '') return 'unknown'
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString()
}
