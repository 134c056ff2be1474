import { transaction } from '../db/client.ts'
import type { JobContext, Tasks } from '../jobs/catalog.ts'
import { collectBatch } from './collect.ts'
import type { EnrichDeps } from './deps.ts'
import { enqueueEnrichment, recoverEnrichments } from './enqueue.ts'
import { type ActiveEnrichment, findActive } from './enrichments.sql.ts'
import { failAttempt, finishEnrichment } from './finish.ts'
import { planItems, reuseProfiles } from './plan.ts'
import { reschedule } from './reschedule.ts'
import { triggerAgain, triggerBatch } from './trigger.ts'

/** How long one job keeps its worker, in milliseconds. */
const timeSlice = 2_000

/** Returns the task that enriches the companies of a list: it takes the next step until it would have to wait, and then reschedules itself. */
export function enrichTask(deps: EnrichDeps): Tasks['enrich-companies'] {
  return async ({ listId }, job) => {
    const deadline = performance.now() + timeSlice
    for (;;) {
      job.signal.throwIfAborted()
      const enrichment = await findActive(deps.pool, listId)
      if (enrichment === null || (await attempt(deps, enrichment, job))) return
      if (performance.now() < deadline) continue
      // Other waiting jobs go first.
      await transaction(deps.pool, (client) => enqueueEnrichment(client, enrichment))
      return
    }
  }
}

/** Returns the task that continues enrichments whose job was lost. */
export function recoverEnrichmentsTask({ pool }: Pick<EnrichDeps, 'pool'>): Tasks['recover-enrichments'] {
  return async (_payload, { log }) => {
    const listIds = await recoverEnrichments(pool)
    if (listIds.length > 0) log.warn({ listIds }, 'enrichment: enqueued enrichments that had lost their jobs')
  }
}

async function attempt(deps: EnrichDeps, enrichment: ActiveEnrichment, job: JobContext): Promise<boolean> {
  try {
    return await takeStep(deps, enrichment, job)
  } catch (error) {
    if (job.signal.aborted) throw error
    job.log.warn({ err: error, listId: enrichment.listId }, 'enrichment: an attempt failed')
    return await failAttempt(deps.pool, enrichment, error)
  }
}

/** Takes the next step; returns whether the job was rescheduled. */
async function takeStep(deps: EnrichDeps, enrichment: ActiveEnrichment, job: JobContext): Promise<boolean> {
  const { pool, config } = deps
  const { isPlanned, hasPending, batch, waitsUntil } = enrichment
  if (!isPlanned) {
    await planItems(pool, enrichment, config.enrichmentFreshDays)
    return false
  }
  if (hasPending && (await reuseProfiles(pool, enrichment, config.enrichmentFreshDays))) return false
  if (batch === null && !hasPending) {
    await finishEnrichment(pool, enrichment)
    return false
  }
  if (waitsUntil !== null) return await reschedule(pool, enrichment, waitsUntil)
  if (batch === null) return await triggerBatch(deps, enrichment)
  const { id, snapshotId, age } = batch
  return snapshotId === null
    ? await triggerAgain(deps, enrichment, batch)
    : await collectBatch(deps, enrichment, { id, snapshotId, age }, job)
}
