import { randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import { parseUuid } from '../db/ids.ts'
import { InvalidInputError } from '../errors.ts'
import { checkedUrl, type Targets } from './check-url.ts'
import { WebhookNotFoundError } from './errors.ts'
import {
  countWebhooks,
  insertSecret,
  insertWebhook,
  lockWebhook,
  removeWebhook,
  retireSecret,
  setDisabled,
  setEnabled,
  updateTarget,
  type WebhookKey,
} from './webhooks.sql.ts'

const maxWebhooks = 10
/** Secrets of one webhook that are valid at the same time. */
const maxSecrets = 10

/** The dependencies of creating and changing webhooks. */
export interface WebhookDeps {
  readonly pool: pg.Pool
  readonly config: Targets
}

/** A secret that was created; it is not shown again. */
export interface CreatedSecret {
  readonly webhookId: string
  readonly secret: string
}

/** Creates a webhook. Throws InvalidInputError for a URL that cannot be used, no event, and the eleventh webhook of a user. */
export async function createWebhook(
  { pool, config }: WebhookDeps,
  ownerId: number,
  input: { url: string; events: readonly string[] },
): Promise<CreatedSecret> {
  const created = { webhookId: randomUUID(), secret: newSecret() }
  const target = { url: checkedUrl(input.url, config), events: checkedEvents(input.events) }
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    if ((await countWebhooks(client, ownerId)) >= maxWebhooks) {
      throw new InvalidInputError('url', `You have ${maxWebhooks} webhooks, the maximum. Delete one first.`)
    }
    await insertWebhook(client, { ownerId, ...created, ...target })
  })
  return created
}

/** Changes what is given of a webhook. Disabling it ends its pending deliveries. Throws InvalidInputError, WebhookNotFoundError. */
export async function updateWebhook(
  { pool, config }: WebhookDeps,
  ownerId: number,
  input: { id: string; url: string | null; events: readonly string[] | null; isEnabled: boolean | null },
): Promise<string> {
  const url = input.url === null ? null : checkedUrl(input.url, config)
  const events = input.events === null ? null : checkedEvents(input.events)
  return await withWebhook(pool, ownerId, input.id, async (client, key) => {
    await updateTarget(client, key, { url, events })
    if (input.isEnabled === true) await setEnabled(client, key)
    if (input.isEnabled === false) await setDisabled(client, key, null)
    return key.webhookId
  })
}

/** Deletes a webhook with its deliveries. Throws WebhookNotFoundError. */
export async function deleteWebhook(pool: pg.Pool, ownerId: number, id: string): Promise<void> {
  const webhookId = parseUuid(id)
  if (webhookId === null || !(await removeWebhook(pool, { ownerId, webhookId }))) throw new WebhookNotFoundError()
}

/** Replaces the secret of a webhook; for a day, deliveries are signed by both. Throws WebhookNotFoundError, and InvalidInputError if ten are valid. */
export async function rotateSecret(
  pool: pg.Pool,
  ownerId: number,
  id: string,
): Promise<CreatedSecret & { previousValidUntil: Date }> {
  return await withWebhook(pool, ownerId, id, async (client, key) => {
    const { count, until } = await retireSecret(client, key)
    if (count >= maxSecrets) {
      throw new InvalidInputError(
        'id',
        `${maxSecrets} secrets of this webhook are valid, the maximum. Try again in a day.`,
      )
    }
    const secret = newSecret()
    await insertSecret(client, key, secret)
    return { webhookId: key.webhookId, secret, previousValidUntil: until }
  })
}

/** Runs `work` in a transaction that has locked a webhook; throws WebhookNotFoundError. */
async function withWebhook<T>(
  pool: pg.Pool,
  ownerId: number,
  id: string,
  work: (client: pg.ClientBase, key: WebhookKey) => Promise<T>,
): Promise<T> {
  const webhookId = parseUuid(id)
  if (webhookId === null) throw new WebhookNotFoundError()
  return await transaction(pool, async (client) => {
    if ((await lockWebhook(client, { ownerId, webhookId })) === null) throw new WebhookNotFoundError()
    return await work(client, { ownerId, webhookId })
  })
}

function checkedEvents(events: readonly string[]): string[] {
  if (events.length === 0) throw new InvalidInputError('events', 'Choose at least one event.')
  return [...new Set(events)]
}

/** Returns a secret of 256 random bits in the form of Standard Webhooks. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
