import type { IncomingMessage } from 'node:http'
import type { Queryable } from '../../db/queryable.ts'
import { unauthenticated } from '../../graphql/context.ts'
import { findToken, type Viewer } from '../../users/tokens.ts'
import type { Rates } from './rate-limit.ts'

/** Lets a request in: `authenticate`, and counts it for its token or, without one that is valid, for its address. Throws also `RATE_LIMITED`. */
export async function authenticateAndCount(
  { pool, rates }: { pool: Queryable; rates: Rates },
  req: IncomingMessage,
  authorization = req.headers.authorization,
): Promise<Viewer | null> {
  let viewer: Viewer | null = null
  try {
    viewer = await authenticate(pool, authorization)
  } finally {
    await rates.count(req, viewer)
  }
  return viewer
}

/**
 * The viewer whose bearer token is in `Authorization` (or in the same words in a socket's connection parameters).
 * Null where there is none; throws `unauthenticated` where there is one that lets nobody in.
 */
async function authenticate(client: Queryable, authorization: string | undefined): Promise<Viewer | null> {
  // A scheme without a token is what GraphiQL sends until somebody has pasted one.
  if (authorization === undefined || /^\s*(bearer\s*)?$/i.test(authorization)) return null
  const token = /^\s*bearer\s+(\S+)\s*$/i.exec(authorization)?.[1]
  const viewer = token === undefined ? null : await findToken(client, token)
  if (!viewer) throw unauthenticated()
  return viewer
}
