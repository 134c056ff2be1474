import type { Queryable } from '../db/queryable.ts'

/** Notes the link by which a user is about to connect an account. */
export async function insertLink(client: Queryable, userId: number, nonceHash: Buffer, expiresAt: Date): Promise<void> {
  await client.query('INSERT INTO connect_links (user_id, nonce_hash, expires_at) VALUES ($1, $2, $3)', [
    userId,
    nonceHash,
    expiresAt,
  ])
}

/** Uses a link up: whose it was; null for one that never was, was used or has expired. */
export async function takeLink(client: Queryable, nonceHash: Buffer): Promise<number | null> {
  const { rows } = await client.query<{ userId: number }>(
    `UPDATE connect_links SET used_at = now() WHERE nonce_hash = $1 AND used_at IS NULL AND expires_at > now()
     RETURNING user_id AS "userId"`,
    [nonceHash],
  )
  return rows[0]?.userId ?? null
}

/** Forgets the links that can't be used any more. */
export async function deleteOldLinks(client: Queryable): Promise<void> {
  await client.query('DELETE FROM connect_links WHERE expires_at < now()')
}
