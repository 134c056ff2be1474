import type pg from 'pg'
import type { DomainError } from '../errors.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../errors.ts'
import { backoff } from '../jobs/backoff.ts'
import { enqueueEnrichment } from './enqueue.ts'
import { type ActiveEnrichment, addCounts, endSession, type Fence, setFailures } from './enrichments.sql.ts'
import { EnrichmentFailedError, ProviderSilentError } from './errors.ts'
import { withFence } from './fence.ts'
import { endOpenItems } from './items.sql.ts'
import { ProviderRefusedError } from './provider-errors.ts'
import type { Cause } from './reasons.ts'

/** Attempts in a row after which a provider counts as silent, and one that fails because of us as failed. */
const maxSilences = 10
const maxFailures = 5
/** Delays between attempts: 2, 4, 8, 16 and 32 seconds. */
const retryBackoff = { first: 1_000, factor: 2, max: 32_000 } as const

/** Ends an enrichment none of whose items is open, unless more was asked for by now. */
export async function finishEnrichment(pool: pg.Pool, enrichment: ActiveEnrichment): Promise<void> {
  await withFence(pool, enrichment, async (client, { requested, planned }) => {
    if (requested === planned) await endSession(client, enrichment.id, null)
    return true
  })
}

/** Ends an enrichment at once, in the caller's transaction: what is open ends for this reason. */
export async function abandonEnrichment(
  client: pg.ClientBase,
  enrichmentId: string,
  status: 'SKIPPED' | 'FAILED',
  cause: Cause,
): Promise<void> {
  const count = await endOpenItems(client, enrichmentId, status, cause)
  await addCounts(client, enrichmentId, status === 'SKIPPED' ? { skipped: count } : { failed: count })
  await endSession(client, enrichmentId, status === 'SKIPPED' ? null : cause)
}

/** Lets an attempt that failed be followed by another one, later each time; ends the enrichment where none would get further. Whether the job comes again by itself. */
export async function failAttempt(pool: pg.Pool, enrichment: ActiveEnrichment, error: unknown): Promise<boolean> {
  const comesAgain = await withFence(pool, enrichment, async (client, fence) => {
    const { ending, wait, failures, code, message } = decideRetry(error, fence)
    if (ending !== null) {
      await abandonEnrichment(client, enrichment.id, 'FAILED', ending)
      return false
    }
    const nextAttemptAt = await setFailures(client, enrichment.id, { failures, wait, code, message })
    await enqueueEnrichment(client, enrichment.listId, nextAttemptAt)
    return true
  })
  return comesAgain === true
}

interface RetryDecision {
  /** What ends the enrichment; null where it goes on in `wait` milliseconds. */
  ending: DomainError | null
  failures: number
  wait: number
  code: string
  message: string
}

function decideRetry(error: unknown, fence: Pick<Fence, 'failures' | 'errorCode'>): RetryDecision {
  const isSilence = error instanceof ProviderBusyError || error instanceof ProviderUnavailableError
  const code = isSilence ? 'PROVIDER_UNAVAILABLE' : 'ENRICHMENT_FAILED'
  const failures = 1 + (fence.errorCode === code ? fence.failures : 0)
  const wait = (error instanceof ProviderBusyError && error.retryAfter) || backoff(failures, retryBackoff)
  const message = isSilence ? error.message : 'An error on the server, which tries again by itself.'
  return { ending: endingOf(error, failures), failures, wait, code, message }
}

function endingOf(error: unknown, failures: number): DomainError | null {
  if (error instanceof ProviderRefusedError) return error
  if (error instanceof ProviderBusyError || error instanceof ProviderUnavailableError) {
    return failures < maxSilences ? null : new ProviderSilentError(error)
  }
  return failures < maxFailures ? null : new EnrichmentFailedError()
}
