import type pg from 'pg'
import { clock } from '../db/clock.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Scope } from './scopes.ts'

/** A user as stored. */
export interface User {
  id: number
  email: string
  name: string
}

/** Days after which an unused sign-in token expires. */
export const signInDays = 30

const signInLifetime = `interval '${signInDays} days'`

/** A token as stored, without its secret. */
export interface StoredToken {
  id: number
  prefix: string
  userId: number
}

/** Inserts a user with an empty credit account; returns undefined if the e-mail address is taken. */
export async function insertUser(client: pg.ClientBase, email: string, name: string): Promise<User | undefined> {
  const { rows } = await client.query<User>(
    `WITH created AS (
       INSERT INTO users (email, name) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING RETURNING id, email, name
     ), account AS (
       INSERT INTO credit_accounts (user_id) SELECT id FROM created
     )
     SELECT id, email, name FROM created`,
    [email, name],
  )
  return rows[0]
}

/** Returns the user with this (normalized) e-mail address. */
export async function selectUserByEmail(client: Queryable, email: string): Promise<User | undefined> {
  const { rows } = await client.query<User>('SELECT id, email, name FROM users WHERE email = $1', [email])
  return rows[0]
}

/** Locks a user until the transaction ends, so that no new rows can reference them. */
export async function lockUser(client: pg.ClientBase, id: number): Promise<void> {
  await client.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [id])
}

/** Deletes a user and everything that they own; returns the ids of their tokens. */
export async function removeUser(client: pg.ClientBase, id: number): Promise<number[]> {
  await lockUser(client, id)
  const tokens = await client.query<{ id: number }>('SELECT id FROM api_tokens WHERE user_id = $1 ORDER BY id', [id])
  await client.query('DELETE FROM users WHERE id = $1', [id])
  return tokens.rows.map((token) => token.id)
}

/** A token to store. */
export interface NewToken {
  userId: number
  hash: Buffer
  prefix: string
  name: string
  scopes: readonly Scope[]
  expiresAt: Date | null
  isSignIn: boolean
}

/** Inserts the hash of a token. */
export async function insertToken(
  client: Queryable,
  { userId, hash, prefix, name, scopes, expiresAt, isSignIn }: NewToken,
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO api_tokens (user_id, hash, prefix, name, scopes, expires_at, is_sign_in) VALUES ($1, $2, $3, $4, $5, $6, $7)
     RETURNING id`,
    [userId, hash, prefix, name, scopes, expiresAt, isSignIn],
  )
  const [token] = rows
  if (!token) throw new Error('The INSERT returned no row.')
  return token.id
}

/** SQL condition: whether a token is neither revoked nor expired. */
const isLive = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())'

/** SQL expression: milliseconds until a token expires; null: never. */
const msLeft = '(extract(epoch FROM expires_at - now()) * 1000)::float8'

/** A live token, and whether its use was not recorded for a minute. */
export type UsedToken = StoredToken &
  Pick<LiveToken, 'msLeft'> & { scopes: Scope[]; isSignIn: boolean; isUseDue: boolean }

/** Returns the token with this hash, if it is live. */
export async function selectLiveToken(client: Queryable, hash: Buffer): Promise<UsedToken | undefined> {
  const { rows } = await client.query<UsedToken>(
    `SELECT id, prefix, user_id AS "userId", scopes, is_sign_in AS "isSignIn", ${msLeft} AS "msLeft",
       last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS "isUseDue"
     FROM api_tokens WHERE hash = $1 AND ${isLive}`,
    [hash],
  )
  return rows[0]
}

/** Records the use of a token, and postpones the expiry of a sign-in token to its full lifetime from now. Skips a row that another request is updating. */
export async function updateTokenUsed(client: Queryable, id: number): Promise<void> {
  await client.query(
    `UPDATE api_tokens SET last_used_at = clock.now,
       expires_at = CASE WHEN is_sign_in THEN clock.expiry ELSE expires_at END
     FROM (SELECT now() AS now, now() + ${signInLifetime} AS expiry) AS clock WHERE id = (SELECT id FROM api_tokens WHERE id = $1 FOR UPDATE SKIP LOCKED)`,
    [id],
  )
}

/** Locks a live token that creates another, and returns its expiry, null if it has none or slides; undefined if it is no longer live. */
export async function lockCreator(client: Queryable, id: number): Promise<{ expiresAt: Date | null } | undefined> {
  const { rows } = await client.query<{ expiresAt: Date | null }>(
    `SELECT CASE WHEN NOT is_sign_in THEN expires_at END AS "expiresAt" FROM api_tokens WHERE id = $1 AND ${isLive} FOR UPDATE`,
    [id],
  )
  return rows[0]
}

/** Returns how many live tokens a user has, without those of sign-in links. */
export async function selectLiveTokenCount(client: Queryable, userId: number): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM api_tokens WHERE user_id = $1 AND NOT is_sign_in AND ${isLive}`,
    [userId],
  )
  return rows[0]?.count ?? 0
}

