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

/** How long the provider may take for a batch, in milliseconds. */
const maxSnapshot = 60 * 60_000
/** In how many batches that fail a company may be before it has failed too. */
const maxAttempts = 3

/** Asks for the results of a batch and fills them in; whether the job comes again by itself, because they are not ready. */
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
    log.warn({ err: error, listId: enrichment.listId }, 'the provider failed a batch of companies')
    await giveUp(pool, enrichment, batch.id)
    return false
  }
  if (results === null) {
    if (batch.age < maxSnapshot) {
      return await reschedule(pool, enrichment, new Date(Date.now() + config.enrichmentPoll), { isWell: true })
    }
    log.warn({ listId: enrichment.listId }, 'the provider did not get ready with a batch of companies')
    await giveUp(pool, enrichment, batch.id)
    return false
  }
  if (await applyFindings(pool, enrichment, { batchId: batch.id }, findingsOf(results))) {
    await closeBatch(pool, enrichment, batch.id)
  }
  return false
}

/** Ends a batch whose results are all there: nothing was said about what still waits for it. */
async function closeBatch(pool: pg.Pool, enrichment: ActiveEnrichment, batchId: string): Promise<void> {
  await withFence(pool, enrichment, async (client) => {
    const failed = await failSent(client, batchId, reasonFor('MISSING'))
    await addCounts(client, enrichment.id, { failed })
    await setDone(client, batchId)
    await clearFailures(client, enrichment.id)
    return true
  })
}

/** Ends a batch that has no results: its companies are asked for again, unless that was often enough. */
async function giveUp(pool: pg.Pool, enrichment: ActiveEnrichment, batchId: string): Promise<void> {
  await withFence(pool, enrichment, async (client) => {
    const failed = await retryItems(client, batchId, maxAttempts, reasonFor('SNAPSHOT_FAILED'))
    await addCounts(client, enrichment.id, { failed })
    await setDone(client, batchId)
    await clearFailures(client, enrichment.id)
    return true
  })
}
