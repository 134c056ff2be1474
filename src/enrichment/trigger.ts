import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../errors.ts'
import { deleteBatch, insertBatch, renewBatch, setDone, setSnapshot } from './batches.sql.ts'
import type { EnrichDeps } from './deps.ts'
import { type ActiveEnrichment, addCounts, clearFailures, type OpenBatch } from './enrichments.sql.ts'
import { TriggerUnconfirmedError } from './errors.ts'
import { withFence } from './fence.ts'
import { findSentKeys, retryItems, sendItems, takeBackItems } from './items.sql.ts'
import type { ResultHook } from './provider.ts'
import { CompanyProviderRefusedError, RequestNotAcceptedError } from './provider-errors.ts'
import { reasonFor } from './reasons.ts'
import { reschedule } from './reschedule.ts'
import { createHook } from './result-webhook.ts'

/** How long to wait for the results of a trigger whose response was lost, in milliseconds. */
const unconfirmedWait = 3 * 60_000
/** Triggers of a company without a response after which it has failed. */
const maxTriggers = 4

/** Requests the next batch of companies; returns whether the job was rescheduled. */
export async function triggerBatch(deps: EnrichDeps, enrichment: ActiveEnrichment): Promise<boolean> {
  const id = randomUUID()
  const { hook, hash } = hookFor(deps, id)
  // Committed before the request: if this worker dies, the next one knows that the batch may have been triggered.
  const keys = await withFence(deps.pool, enrichment, async (client) => {
    await insertBatch(client, { ownerId: enrichment.ownerId, id, enrichmentId: enrichment.id, hookHash: hash })
    return await sendItems(client, enrichment, { batchId: id, limit: deps.config.enrichmentBatch })
  })
  return keys !== null && (await sendTrigger(deps, enrichment, { id, keys, hook }))
}

/**
 * Requests a batch again whose response was lost, or whose worker died, if no results have arrived within three minutes. Its companies
 * fail after four triggers. Returns whether the job was rescheduled.
 */
export async function triggerAgain(
  deps: EnrichDeps,
  enrichment: ActiveEnrichment,
  { id, age }: OpenBatch,
): Promise<boolean> {
  if (age < unconfirmedWait)
    return await reschedule(deps.pool, enrichment, new Date(Date.now() + unconfirmedWait - age))
  const { hook, hash } = hookFor(deps, id)
  const batch = { ownerId: enrichment.ownerId, id }
  const keys = await withFence(deps.pool, enrichment, async (client) => {
    const cause = reasonFor('UNCONFIRMED')
    const failed = await retryItems(client, batch, { status: 'SENT', maxAttempts: maxTriggers, cause })
    await addCounts(client, enrichment, { failed })
    const keys = await findSentKeys(client, batch)
    if (keys.length === 0) await setDone(client, batch)
    else await renewBatch(client, batch, hash)
    return keys
  })
  return keys !== null && (await sendTrigger(deps, enrichment, { id, keys, hook }))
}

async function sendTrigger(
  { pool, provider, config }: EnrichDeps,
  enrichment: ActiveEnrichment,
  { id, keys, hook }: { id: string; keys: string[]; hook: ResultHook | null },
): Promise<boolean> {
  if (keys.length === 0) return false
  const urls = keys.map((key) => `https://www.linkedin.com/company/${encodeURIComponent(key)}`)
  let snapshotId: string
  try {
    // It is paid for once it is sent, so not even a shutdown aborts it.
    snapshotId = await provider.trigger({ urls, hook, signal: new AbortController().signal })
  } catch (error) {
    if (wasRefused(error)) await takeBack(pool, enrichment, id)
    else if (error instanceof ProviderUnavailableError) throw new TriggerUnconfirmedError(error, unconfirmedWait)
    throw error
  }
  await transaction(pool, async (client) => {
    await lockOwner(client, enrichment.ownerId)
    // Not behind the fence: results that arrive before the response pass it, and the snapshot is paid for.
    await setSnapshot(client, { ownerId: enrichment.ownerId, id }, snapshotId)
    await clearFailures(client, enrichment)
  })
  return await reschedule(pool, enrichment, new Date(Date.now() + config.enrichmentPoll))
}

/** Returns whether the provider certainly did not accept a trigger. */
function wasRefused(error: unknown): boolean {
  return [CompanyProviderRefusedError, ProviderBusyError, RequestNotAcceptedError].some((kind) => error instanceof kind)
}

/** Deletes a batch that the provider refused, unless it was triggered again or results have arrived. */
async function takeBack(pool: pg.Pool, enrichment: ActiveEnrichment, id: string): Promise<void> {
  await withFence(pool, enrichment, async (client) => {
    const batch = { ownerId: enrichment.ownerId, id }
    await takeBackItems(client, batch)
    return await deleteBatch(client, batch)
  })
}

function hookFor({ provider, config }: EnrichDeps, batchId: string) {
  return createHook(provider.sendsResults ? config.publicUrl : null, batchId)
}
