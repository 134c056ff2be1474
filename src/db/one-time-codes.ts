import { createHash, randomBytes } from 'node:crypto'
import type { Queryable } from './queryable.ts'

/** A code before it is stored, and when it expires. */
export interface OneTimeCode {
  readonly code: string
  readonly expiresAt: Date
}

const codeForm = /^[\w-]{43}$/

/** The codes in one table, each of which a user can use once before it expires; only their hashes are stored. */
export class OneTimeCodes {
  readonly #table: string
  readonly #hashColumn: string
  readonly #lifetime: number

  /** `lifetime` is in milliseconds. */
  constructor(options: { table: string; hashColumn: string; lifetime: number }) {
    this.#table = options.table
    this.#hashColumn = options.hashColumn
    this.#lifetime = options.lifetime
  }

  /** Returns a new code of 256 random bits, which is not valid before it is stored. */
  create(): OneTimeCode {
    return { code: randomBytes(32).toString('base64url'), expiresAt: new Date(Date.now() + this.#lifetime) }
  }

  /** Stores the hash of a code for the user. */
  async store(client: Queryable, userId: number, { code, expiresAt }: OneTimeCode): Promise<void> {
    await client.query(`INSERT INTO ${this.#table} (user_id, ${this.#hashColumn}, expires_at) VALUES ($1, $2, $3)`, [
      userId,
      hash(code),
      expiresAt,
    ])
  }

  /** Returns how many codes of the user have not expired, used or not. */
  async count(client: Queryable, userId: number): Promise<number> {
    const { rowCount } = await client.query(`SELECT FROM ${this.#table} WHERE user_id = $1 AND expires_at > now()`, [
      userId,
    ])
    return rowCount ?? 0
  }

  /** Marks a code as used and returns its user's id, or null if the code is unknown, used or expired. */
  async redeem(client: Queryable, code: string): Promise<number | null> {
    if (!codeForm.test(code)) return null
    const { rows } = await client.query<{ userId: number }>(
      `UPDATE ${this.#table} SET used_at = now() WHERE ${this.#hashColumn} = $1 AND used_at IS NULL AND expires_at > now()
       RETURNING user_id AS "userId"`,
      [hash(code)],
    )
    return rows[0]?.userId ?? null
  }

  /** Deletes the expired codes, used or not. */
  async deleteExpired(client: Queryable): Promise<void> {
    await client.query(`DELETE FROM ${this.#table} WHERE expires_at < now()`)
  }
}

function hash(code: string): Buffer {
  return createHash('sha256').update(code).digest()
}
