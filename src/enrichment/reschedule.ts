import type pg from 'pg'
import { type ActiveEnrichment, clearFailures } from './enrichments.sql.ts'
import { fenced } from './fenced.ts'
import { enqueueEnrichment } from './request.ts'

/** Lets the job come again then, unless there is more to do by now; whether it does. `isWell`: because the provider has answered. */
export async function rest(
  pool: pg.Pool,
  enrichment: ActiveEnrichment,
  until: Date,
  { isWell = false } = {},
): Promise<boolean> {
  const rests = await fenced(pool, enrichment, async (client, { requested, planned }) => {
    if (isWell) await clearFailures(client, enrichment.id)
    if (requested > planned) return false
    await enqueueEnrichment(client, enrichment.listId, until)
    return true
  })
  return rests === true
}
