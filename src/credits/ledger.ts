import type pg from 'pg'
import type { Queryable } from '../db/queryable.ts'
import { InvalidInputError } from '../errors.ts'
import { type Change, insertChange, insertGrant, lockAvailable, selectAvailable } from './credits.sql.ts'
import { InsufficientCreditsError } from './errors.ts'

const maxGrant = 2_147_483_647
/** Error code of Postgres for a number that is too large for its column. */
const outOfRange = '22003'

/** Returns the credits that the user can still reserve. */
export function availableCredits(client: Queryable, userId: number): Promise<number> {
  return selectAvailable(client, userId)
}

/** Adds `amount` credits to the user's balance. */
export async function grantCredits(client: Queryable, userId: number, amount: number, note?: string): Promise<void> {
  if (!Number.isInteger(amount) || amount < 1 || amount > maxGrant) {
    throw new InvalidInputError('amount', `A grant must be a whole number from 1 to ${maxGrant.toLocaleString('en')}.`)
  }
  await insertGrant(client, userId, amount, note ?? null).catch((error: Error & { code?: string }) => {
    if (error.code !== outOfRange) throw error
    throw new InvalidInputError('amount', `The balance would exceed ${maxGrant.toLocaleString('en')} credits.`)
  })
}

/**
 * Reserves `min(upTo, available)` credits for a run and keeps the account locked until the caller's transaction ends; throws
 * InsufficientCreditsError if none is available.
 */
export async function reserveCredits(
  client: pg.ClientBase,
  userId: number,
  { upTo, runId }: { upTo: number; runId: string },
): Promise<{ reserved: number; available: number }> {
  const available = await lockAvailable(client, userId)
  if (available < 1) {
    throw new InsufficientCreditsError(1, available)
  }
  const reserved = Math.min(upTo, available)
  await change(client, userId, {
    kind: 'RESERVE',
    amount: 0,
    reservedAmount: reserved,
    quantity: reserved,
    runId,
    page: null,
  })
  return { reserved, available }
}

/** Spends `quantity` of a run's reserved credits for one page. A page of a run can be captured only once. */
export async function captureCredits(
  client: Queryable,
  userId: number,
  { runId, page, quantity }: { runId: string; page: number; quantity: number },
): Promise<void> {
  await change(client, userId, {
    kind: 'CAPTURE',
    amount: -quantity,
    reservedAmount: -quantity,
    quantity,
    runId,
    page,
  })
}

/** Releases `quantity` reserved credits that a run did not use. */
export async function releaseCredits(
  client: Queryable,
  userId: number,
  { runId, quantity }: { runId: string; quantity: number },
): Promise<void> {
  await change(client, userId, {
    kind: 'RELEASE',
    amount: 0,
    reservedAmount: -quantity,
    quantity,
    runId,
    page: null,
  })
}

/** Returns `quantity` spent credits of a run to the balance, for one page of its undo. A page can be refunded only once. */
export async function refundCredits(
  client: Queryable,
  userId: number,
  { runId, page, quantity }: { runId: string; page: number; quantity: number },
): Promise<void> {
  await change(client, userId, { kind: 'REFUND', amount: quantity, reservedAmount: 0, quantity, runId, page })
}

async function change(client: Queryable, userId: number, entry: Change): Promise<void> {
  if (!Number.isInteger(entry.quantity) || entry.quantity < 0) {
    throw new RangeError(`Invalid quantity of a ledger entry: ${entry.quantity}.`)
  }
  if (entry.quantity > 0 && !(await insertChange(client, userId, entry))) {
    throw new Error(`User ${userId} has no credit account.`)
  }
}
