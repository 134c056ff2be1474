import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { transaction } from '../db/client.ts'
import type { Queryable } from '../db/queryable.ts'
import { notify } from '../events/notify.ts'
import { AmbiguousTokenError, TokenNotFoundError } from './errors.ts'
import { insertToken, lockTokens, selectLiveToken, selectLiveTokenIds, updateTokenRevoked } from './users.sql.ts'

/** The user of a request and the token that was used. */
export interface Viewer {
  userId: number
  tokenId: number
}

const form = /^ls_[A-Za-z0-9_-]{43}$/
const prefixLength = 'ls_'.length + 8

/** Creates a token of 256 random bits. It cannot be read again, because only its hash is stored. */
export async function createToken(
  client: Queryable,
  userId: number,
): Promise<{ token: string; id: number; prefix: string }> {
  const token = `ls_${randomBytes(32).toString('base64url')}`
  const prefix = token.slice(0, prefixLength)
  return { token, id: await insertToken(client, userId, hash(token), prefix), prefix }
}

/** Returns the viewer of a token, or null if it is unknown, malformed or revoked. */
export async function findToken(client: Queryable, token: string): Promise<Viewer | null> {
  const stored = form.test(token) ? await selectLiveToken(client, hash(token)) : undefined
  return stored ? { userId: stored.userId, tokenId: stored.id } : null
}

/** Returns those of the tokens that are not revoked, for connections that may have missed a revocation. */
export async function liveTokens(client: Queryable, ids: readonly number[]): Promise<Set<number>> {
  return new Set(await selectLiveTokenIds(client, ids))
}

/** Revokes a token, given in full or by its prefix, and notifies every process; idempotent. Throws TokenNotFoundError or AmbiguousTokenError. */
export function revokeToken(pool: pg.Pool, tokenOrPrefix: string): Promise<{ id: number; prefix: string }> {
  return transaction(pool, async (client) => {
    const [token, ...others] = await lockTokens(client, hash(tokenOrPrefix), tokenOrPrefix)
    if (!token) throw new TokenNotFoundError()
    if (others.length > 0) throw new AmbiguousTokenError(tokenOrPrefix)
    await revoke(client, token.id)
    return { id: token.id, prefix: token.prefix }
  })
}

/** Revokes the viewer's token and notifies every process. */
export function signOut(pool: pg.Pool, { tokenId }: Viewer): Promise<void> {
  return transaction(pool, (client) => revoke(client, tokenId))
}

async function revoke(client: pg.ClientBase, tokenId: number): Promise<void> {
  await updateTokenRevoked(client, tokenId)
  await notify(client, 'tokenRevoked', { tokenId })
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
