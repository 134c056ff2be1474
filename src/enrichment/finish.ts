import type pg from 'pg'
import type { DomainError } from '../errors.ts'
import { ProviderBusyError, ProviderUnavailableError } from '../errors.ts'
import { backoff } from '../jobs/backoff.ts'
import { raiseEvent } from '../webhooks/raise.ts'
import { enqueueEnrichment } from './enqueue.ts'
import {
  type ActiveEnrichment,
  addCounts,
  type EnrichmentKey,
  endEnrichment,
  type Fence,
  setFailures,
} from './enrichments.sql.ts'
import { EnrichmentFailedError, ProviderUnreachableError, TriggerUnconfirmedError } from './errors.ts'
import { withFence } from './fence.ts'
import { endOpenItems } from './items.sql.ts'
import { CompanyProviderRefusedError } from './provider-errors.ts'
import type { Cause } from './reasons.ts'

/** Consecutive attempts without a usable answer from the provider after which an enrichment ends. */
const maxProviderFailures = 10
/** Consecutive attempts with a server error after which an enrichment ends. */
const maxServerFailures = 5
/** Delays between attempts: 2, 4, 8, 16 and 32 seconds. */
const retryBackoff = { first: 1_000, factor: 2, max: 32_000 } as const

/** Ends an enrichment that has no open items, unless there is a new request. */
export async function finishEnrichment(pool: pg.Pool, enrichment: ActiveEnrichment): Promise<void> {
  await withFence(pool, enrichment, async (client, { requested, planned }) => {
    if (requested === planned) await end(client, enrichment, null)
    return true
  })
}

/** Ends an enrichment in the caller's transaction; its open items end for this reason. */
export async function abandonEnrichment(
  client: pg.ClientBase,
  enrichment: EnrichmentKey,
  status: 'SKIPPED' | 'FAILED',
  cause: Cause,
): Promise<void> {
  const count = await endOpenItems(client, enrichment, status, cause)
  await addCounts(client, enrichment, status === 'SKIPPED' ? { skipped: count } : { failed: count })
  await end(client, enrichment, status === 'SKIPPED' ? null : cause)
}

async function end(
  client: pg.ClientBase,
  enrichment: EnrichmentKey,
  error: { code: string; message: string } | null,
): Promise<void> {
  const ended = await endEnrichment(client, enrichment, error)
  await raiseEvent(client, enrichment.ownerId, 'enrichment.finished', async () => ({ ...ended }))
}

/** Schedules another attempt after a failed one, with backoff, or ends the enrichment if retrying can't help. Returns whether the job was rescheduled. */
export async function failAttempt(pool: pg.Pool, enrichment: ActiveEnrichment, error: unknown): Promise<boolean> {
  const isRescheduled = await withFence(pool, enrichment, async (client, fence) => {
    const { ending, wait, failures, code, message } = decideRetry(error, fence)
    if (ending !== null) {
      await abandonEnrichment(client, enrichment, 'FAILED', ending)
      return false
    }
    const nextAttemptAt = await setFailures(client, enrichment, { failures, wait, code, message })
    await enqueueEnrichment(client, enrichment, nextAttemptAt)
    return true
  })
  return isRescheduled === true
}

interface RetryDecision {
  /** The error that ends the enrichment; null to retry in `wait` milliseconds. */
  ending: DomainError | null
  failures: number
  wait: number
  code: string
  message: string
}

function decideRetry(error: unknown, fence: Pick<Fence, 'failures' | 'errorCode'>): RetryDecision {
  const isProviderFailure = error instanceof ProviderBusyError || error instanceof ProviderUnavailableError
  const code = isProviderFailure ? 'PROVIDER_UNAVAILABLE' : 'ENRICHMENT_FAILED'
  const failures = 1 + (fence.errorCode === code ? fence.failures : 0)
  const wait = requiredWait(error) || backoff(failures, retryBackoff)
  const message = isProviderFailure ? error.message : 'A server error. It is retried automatically.'
  return { ending: endingOf(error, failures), failures, wait, code, message }
}

/** Returns the least wait before the next call to the provider, in milliseconds; null if any will do. */
function requiredWait(error: unknown): number | null {
  if (error instanceof ProviderBusyError) return error.retryAfter
  return error instanceof TriggerUnconfirmedError ? error.wait : null
}

function endingOf(error: unknown, failures: number): DomainError | null {
  if (error instanceof CompanyProviderRefusedError) return error
  if (error instanceof ProviderBusyError || error instanceof ProviderUnavailableError) {
    return failures < maxProviderFailures ? null : new ProviderUnreachableError(error)
  }
  return failures < maxServerFailures ? null : new EnrichmentFailedError()
}
