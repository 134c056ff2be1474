import type pg from 'pg'
import { transaction } from '../db/client.ts'
import type { Queryable } from '../db/queryable.ts'
import { revoke, useToken } from './tokens.ts'
import { lockSignInTokens } from './users.sql.ts'

/** A browser that is signed in to the dashboard. */
export interface Session {
  readonly tokenId: number
  readonly userId: number
  /** Whether a sign-in link made its token; any other token may be in use elsewhere. */
  readonly isSignIn: boolean
}

/** Returns the session of a token, or null if the token is not valid. Postpones the expiry of a sign-in token. */
export async function findSession(client: Queryable, token: string): Promise<Session | null> {
  const stored = await useToken(client, token)
  return stored && { tokenId: stored.id, userId: stored.userId, isSignIn: stored.isSignIn }
}

/** Ends a session: revokes its token, if a sign-in link made it. */
export async function endSession(pool: pg.Pool, { tokenId, isSignIn }: Session): Promise<void> {
  if (isSignIn) await transaction(pool, (client) => revoke(client, tokenId))
}

/** Ends every session of a user that a sign-in link began. */
export function endAllSessions(pool: pg.Pool, userId: number): Promise<void> {
  return transaction(pool, async (client) => {
    for (const tokenId of await lockSignInTokens(client, userId)) await revoke(client, tokenId)
  })
}
