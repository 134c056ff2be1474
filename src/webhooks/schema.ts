import type { Webhook } from '../db/generated/client.ts'
import { InvalidInputError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { pageArgs } from '../graphql/connection.ts'
import { type Context, viewerOf } from '../graphql/context.ts'
import { ErrorInterface } from '../graphql/errors.ts'
import { addNodes, NodeRef, uuidsIn } from '../graphql/node.ts'
import { WebhookDeliveryConnection, webhookDeliveries } from './delivery.schema.ts'
import { WebhookNotFoundError } from './errors.ts'
import { type WebhookEvent, webhookEvents } from './events.ts'
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook } from './webhooks.ts'

const WebhookEventRef = builder.enumType('WebhookEvent', {
  description: 'An event that a webhook can receive.',
  values: {
    IMPORT_COMPLETED: { value: 'import.completed', description: 'An import has completed.' },
    IMPORT_FAILED: { value: 'import.failed', description: 'An import has failed.' },
    IMPORT_PAUSED: {
      value: 'import.paused',
      description:
        'An import waits for its provider, or for a LinkedIn account to be reconnected. Not sent again for the same reason until it has imported more, or was resumed.',
    },
    IMPORT_CANCELLED: { value: 'import.cancelled', description: 'An import was cancelled.' },
    ENRICHMENT_FINISHED: {
      value: 'enrichment.finished',
      description: 'The enrichment of a list has ended, with or without an error.',
    },
    CREDITS_LOW: {
      value: 'credits.low',
      description: 'Your available credits fell below the limit of this server, 100 by default.',
    },
  } satisfies Record<string, { value: WebhookEvent; description: string }>,
})

/** A webhook, without its secret. */
export const WebhookRef = builder.prismaObject('Webhook', {
  interfaces: [NodeRef],
  description: 'A URL to which events are sent. Its secret is shown only when it is created or rotated.',
  select: { id: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the webhook.' }),
    url: t.exposeString('url', { description: 'Where events are sent.' }),
    events: t.field({
      type: [WebhookEventRef],
      description: 'The events that it receives.',
      select: { events: true },
      resolve: ({ events }) => webhookEvents.filter((event) => events.includes(event)),
    }),
    isEnabled: t.boolean({
      description: 'Whether events are sent.',
      select: { disabledAt: true },
      resolve: ({ disabledAt }) => disabledAt === null,
    }),
    disabledReason: t.exposeString('disabledReason', {
      nullable: true,
      description:
        'Why the server disabled it: the receiver responded with 410, or every delivery failed for five days. Null if you disabled it, or it is enabled.',
    }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'When the first attempt after the last success failed; null if the last attempt succeeded.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    deliveries: t.field({
      type: WebhookDeliveryConnection,
      description: 'The deliveries that have not been deleted yet, newest first.',
      args: pageArgs(t),
      resolve: ({ id }, args, context, info) => webhookDeliveries(id, args, context, info),
    }),
  }),
})

addNodes(
  WebhookRef,
  async (context, ids) => {
    const uuids = uuidsIn(ids)
    if (uuids.length === 0) return []
    const where = { id: { in: uuids }, ownerId: viewerOf(context).userId }
    const found = await context.prisma.webhook.findMany({ where })
    return found.map((node) => [node.id, node])
  },
  'ADMIN',
)

builder.objectType(WebhookNotFoundError, {
  name: 'WebhookNotFoundError',
  description: 'The webhook does not exist or is not yours.',
  interfaces: [ErrorInterface],
})

function webhookOf(context: Context, id: string): Promise<Webhook> {
  return context.prisma.webhook.findFirstOrThrow({ where: { ownerId: viewerOf(context).userId, id } })
}

const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  description: 'The webhook to create.',
  fields: (t) => ({
    url: t.string({
      required: true,
      description: 'Where to send events: an https URL that is reachable from the internet.',
    }),
    events: t.field({
      type: [WebhookEventRef],
      required: true,
      description: 'The events that it receives; at least one.',
    }),
  }),
})

const secretDescription =
  'The secret that signs each delivery after Standard Webhooks. Store it: it is not shown again.'

const CreateWebhookPayload = builder
  .objectRef<{ webhookId: string; secret: string }>('CreateWebhookPayload')
  .implement({
    description: 'The new webhook.',
    fields: (t) => ({
      secret: t.exposeString('secret', { description: secretDescription }),
      webhook: t.field({
        type: WebhookRef,
        description: 'The webhook without its secret.',
        resolve: ({ webhookId }, _args, context) => webhookOf(context, webhookId),
      }),
    }),
  })

