import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import { notify } from '../events/notify.ts'
import { type Fence, passFence, type Target } from './enrichments.sql.ts'

/**
 * Runs `work` in a transaction that only one writer can commit for each step of an enrichment, notifies subscribers and increments
 * the step. Returns null, with nothing written, if the enrichment is over or another writer was first.
 */
export async function withFence<T extends NonNullable<unknown>>(
  pool: pg.Pool,
  enrichment: Target,
  work: (client: pg.ClientBase, fence: Fence) => Promise<T>,
): Promise<T | null> {
  const result = await transaction(pool, async (client) => {
    await lockOwner(client, enrichment.ownerId)
    const fence = await passFence(client, enrichment)
    if (fence === null) return null
    const result = await work(client, fence)
    await notify(client, 'enrichment', { listId: enrichment.listId, version: fence.version })
    return result
  })
  if (result !== null && enrichment.step !== null) enrichment.step += 1
  return result
}
