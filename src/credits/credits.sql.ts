import type pg from 'pg'
import type { Keyset } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'

/** A change of a user's account: of the balance by `amount`, of the reservation by `reservedAmount`. */
export interface Change {
  kind: 'RESERVE' | 'CAPTURE' | 'RELEASE' | 'REFUND'
  amount: number
  reservedAmount: number
  quantity: number
  runId: string
  page: number | null
}

/** Returns the credits that are neither spent nor reserved; 0 if the user has no account. */
export async function selectAvailable(client: Queryable, userId: number): Promise<number> {
  const { rows } = await client.query<{ available: number }>(
    'SELECT balance - reserved AS available FROM credit_accounts WHERE user_id = $1',
    [userId],
  )
  return rows[0]?.available ?? 0
}

/** Returns the available credits, like `selectAvailable`, and locks the account until the caller's transaction ends. */
export async function lockAvailable(client: pg.ClientBase, userId: number): Promise<number> {
  const { rows } = await client.query<{ available: number }>(
    'SELECT balance - reserved AS available FROM credit_accounts WHERE user_id = $1 FOR UPDATE',
    [userId],
  )
  return rows[0]?.available ?? 0
}

/** Returns the sum of all users' credits. */
export async function sumCredits(client: Queryable): Promise<{ balance: number; reserved: number }> {
  const { rows } = await client.query<{ balance: number; reserved: number }>(
    'SELECT COALESCE(sum(balance), 0)::float AS balance, COALESCE(sum(reserved), 0)::float AS reserved FROM credit_accounts',
  )
  return rows[0] ?? { balance: 0, reserved: 0 }
}

/** Credits spent on one day (UTC). */
export interface DailyUsage {
  /** As 2026-11-29. */
  readonly date: string
  readonly credits: number
}

/** Returns the credits that a user spent on each day from `from` until before `to`, without days on which none were spent. */
export async function selectUsage(client: Queryable, userId: number, from: Date, to: Date): Promise<DailyUsage[]> {
  const { rows } = await client.query<DailyUsage>(
    `SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS date, sum(-amount)::int AS credits
     FROM credit_entries WHERE user_id = $1 AND kind IN ('CAPTURE', 'REFUND') AND created_at >= $2 AND created_at < $3
     GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1`,
    [userId, from, to],
  )
  return rows
}

/** Adds credits to the balance with a ledger entry, and creates the account if there is none. */
export async function insertGrant(
  client: Queryable,
  userId: number,
  amount: number,
  note: string | null,
): Promise<void> {
  await client.query(
    `WITH account AS (
       INSERT INTO credit_accounts (user_id, balance) VALUES ($1::int, $2::int)
       ON CONFLICT (user_id) DO UPDATE SET balance = credit_accounts.balance + excluded.balance
       RETURNING user_id
     )
     INSERT INTO credit_entries (user_id, kind, amount, reserved_amount, quantity, note)
     SELECT user_id, 'GRANT', $2::int, 0, $2::int, $3::text FROM account`,
    [userId, amount, note],
  )
}

/** Changes the account and adds the ledger entry, in one statement; returns false if there is no account. */
export async function insertChange(client: Queryable, userId: number, change: Change): Promise<boolean> {
  const { rowCount } = await client.query(
    `WITH account AS (
       UPDATE credit_accounts SET balance = balance + $3::int, reserved = reserved + $4::int
       WHERE user_id = $1
       RETURNING user_id
     )
     INSERT INTO credit_entries (user_id, kind, amount, reserved_amount, quantity, run_id, page)
     SELECT user_id, $2::credit_entry_kind, $3::int, $4::int, $5::int, $6::uuid, $7::int FROM account`,
    [userId, change.kind, change.amount, change.reservedAmount, change.quantity, change.runId, change.page],
  )
  return rowCount === 1
}

/** Keyset of a user's ledger, newest entry first. */
export const entriesOfUser: Keyset = {
  table: 'credit_entries',
  parent: { column: 'user_id', type: 'int' },
  position: 'id',
  defaultOrder: 'DESC',
}