const UpdateWebhookInput = builder.inputType('UpdateWebhookInput', {
  description: 'The changes to a webhook; what is null or absent stays as it is.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Id of the webhook.' }),
    url: t.string({ description: 'Where to send events.' }),
    events: t.field({ type: [WebhookEventRef], description: 'The events that it receives; at least one.' }),
    isEnabled: t.boolean({
      description:
        'False ends its pending deliveries, and new events are not stored for it. True enables it again, also if the server disabled it.',
    }),
  }),
})

const UpdateWebhookPayload = builder.objectRef<{ webhookId: string }>('UpdateWebhookPayload').implement({
  description: 'The changed webhook.',
  fields: (t) => ({
    webhook: t.field({
      type: WebhookRef,
      description: 'The webhook.',
      resolve: ({ webhookId }, _args, context) => webhookOf(context, webhookId),
    }),
  }),
})

const DeleteWebhookInput = builder.inputType('DeleteWebhookInput', {
  description: 'The webhook to delete.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of the webhook.' }) }),
})

const DeleteWebhookPayload = builder.objectRef<{ id: string }>('DeleteWebhookPayload').implement({
  description: 'The webhook was deleted.',
  fields: (t) => ({ id: t.exposeID('id', { description: 'Id of the deleted webhook, to update your cache.' }) }),
})

const RotateWebhookSecretInput = builder.inputType('RotateWebhookSecretInput', {
  description: 'The webhook that gets a new secret.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of the webhook.' }) }),
})

const RotateWebhookSecretPayload = builder
  .objectRef<Awaited<ReturnType<typeof rotateSecret>>>('RotateWebhookSecretPayload')
  .implement({
    description: 'The new secret.',
    fields: (t) => ({
      secret: t.exposeString('secret', { description: secretDescription }),
      previousValidUntil: t.expose('previousValidUntil', {
        type: 'DateTime',
        description: 'Until when deliveries are signed by the previous secret, too.',
      }),
      webhook: t.field({
        type: WebhookRef,
        description: 'The webhook without its secret.',
        resolve: ({ webhookId }, _args, context) => webhookOf(context, webhookId),
      }),
    }),
  })

builder.mutationFields((t) => ({
  createWebhook: t.field({
    authScopes: { scope: 'ADMIN' },
    type: CreateWebhookPayload,
    description: 'Creates a webhook, to which events are sent from now on. Each user can have at most 10.',
    args: { input: t.arg({ type: CreateWebhookInput, required: true, description: 'The webhook to create.' }) },
    errors: { types: [InvalidInputError] },
    resolve: (_root, { input }, context) => createWebhook(context, viewerOf(context).userId, input),
  }),
  updateWebhook: t.field({
    authScopes: { scope: 'ADMIN' },
    type: UpdateWebhookPayload,
    description: 'Changes, disables or enables a webhook.',
    args: { input: t.arg({ type: UpdateWebhookInput, required: true, description: 'The changes.' }) },
    errors: { types: [InvalidInputError, WebhookNotFoundError] },
    resolve: async (_root, { input: { id, url = null, events = null, isEnabled = null } }, context) => ({
      webhookId: await updateWebhook(context, viewerOf(context).userId, { id, url, events, isEnabled }),
    }),
  }),
  deleteWebhook: t.field({
    authScopes: { scope: 'ADMIN' },
    type: DeleteWebhookPayload,
    description: 'Deletes a webhook with its deliveries; pending ones are not sent.',
    args: { input: t.arg({ type: DeleteWebhookInput, required: true, description: 'The webhook to delete.' }) },
    errors: { types: [WebhookNotFoundError] },
    resolve: async (_root, { input }, context) => {
      await deleteWebhook(context.pool, viewerOf(context).userId, input.id)
      return input
    },
  }),
  rotateWebhookSecret: t.field({
    authScopes: { scope: 'ADMIN' },
    type: RotateWebhookSecretPayload,
    description:
      'Replaces the secret of a webhook. For 24 hours deliveries carry a signature by each secret, so that the receiver can change in between.',
    args: {
      input: t.arg({
        type: RotateWebhookSecretInput,
        required: true,
        description: 'The webhook that gets a new secret.',
      }),
    },
    errors: { types: [InvalidInputError, WebhookNotFoundError] },
    resolve: (_root, { input }, context) => rotateSecret(context.pool, viewerOf(context).userId, input.id),
  }),
}))
