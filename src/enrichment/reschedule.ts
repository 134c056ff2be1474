import type pg from 'pg'
import { enqueueEnrichment } from './enqueue.ts'
import { type ActiveEnrichment, clearFailures } from './enrichments.sql.ts'
import { withFence } from './fence.ts'

/** Reschedules the job, unless there is more to do now; returns whether it did. `hasAnswered`: the provider has answered, so failures are cleared. */
export async function reschedule(
  pool: pg.Pool,
  enrichment: ActiveEnrichment,
  until: Date,
  { hasAnswered = false } = {},
): Promise<boolean> {
  const isRescheduled = await withFence(pool, enrichment, async (client, { requested, planned }) => {
    if (hasAnswered) await clearFailures(client, enrichment)
    if (requested > planned) return false
    await enqueueEnrichment(client, enrichment, until)
    return true
  })
  return isRescheduled === true
}
