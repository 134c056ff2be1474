import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import { parseUuid } from '../db/ids.ts'
import { ProviderUnavailableError } from '../errors.ts'
import { applyFindings, findingsOf } from './apply.ts'
import { findHooked, type HookedBatch, setDone } from './batches.sql.ts'
import { enqueueEnrichment } from './enqueue.ts'
import { clearFailures } from './enrichments.sql.ts'
import { withFence } from './fence.ts'
import { findSentKeys } from './items.sql.ts'
import type { CompanyProvider, CompanyResult, ResultHook } from './provider.ts'

/** Path of the webhook for results; the batch id follows. */
export const hookPath = '/webhooks/bright-data/'

/** Returns a webhook for the results of a batch and the SHA-256 of its secret; nulls if the server has no public URL. */
export function createHook(
  publicUrl: string | null,
  batchId: string,
): { hook: ResultHook | null; hash: Buffer | null } {
  if (publicUrl === null) return { hook: null, hash: null }
  const authorization = randomBytes(32).toString('base64url')
  return { hook: { url: `${publicUrl}${hookPath}${batchId}`, authorization }, hash: digest(authorization) }
}

/** Returns whether results with this secret are expected for the batch. For use before a body is read; reveals no more than `receiveResults`. */
export async function isExpected(pool: pg.Pool, batchId: string, authorization: string | undefined): Promise<boolean> {
  return (await findExpected(pool, batchId, authorization)) !== null
}

/**
 * Applies results that were sent for a batch; those it does not wait for are ignored. Returns false if there is no such batch, it is
 * done, the secret is wrong or the body holds no results: one answer for all cases, so that nothing can be probed.
 */
export async function receiveResults(
  { pool, provider }: { pool: pg.Pool; provider: Pick<CompanyProvider, 'read'> },
  batchId: string,
  authorization: string | undefined,
  body: unknown,
): Promise<boolean> {
  const batch = await findExpected(pool, batchId, authorization)
  const results = batch === null ? null : readResults(provider, body)
  if (batch === null || results === null) return false

  const key = { ownerId: batch.ownerId, id: batch.batchId }
  await applyFindings(pool, batch, { batchId: batch.batchId }, findingsOf(results))
  await withFence(pool, batch, async (client) => {
    // Companies without a result are still collected.
    if ((await findSentKeys(client, key)).length === 0) {
      await setDone(client, key)
      // Without a snapshot, the only wait is for these results.
      if (batch.snapshotId === null) await clearFailures(client, batch, { endsWait: true })
    }
    await enqueueEnrichment(client, batch)
    return true
  })
  return true
}

async function findExpected(
  pool: pg.Pool,
  id: string,
  authorization: string | undefined,
): Promise<(HookedBatch & { batchId: string }) | null> {
  const batchId = parseUuid(id)
  const found = batchId === null ? null : await findHooked(pool, batchId)
  if (batchId === null || found === null || authorization === undefined) return null
  return holdsHash(found.hookHashes, digest(authorization)) ? { ...found, batchId } : null
}

/** Returns whether one of the concatenated hashes equals `hash`. */
function holdsHash(hashes: Buffer, hash: Buffer): boolean {
  const starts = Array.from({ length: Math.floor(hashes.length / hash.length) }, (_, index) => index * hash.length)
  return starts.some((start) => timingSafeEqual(hashes.subarray(start, start + hash.length), hash))
}

function readResults(provider: Pick<CompanyProvider, 'read'>, body: unknown): CompanyResult[] | null {
  try {
    return provider.read(body)
  } catch (error) {
    if (error instanceof ProviderUnavailableError) return null
    throw error
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
