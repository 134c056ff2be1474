import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { payloadOf, type WebhookEvent } from './events.ts'
import { enqueueAttempt } from './queue.ts'
import { insertDeliveries, lockListening, selectIdle } from './webhooks.sql.ts'

/**
 * Sends an event to the webhooks of a user that ask for it, if the caller's transaction commits. `read` returns the data of the
 * payload, and is called only if there is such a webhook.
 */
export async function raiseEvent(
  client: pg.ClientBase,
  ownerId: number,
  type: WebhookEvent,
  read: () => Promise<Readonly<Record<string, unknown>>>,
): Promise<void> {
  const webhookIds = await lockListening(client, ownerId, type)
  if (webhookIds.length === 0) return
  // Those with a due delivery have a job, whose place among those of others is kept.
  const idle = await selectIdle(client, ownerId, webhookIds)
  const payload = payloadOf(type, await read())
  await insertDeliveries(client, { ownerId, webhookIds, messageId: randomUUID(), type, payload })
  for (const webhookId of idle) await enqueueAttempt(client, { ownerId, webhookId })
}
