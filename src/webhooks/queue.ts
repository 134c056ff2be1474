import type pg from 'pg'
import { enqueue } from '../jobs/enqueue.ts'
import type { WebhookKey } from './webhooks.sql.ts'

/** Enqueues the next attempt of a webhook, in the caller's transaction: each has one waiting job, and its attempts follow one another. */
export async function enqueueAttempt(
  client: pg.ClientBase,
  { ownerId, webhookId }: WebhookKey,
  runAt?: Date,
): Promise<void> {
  const name = `webhook ${webhookId}`
  await enqueue(
    client,
    'deliver-webhook',
    { ownerId, webhookId },
    { jobKey: name, queueName: name, ...(runAt === undefined ? {} : { runAt }) },
  )
}
