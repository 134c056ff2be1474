import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { transaction } from '../db/client.ts'
import { deliveryIds, parseUuid } from '../db/ids.ts'
import { WebhookDeliveryNotFoundError, WebhookDisabledError, WebhookNotFoundError } from './errors.ts'
import { payloadOf, testEvent } from './events.ts'
import { enqueueAttempt } from './queue.ts'
import { insertDeliveries, lockWebhook, restartDelivery, selectWebhookOf } from './webhooks.sql.ts'

/** Sends a delivery again with the same id and body, and returns its number. Throws WebhookDeliveryNotFoundError, WebhookDisabledError. */
export async function redeliver(pool: pg.Pool, ownerId: number, id: string): Promise<bigint> {
  const deliveryId = deliveryIds.decode(id)
  if (deliveryId === null) throw new WebhookDeliveryNotFoundError()
  return await transaction(pool, async (client) => {
    const webhookId = await selectWebhookOf(client, ownerId, deliveryId)
    const webhook = webhookId && (await lockWebhook(client, { ownerId, webhookId }))
    if (!webhook) throw new WebhookDeliveryNotFoundError()
    if (!webhook.isEnabled) throw new WebhookDisabledError()
    await restartDelivery(client, ownerId, deliveryId)
    await enqueueAttempt(client, { ownerId, webhookId })
    return deliveryId
  })
}

/** Sends a test event to a webhook, whatever events it asks for, and returns the number of the delivery. Throws WebhookNotFoundError, WebhookDisabledError. */
export async function testWebhook(pool: pg.Pool, ownerId: number, id: string): Promise<bigint> {
  const webhookId = parseUuid(id)
  if (webhookId === null) throw new WebhookNotFoundError()
  return await transaction(pool, async (client) => {
    const webhook = await lockWebhook(client, { ownerId, webhookId })
    if (webhook === null) throw new WebhookNotFoundError()
    if (!webhook.isEnabled) throw new WebhookDisabledError()
    const [deliveryId] = await insertDeliveries(client, {
      ownerId,
      webhookIds: [webhookId],
      messageId: randomUUID(),
      type: testEvent,
      payload: payloadOf(testEvent, { webhookId }),
    })
    if (deliveryId === undefined) throw new Error('The INSERT returned no row.')
    await enqueueAttempt(client, { ownerId, webhookId })
    return deliveryId
  })
}
