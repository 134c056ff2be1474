import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import { deleteBatch, insertBatch, renewBatch, setDone, setSnapshot } from './batches.sql.ts'
import type { EnrichDeps } from './deps.ts'
import { type ActiveEnrichment, clearFailures, type OpenBatch } from './enrichments.sql.ts'
import { withFence } from './fence.ts'
import { findSentKeys, sendItems, takeBackItems } from './items.sql.ts'
import type { ResultHook } from './provider.ts'
import { reschedule } from './reschedule.ts'
import { createHook } from './result-webhook.ts'

/** How long a trigger whose end nobody has seen may still be under way, in milliseconds. */
const maxTrigger = 3 * 60_000

/** Asks the provider for a batch of companies; whether the job comes again by itself. */
export async function triggerBatch(deps: EnrichDeps, enrichment: ActiveEnrichment): Promise<boolean> {
  const id = randomUUID()
  const { hook, hash } = hookFor(deps, id)
  // Committed before the provider is asked: whoever comes after a death knows that it may have been.
  const keys = await withFence(deps.pool, enrichment, async (client) => {
    await insertBatch(client, { id, enrichmentId: enrichment.id, hookHash: hash })
    return await sendItems(client, { id: enrichment.id, batchId: id, limit: deps.config.enrichmentBatch })
  })
  return keys !== null && (await ask(deps, enrichment, { id, keys, hook }))
}

/** Asks for a batch once more that perhaps nobody has asked for; not before a trigger that is under way must be over. */
export async function triggerAgain(
  deps: EnrichDeps,
  enrichment: ActiveEnrichment,
  { id, age }: OpenBatch,
): Promise<boolean> {
  if (age < maxTrigger) return await reschedule(deps.pool, enrichment, new Date(Date.now() + maxTrigger - age))
  const { hook, hash } = hookFor(deps, id)
  const keys = await withFence(deps.pool, enrichment, async (client) => {
    const keys = await findSentKeys(client, id)
    if (keys.length === 0) await setDone(client, id)
    else await renewBatch(client, id, hash)
    return keys
  })
  return keys !== null && (await ask(deps, enrichment, { id, keys, hook }))
}

async function ask(
  { pool, provider, config }: EnrichDeps,
  enrichment: ActiveEnrichment,
  { id, keys, hook }: { id: string; keys: string[]; hook: ResultHook | null },
): Promise<boolean> {
  if (keys.length === 0) return false
  const urls = keys.map((key) => `https://www.linkedin.com/company/${encodeURIComponent(key)}`)
  let snapshotId: string
  try {
    // It is paid for once it is under way, so not even the end of this process interrupts it.
    snapshotId = await provider.trigger({ urls, hook, signal: new AbortController().signal })
  } catch (error) {
    await takeBack(pool, enrichment, id)
    throw error
  }
  await transaction(pool, async (client) => {
    await lockOwner(client, enrichment.ownerId)
    // Not behind the fence: results that come while the provider answers move it on, and the snapshot is paid for.
    await setSnapshot(client, id, snapshotId)
    await clearFailures(client, enrichment.id)
  })
  return await reschedule(pool, enrichment, new Date(Date.now() + config.enrichmentPoll))
}

/** Gives up a batch that the provider did not take. */
async function takeBack(pool: pg.Pool, { ownerId }: ActiveEnrichment, id: string): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    await takeBackItems(client, id)
    await deleteBatch(client, id)
  })
}

function hookFor({ provider, config }: EnrichDeps, batchId: string) {
  return createHook(provider.sendsResults ? config.publicUrl : null, batchId)
}
