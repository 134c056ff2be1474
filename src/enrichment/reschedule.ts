import type pg from 'pg'
import { enqueueEnrichment } from './enqueue.ts'
import { type ActiveEnrichment, clearFailures } from './enrichments.sql.ts'
import { withFence } from './fence.ts'

/** Lets the job come again then, unless there is more to do by now; whether it does. `isWell`: because the provider has answered. */
export async function reschedule(
  pool: pg.Pool,
  enrichment: ActiveEnrichment,
  until: Date,
  { isWell = false } = {},
): Promise<boolean> {
  const rests = await withFence(pool, enrichment, async (client, { requested, planned }) => {
    if (isWell) await clearFailures(client, enrichment.id)
    if (requested > planned) return false
    await enqueueEnrichment(client, enrichment.listId, until)
    return true
  })
  return rests === true
}
