import type pg from 'pg'
import { raiseEvent } from '../webhooks/raise.ts'

/** Sends `credits.low` to the user's webhooks if the available credits have just fallen below the limit, in the caller's transaction. */
export async function raiseIfLow(
  client: pg.ClientBase,
  userId: number,
  { before, available, limit }: { before: number; available: number; limit: number },
): Promise<void> {
  if (before < limit || available >= limit) return
  await raiseEvent(client, userId, 'credits.low', async () => ({ available, limit }))
}
