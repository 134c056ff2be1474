import type pg from 'pg'
import type { Queryable } from '../db/queryable.ts'

/** A user as stored. */
export interface User {
  id: number
  email: string
  name: string
}

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

/** Locks a user until the transaction ends, so that no new rows can reference them; returns undefined if there is no such user. */
export async function lockUser(client: pg.ClientBase, id: number): Promise<User | undefined> {
  const { rows } = await client.query<User>('SELECT id, email, name FROM users WHERE id = $1 FOR UPDATE', [id])
  return rows[0]
}

/** Deletes a user and everything that they own; returns the IDs of their tokens. */
export async function removeUser(client: pg.ClientBase, id: number): Promise<number[]> {
  const tokens = await client.query<{ id: number }>('SELECT id FROM api_tokens WHERE user_id = $1 ORDER BY id', [id])
  await client.query('DELETE FROM users WHERE id = $1', [id])
  return tokens.rows.map((token) => token.id)
}

/** Inserts the hash of a token. */
export async function insertToken(client: Queryable, userId: number, hash: Buffer, prefix: string): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    'INSERT INTO api_tokens (user_id, hash, prefix) VALUES ($1, $2, $3) RETURNING id',
    [userId, hash, prefix],
  )
  const [token] = rows
  if (!token) throw new Error('The INSERT returned no row.')
  return token.id
}

/** Returns the token with this hash, unless it is revoked. */
export async function selectLiveToken(client: Queryable, hash: Buffer): Promise<StoredToken | undefined> {
  const { rows } = await client.query<StoredToken>(
    'SELECT id, prefix, user_id AS "userId" FROM api_tokens WHERE hash = $1 AND revoked_at IS NULL',
    [hash],
  )
  return rows[0]
}

/** Returns those of the tokens that are not revoked. */
export async function selectLiveTokenIds(client: Queryable, ids: readonly number[]): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM api_tokens WHERE id = ANY($1::int[]) AND revoked_at IS NULL',
    [ids],
  )
  return rows.map((row) => row.id)
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
  await client.query('UPDATE api_tokens SET revoked_at = COALESCE(revoked_at, now()) WHERE id = $1', [id])
}
