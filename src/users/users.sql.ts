import type pg from 'pg'
import type { Queryable } from '../db/queryable.ts'

/** A user as stored. */
export interface User {
  id: number
  email: string
  name: string
}

/** A token as stored, without what would let anyone use it. */
export interface StoredToken {
  id: number
  prefix: string
  userId: number
}

/** Stores a user with an empty credit account; undefined where the e-mail is taken. */
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

/** The user with this (normalised) e-mail. */
export async function selectUserByEmail(client: Queryable, email: string): Promise<User | undefined> {
  const { rows } = await client.query<User>('SELECT id, email, name FROM users WHERE email = $1', [email])
  return rows[0]
}

/** A user, who is kept from getting anything new to the end of the transaction; undefined for one who is gone. */
export async function lockUser(client: pg.ClientBase, id: number): Promise<User | undefined> {
  const { rows } = await client.query<User>('SELECT id, email, name FROM users WHERE id = $1 FOR UPDATE', [id])
  return rows[0]
}

/** Takes a user with all that is theirs away; the ids of their tokens. */
export async function removeUser(client: pg.ClientBase, id: number): Promise<number[]> {
  const tokens = await client.query<{ id: number }>('SELECT id FROM api_tokens WHERE user_id = $1 ORDER BY id', [id])
  await client.query('DELETE FROM users WHERE id = $1', [id])
  return tokens.rows.map((token) => token.id)
}

/** Stores a token by its hash. */
export async function insertToken(client: Queryable, userId: number, hash: Buffer, prefix: string): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    'INSERT INTO api_tokens (user_id, hash, prefix) VALUES ($1, $2, $3) RETURNING id',
    [userId, hash, prefix],
  )
  const [token] = rows
  if (!token) throw new Error('Postgres answered an insert with no row.')
  return token.id
}

/** The token with this hash, unless it is revoked. */
export async function selectLiveToken(client: Queryable, hash: Buffer): Promise<StoredToken | undefined> {
  const { rows } = await client.query<StoredToken>(
    'SELECT id, prefix, user_id AS "userId" FROM api_tokens WHERE hash = $1 AND revoked_at IS NULL',
    [hash],
  )
  return rows[0]
}

/** Those of the tokens that are not revoked. */
export async function selectLiveTokenIds(client: Queryable, ids: readonly number[]): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM api_tokens WHERE id = ANY($1::int[]) AND revoked_at IS NULL',
    [ids],
  )
  return rows.map((row) => row.id)
}

/** The tokens with this hash or this prefix, locked until the caller's transaction ends. */
export async function lockTokens(client: pg.ClientBase, hash: Buffer, prefix: string): Promise<StoredToken[]> {
  const { rows } = await client.query<StoredToken>(
    'SELECT id, prefix, user_id AS "userId" FROM api_tokens WHERE hash = $1 OR prefix = $2 ORDER BY id FOR UPDATE',
    [hash, prefix],
  )
  return rows
}

/** Revokes a token; one that is revoked already keeps its date. */
export async function updateTokenRevoked(client: pg.ClientBase, id: number): Promise<void> {
  await client.query('UPDATE api_tokens SET revoked_at = COALESCE(revoked_at, now()) WHERE id = $1', [id])
}
