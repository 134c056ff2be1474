import type { WebhookDelivery } from '../db/generated/client.ts'
import { deliveryIds } from '../db/ids.ts'
import { builder } from '../graphql/builder.ts'
import { connection, connectionType } from '../graphql/connection.ts'
import { type Context, viewerOf } from '../graphql/context.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { addNodes, NodeRef } from '../graphql/node.ts'
import type { PageArgs } from '../graphql/page-slice.ts'
import { WebhookDeliveryNotFoundError, WebhookDisabledError, WebhookNotFoundError } from './errors.ts'
import { redeliver, testWebhook } from './redeliver.ts'
import { deliveriesOfWebhook } from './webhooks.sql.ts'

const WebhookDeliveryStatusRef = builder.enumType('WebhookDeliveryStatus', {
  description: 'Status of a delivery.',
  values: {
    PENDING: { description: 'Not delivered yet; the next attempt follows at `nextAttemptAt`.' },
    DELIVERED: { description: 'The receiver responded with a status from 200 to 299.' },
    FAILED: { description: 'Every attempt failed for a day, or the webhook was disabled. `redeliver` sends it again.' },
  },
})

const WebhookDeliveryRef = builder.prismaObject('WebhookDelivery', {
  interfaces: [NodeRef],
  description:
    'An event for a webhook, with the result of the last attempt. Deleted after 30 days, unless the server is configured otherwise.',
  fields: (t) => ({
    id: t.id({ description: 'Id of the delivery.', resolve: ({ id }) => deliveryIds.encode(id) }),
    messageId: t.string({
      description:
        'The header `webhook-id`: the same in every attempt, so that the receiver can recognise one that it has had.',
      select: { messageId: true },
      resolve: ({ messageId }) => `msg_${messageId}`,
    }),
    type: t.exposeString('type', { description: 'The `type` of the payload, such as `import.completed`.' }),
    payload: t.exposeString('payload', { description: 'The body as it is sent, in JSON.' }),
    status: t.expose('status', { type: WebhookDeliveryStatusRef, description: 'Whether it was delivered.' }),
    attempts: t.exposeInt('attempts', {
      description: 'Number of attempts that ended, since it was created or last redelivered.',
    }),
    responseStatus: t.exposeInt('responseStatus', {
      nullable: true,
      description: 'HTTP status of the last response; null if there was none.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why the last attempt failed; null if it did not.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the event happened.' }),
    lastAttemptAt: t.expose('lastAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the last attempt ended; null if none has.',
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the next attempt is due; null if it is not pending.',
    }),
  }),
})

addNodes(
  WebhookDeliveryRef,
  async (context, ids) => {
    const numbers = ids.flatMap((id) => deliveryIds.decode(id) ?? [])
    if (numbers.length === 0) return []
    const where = { id: { in: numbers }, ownerId: viewerOf(context).userId }
    const found = await context.prisma.webhookDelivery.findMany({ where })
    return found.map((node) => [deliveryIds.encode(node.id), node])
  },
  'ADMIN',
)

/** The deliveries of a webhook. */
export const webhookDeliveries = connection({
  model: 'WebhookDelivery',
  keyset: (_args: PageArgs) => deliveriesOfWebhook,
})

export const WebhookDeliveryConnection = connectionType(WebhookDeliveryRef, 'WebhookDelivery')

builder.objectType(WebhookDeliveryNotFoundError, {
  name: 'WebhookDeliveryNotFoundError',
  description: 'The delivery does not exist or is not yours.',
  interfaces: [ErrorInterface],
})

builder.objectType(WebhookDisabledError, {
  name: 'WebhookDisabledError',
  description: 'The webhook is disabled, so nothing is sent to it.',
  interfaces: [ErrorInterface],
})

function deliveryOf(context: Context, id: bigint): Promise<WebhookDelivery> {
  return context.prisma.webhookDelivery.findFirstOrThrow({ where: { ownerId: viewerOf(context).userId, id } })
}

const TestWebhookInput = builder.inputType('TestWebhookInput', {
  description: 'The webhook to test.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of the webhook.' }) }),
})

const TestWebhookPayload = builder.objectRef<{ deliveryId: bigint }>('TestWebhookPayload').implement({
  description: 'The test event.',
  fields: (t) => ({
    delivery: t.field({
      type: WebhookDeliveryRef,
      description: 'The delivery, which is usually still pending. Read it again for its result.',
      resolve: ({ deliveryId }, _args, context) => deliveryOf(context, deliveryId),
    }),
  }),
})

const RedeliverInput = builder.inputType('RedeliverInput', {
  description: 'The delivery to send again.',
  fields: (t) => ({ deliveryId: t.id({ required: true, description: 'Id of the delivery.' }) }),
})

const RedeliverPayload = builder.objectRef<{ deliveryId: bigint }>('RedeliverPayload').implement({
  description: 'The delivery.',
  fields: (t) => ({
    delivery: t.field({
      type: WebhookDeliveryRef,
      description: 'The delivery, which is usually still pending. Read it again for its result.',
      resolve: ({ deliveryId }, _args, context) => deliveryOf(context, deliveryId),
    }),
  }),
})

builder.mutationFields((t) => ({
  testWebhook: t.field({
    authScopes: { scope: 'ADMIN' },
    type: TestWebhookPayload,
    description: 'Sends the event `webhook.test` to a webhook, whichever events it receives.',
    args: { input: t.arg({ type: TestWebhookInput, required: true, description: 'The webhook to test.' }) },
    errors: { types: [WebhookNotFoundError, WebhookDisabledError] },
    resolve: async (_root, { input }, context) => ({
      deliveryId: await testWebhook(context.pool, viewerOf(context).userId, input.id),
    }),
  }),
  redeliver: t.field({
    authScopes: { scope: 'ADMIN' },
    type: RedeliverPayload,
    description: 'Sends a delivery again, with the same id and body, and retries it for another day.',
    args: { input: t.arg({ type: RedeliverInput, required: true, description: 'The delivery to send again.' }) },
    errors: { types: [WebhookDeliveryNotFoundError, WebhookDisabledError] },
    resolve: async (_root, { input }, context) => ({
      deliveryId: await redeliver(context.pool, viewerOf(context).userId, input.deliveryId),
    }),
  }),
}))
