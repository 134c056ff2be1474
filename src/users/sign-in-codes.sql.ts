import type { Queryable } from '../db/queryable.ts'

/** Stores a code by its hash. */
export async function insertSignInCode(
  client: Queryable,
  userId: number,
  codeHash: Buffer,
  expiresAt: Date,
): Promise<void> {
  await client.query('INSERT INTO sign_in_codes (user_id, code_hash, expires_at) VALUES ($1, $2, $3)', [
    userId,
    codeHash,
    expiresAt,
  ])
}

/** Uses a code up: whose it was; null for one that never was, was used or has expired. */
export async function takeSignInCode(client: Queryable, codeHash: Buffer): Promise<number | null> {
  const { rows } = await client.query<{ userId: number }>(
    `UPDATE sign_in_codes SET used_at = now() WHERE code_hash = $1 AND used_at IS NULL AND expires_at > now()
     RETURNING user_id AS "userId"`,
    [codeHash],
  )
  return rows[0]?.userId ?? null
}

/** Forgets the codes that have expired, used or not. */
export async function deleteExpiredSignInCodes(client: Queryable): Promise<void> {
  await client.query('DELETE FROM sign_in_codes WHERE expires_at < now()')
}
