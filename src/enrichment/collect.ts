import type pg from 'pg'
import type { JobContext } from '../jobs/catalog.ts'
import { applyFindings, findingsOf } from './apply.ts'
import { setDone } from './batches.sql.ts'
import type { EnrichDeps } from './deps.ts'
import { type ActiveEnrichment, addCounts, clearFailures } from './enrichments.sql.ts'
import { withFence } from './fence.ts'
import { failSent, retryItems } from './items.sql.ts'
import type { CompanyResult } from './provider.ts'
import { SnapshotFailedError } from './provider-errors.ts'
import { reasonFor } from './reasons.ts'
import { reschedule } from './reschedule.ts'

/** Longest time from the trigger of a batch to its results, in milliseconds. */
const maxSnapshotAge = 60 * 60_000
/** Failed batches after which a company has failed too. */
const maxAttempts = 3

/** Fetches the results of a batch and fills them in. Returns true if they are not ready and the job was rescheduled. */
export async function collectBatch(
  { pool, provider, config }: EnrichDeps,
  enrichment: ActiveEnrichment,
  batch: { id: string; snapshotId: string; age: number },
  { signal, log }: JobContext,
): Promise<boolean> {
  let results: CompanyResult[] | null
  try {
    results = await provider.collect(batch.snapshotId, signal)
  } catch (error) {
    if (!(error instanceof SnapshotFailedError)) throw error
    log.warn({ err: error, listId: enrichment.listId }, 'enrichment: the provider failed a batch')
    await giveUp(pool, enrichment, batch.id)
    return false
  }
  if (results === null) {
    if (batch.age < maxSnapshotAge) {
      return await reschedule(pool, enrichment, new Date(Date.now() + config.enrichmentPoll), { hasAnswered: true })
    }
    log.warn({ listId: enrichment.listId }, 'enrichment: a batch was not ready within an hour')
    await giveUp(pool, enrichment, batch.id)
    return false
  }
  if (await applyFindings(pool, enrichment, { batchId: batch.id }, findingsOf(results))) {
    await closeBatch(pool, enrichment, batch.id)
  }
  return false
}

/** Closes a batch whose results are complete: the items still waiting got no result. */
async function closeBatch(pool: pg.Pool, enrichment: ActiveEnrichment, id: string): Promise<void> {
  const batch = { ownerId: enrichment.ownerId, id }
  await withFence(pool, enrichment, async (client) => {
    const failed = await failSent(client, batch, reasonFor('MISSING'))
    await addCounts(client, enrichment, { failed })
    await setDone(client, batch)
    await clearFailures(client, enrichment)
    return true
  })
}

/** Closes a batch without results: its companies go into another batch, or fail after too many attempts. */
async function giveUp(pool: pg.Pool, enrichment: ActiveEnrichment, id: string): Promise<void> {
  const batch = { ownerId: enrichment.ownerId, id }
  await withFence(pool, enrichment, async (client) => {
    const failed = await retryItems(client, batch, {
      status: 'PENDING',
      maxAttempts,
      cause: reasonFor('SNAPSHOT_FAILED'),
    })
    await addCounts(client, enrichment, { failed })
    await setDone(client, batch)
    await clearFailures(client, enrichment)
    return true
  })
}
