import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { transaction } from '../db/client.ts'
import type { Queryable } from '../db/queryable.ts'
import { notify } from '../events/notify.ts'
import { AmbiguousTokenError, TokenNotFoundError } from './errors.ts'
import type { Scope } from './scopes.ts'
import {
  insertToken,
  type LiveToken,
  lockTokens,
  type NewToken,
  selectLiveToken,
  selectLiveTokens,
  signInDays,
  type UsedToken,
  updateTokenRevoked,
  updateTokenUsed,
} from './users.sql.ts'

/** The user of a request, and the token that was used. */
export interface Viewer {
  readonly userId: number
  readonly tokenId: number
  readonly scopes: readonly Scope[]
  /** When the token expires, in milliseconds by the clock of this process; undefined: never. */
  readonly expiresAt?: number
}

const form = /^ls_[A-Za-z0-9_-]{43}$/
const prefixLength = 'ls_'.length + 8

/** A token that was created; it cannot be read again, because only its hash is stored. */
export interface CreatedToken {
  token: string
  id: number
  prefix: string
}

/** Creates a token of 256 random bits that expires at `expiresAt`; null: never. Without `scopes` it may do everything. */
export function createToken(
  client: Queryable,
  userId: number,
  {
    name = '',
    scopes = ['ADMIN'],
    expiresAt = null,
  }: { name?: string; scopes?: readonly Scope[]; expiresAt?: Date | null } = {},
): Promise<CreatedToken> {
  return create(client, { userId, name, scopes, expiresAt, isSignIn: false })
}

/** Creates a token for a browser. It expires 30 days after it was last used. */
export function createSignInToken(client: Queryable, userId: number): Promise<CreatedToken> {
  const expiresAt = daysFromNow(signInDays)
  return create(client, { userId, name: '', scopes: ['ADMIN'], expiresAt, isSignIn: true })
}

/** Returns the time after a number of days. */
export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 86_400_000)
}

async function create(client: Queryable, options: Omit<NewToken, 'hash' | 'prefix'>): Promise<CreatedToken> {
  const token = `ls_${randomBytes(32).toString('base64url')}`
  const prefix = token.slice(0, prefixLength)
  return { token, id: await insertToken(client, { ...options, hash: hash(token), prefix }), prefix }
}

/** Returns the viewer of a token, or null if it is unknown, malformed, revoked or expired. Records its use at most once a minute, which extends a sign-in token. */
export async function findToken(client: Queryable, token: string): Promise<Viewer | null> {
  const stored = await useToken(client, token)
  return stored && { userId: stored.userId, tokenId: stored.id, scopes: stored.scopes, ...expiryOf(stored) }
}

/** Returns a token as stored, or null if it is not valid; records its use like `findToken`. */
export async function useToken(client: Queryable, token: string): Promise<UsedToken | null> {
  const stored = form.test(token) ? await selectLiveToken(client, hash(token)) : undefined
  if (stored?.isUseDue) await updateTokenUsed(client, stored.id)
  return stored ?? null
}

/** Returns when a token expires as a part of its viewer. */
export function expiryOf({ msLeft }: Pick<LiveToken, 'msLeft'>): Pick<Viewer, 'expiresAt'> {
  return msLeft === null ? {} : { expiresAt: Date.now() + msLeft }
}

/** Returns those of the tokens that are neither revoked nor expired, by their ids. */
export async function liveTokens(client: Queryable, ids: readonly number[]): Promise<Map<number, LiveToken>> {
  return new Map((await selectLiveTokens(client, ids)).map((token) => [token.id, token]))
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

/** Revokes a token and notifies every process. */
export async function revoke(client: pg.ClientBase, tokenId: number): Promise<void> {
  await updateTokenRevoked(client, tokenId)
  await notify(client, 'tokenRevoked', { tokenId })
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
