import type { IncomingMessage } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { Config } from '../../config.ts'
import type { Queryable } from '../../db/queryable.ts'
import { withReadTimeout } from '../../db/shared-pool.ts'
import { SharedReads } from '../../db/shared-reads.ts'
import { unauthenticated } from '../../graphql/context.ts'
import { findToken, liveTokens, type Viewer } from '../../users/tokens.ts'
import type { Rates } from './rate-limit.ts'

/** Requests whose whole body had arrived before their token was checked. */
const arrivedBefore = new WeakSet<IncomingMessage>()

/** What identifies the viewer of a request. */
interface Credentials {
  readonly authorization: string | undefined
  /** The token of the dashboard's cookie, where that counts; ignored beside `authorization`. */
  readonly session: string | null
  /** Whether the request opens a stream or socket, for which many clients may call at once, and a look-up may wait. */
  readonly opensStream: boolean
}

/** Returns the viewer and counts the request, by token or else by IP address. Throws `UNAUTHENTICATED` for an invalid token, and `RATE_LIMITED`. */
export async function authenticateAndCount(
  shared: { pool: Queryable; rates: Rates; config: Pick<Config, 'readTimeout'> },
  req: IncomingMessage,
  { authorization = req.headers.authorization, session = null, opensStream = false }: Partial<Credentials> = {},
): Promise<Viewer | null> {
  const credentials = { authorization, session, opensStream }
  // Most requests are queries, for which the connection need not be changed then.
  return await withReadTimeout(shared.config.readTimeout, () => identifyAndCount(shared, req, credentials))
}

async function identifyAndCount(
  { pool, rates }: { pool: Queryable; rates: Rates },
  req: IncomingMessage,
  credentials: Credentials,
): Promise<Viewer | null> {
  // Only by then has Node read a body that arrived together with its headers.
  await setImmediate()
  if (req.complete) arrivedBefore.add(req)
  let viewer: Viewer | null = null
  try {
    viewer = await authenticate(pool, credentials)
  } finally {
    await rates.count(req, viewer)
  }
  return viewer
}

// One look-up serves all requests of a token that arrive while another is running.
const ofRequests = new SharedReads<Viewer | null>()
const ofStreams = new SharedReads<Viewer | null>({ pause: 20 })

/**
 * Returns the viewer of the bearer token in `Authorization` (or in a socket's connection parameters), or else of the session; null
 * without either, or if the session has ended. Throws `UNAUTHENTICATED` for an invalid bearer token.
 */
async function authenticate(client: Queryable, credentials: Credentials): Promise<Viewer | null> {
  const { authorization, session, opensStream } = credentials
  const lookUps = opensStream ? ofStreams : ofRequests
  const find = (token: string) => lookUps.read(token, () => findToken(client, token))
  if (authorization === undefined && session !== null) return await find(session)
  // GraphiQL sends the scheme alone until a token is pasted.
  if (authorization === undefined || /^\s*(bearer\s*)?$/i.test(authorization)) return null
  const token = bearerTokenOf(authorization)
  const viewer = token === null ? null : await find(token)
  if (!viewer) throw unauthenticated()
  return viewer
}

/** Returns the token in an `Authorization` header; null if there is none. */
export function bearerTokenOf(authorization = ''): string | null {
  return /^\s*bearer\s+(\S+)\s*$/i.exec(authorization)?.[1] ?? null
}

/** Throws `UNAUTHENTICATED` if the token was revoked while the body of the request arrived. */
export async function requireLive(pool: Queryable, { tokenId }: Viewer, req: IncomingMessage): Promise<void> {
  if (!arrivedBefore.has(req) && !(await liveTokens(pool, [tokenId])).has(tokenId)) throw unauthenticated()
}