/** A live token, for an administrator. */
export interface ListedToken {
  id: number
  prefix: string
  name: string
  scopes: Scope[]
  isSignIn: boolean
  createdAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
}

/** Returns the live tokens of a user, newest first. */
export async function selectTokensOf(client: Queryable, userId: number): Promise<ListedToken[]> {
  const { rows } = await client.query<ListedToken>(
    `SELECT id, prefix, name, scopes, is_sign_in AS "isSignIn", created_at AS "createdAt", last_used_at AS "lastUsedAt",
       expires_at AS "expiresAt"
     FROM api_tokens WHERE user_id = $1 AND ${isLive} ORDER BY id DESC`,
    [userId],
  )
  return rows
}

/** Locks a token of a user; returns its id, or undefined if the user has no such token. */
export async function lockOwnToken(client: Queryable, userId: number, id: bigint): Promise<number | undefined> {
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM api_tokens WHERE user_id = $1 AND id = $2::bigint AND NOT is_sign_in FOR UPDATE',
    [userId, id],
  )
  return rows[0]?.id
}

/** A token that is neither revoked nor expired; `msLeft` is the time until it expires, null if it does not. */
export interface LiveToken {
  id: number
  userId: number
  msLeft: number | null
}

/** Returns those of the tokens that are live. */
export async function selectLiveTokens(client: Queryable, ids: readonly number[]): Promise<LiveToken[]> {
  const { rows } = await client.query<LiveToken>(
    `SELECT id, user_id AS "userId", ${msLeft} AS "msLeft"
     FROM api_tokens WHERE id = ANY($1::int[]) AND ${isLive}`,
    [ids],
  )
  return rows
}

/** Returns the tokens with this hash or prefix, locked until the transaction ends. */
export async function lockTokens(client: pg.ClientBase, hash: Buffer, prefix: string): Promise<StoredToken[]> {
  const { rows } = await client.query<StoredToken>(
    'SELECT id, prefix, user_id AS "userId" FROM api_tokens WHERE hash = $1 OR prefix = $2 ORDER BY id FOR UPDATE',
    [hash, prefix],
  )
  return rows
}

/** Revokes a token; keeps the date if it is already revoked. */
export async function updateTokenRevoked(client: pg.ClientBase, id: number): Promise<void> {
  await client.query(`UPDATE api_tokens SET revoked_at = COALESCE(revoked_at, clock.now) FROM ${clock} WHERE id = $1`, [
    id,
  ])
}

/** Returns the ids of a user's live sign-in tokens, locked until the transaction ends. */
export async function lockSignInTokens(client: pg.ClientBase, userId: number): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT id FROM api_tokens WHERE user_id = $1 AND is_sign_in AND ${isLive} ORDER BY id FOR UPDATE`,
    [userId],
  )
  return rows.map(({ id }) => id)
}
