import type pg from 'pg'
import { clock } from '../db/clock.ts'
import type { Keyset } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'

/** Identifies a webhook. */
export interface WebhookKey {
  readonly ownerId: number
  readonly webhookId: string
}

/** A webhook to store. */
export interface NewWebhook extends WebhookKey {
  readonly url: string
  readonly events: readonly string[]
  readonly secret: string
}

/** Inserts a webhook and its secret. */
export async function insertWebhook(client: Queryable, webhook: NewWebhook): Promise<void> {
  await client.query('INSERT INTO webhooks (owner_id, id, url, events) VALUES ($1, $2, $3, $4)', [
    webhook.ownerId,
    webhook.webhookId,
    webhook.url,
    webhook.events,
  ])
  await insertSecret(client, webhook, webhook.secret)
}

/** Returns the number of webhooks of a user. */
export async function countWebhooks(client: Queryable, ownerId: number): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM webhooks WHERE owner_id = $1',
    [ownerId],
  )
  return rows[0]?.count ?? 0
}

/** A webhook whose row is locked. */
export interface LockedWebhook {
  readonly isEnabled: boolean
}

/** Locks a webhook to the end of the transaction, against new deliveries too; returns null if the owner has no such webhook. */
export async function lockWebhook(client: pg.ClientBase, key: WebhookKey): Promise<LockedWebhook | null> {
  const { rows } = await client.query<LockedWebhook>(
    'SELECT disabled_at IS NULL AS "isEnabled" FROM webhooks WHERE owner_id = $1 AND id = $2 FOR UPDATE',
    [key.ownerId, key.webhookId],
  )
  return rows[0] ?? null
}

/** Changes the URL or the events of a webhook; null keeps them. */
export async function updateTarget(
  client: pg.ClientBase,
  { ownerId, webhookId }: WebhookKey,
  { url, events }: { url: string | null; events: readonly string[] | null },
): Promise<void> {
  await client.query(
    'UPDATE webhooks SET url = COALESCE($3, url), events = COALESCE($4, events) WHERE owner_id = $1 AND id = $2',
    [ownerId, webhookId, url, events],
  )
}

/** Enables a webhook, and forgets its failures. */
export async function setEnabled(client: pg.ClientBase, { ownerId, webhookId }: WebhookKey): Promise<void> {
  await client.query(
    `UPDATE webhooks SET disabled_at = NULL, disabled_reason = NULL, failures = 0, failing_since = NULL
     WHERE owner_id = $1 AND id = $2`,
    [ownerId, webhookId],
  )
}

/** Disables a webhook, which ends its pending deliveries; `reason` is null if its owner did. */
export async function setDisabled(
  client: pg.ClientBase,
  { ownerId, webhookId }: WebhookKey,
  reason: string | null,
): Promise<void> {
  await client.query(
    `UPDATE webhooks SET disabled_at = COALESCE(disabled_at, clock.now), disabled_reason = COALESCE(disabled_reason, $3)
     FROM ${clock} WHERE owner_id = $1 AND id = $2`,
    [ownerId, webhookId, reason],
  )
  await failPending(client, { ownerId, webhookId })
}

/** Ends the pending deliveries of a disabled webhook. */
export async function failPending(client: pg.ClientBase, { ownerId, webhookId }: WebhookKey): Promise<void> {
  await client.query(
    `UPDATE webhook_deliveries SET status = 'FAILED', next_attempt_at = NULL, error = COALESCE(error, 'The webhook was disabled.')
     WHERE owner_id = $1 AND webhook_id = $2 AND status = 'PENDING'`,
    [ownerId, webhookId],
  )
}

/** Deletes a webhook with its deliveries; returns false if the owner has no such webhook. */
export async function removeWebhook(client: Queryable, { ownerId, webhookId }: WebhookKey): Promise<boolean> {
  const { rowCount } = await client.query('DELETE FROM webhooks WHERE owner_id = $1 AND id = $2', [ownerId, webhookId])
  return rowCount === 1
}

/** Adds the current secret of a webhook. */
export async function insertSecret(client: Queryable, key: WebhookKey, secret: string): Promise<void> {
  await client.query('INSERT INTO webhook_secrets (owner_id, webhook_id, secret) VALUES ($1, $2, $3)', [
    key.ownerId,
    key.webhookId,
    secret,
  ])
}

/** Deletes the expired secrets of a webhook, lets the current one sign for another day, and returns how many still sign, and until when the current one does. */
export async function retireSecret(
  client: pg.ClientBase,
  { ownerId, webhookId }: WebhookKey,
): Promise<{ count: number; until: Date }> {
  await client.query('DELETE FROM webhook_secrets WHERE owner_id = $1 AND webhook_id = $2 AND expires_at <= now()', [
    ownerId,
    webhookId,
  ])
  await client.query(
    `UPDATE webhook_secrets SET expires_at = now() + interval '1 day'
     WHERE owner_id = $1 AND webhook_id = $2 AND expires_at IS NULL`,
    [ownerId, webhookId],
  )
  const { rows } = await client.query<{ count: number; until: Date }>(
    'SELECT count(*)::int AS count, max(expires_at) AS until FROM webhook_secrets WHERE owner_id = $1 AND webhook_id = $2',
    [ownerId, webhookId],
  )
  const [row] = rows
  if (row === undefined) throw new Error('The SELECT returned no row.')
  return row
}

/** Returns the enabled webhooks of a user that receive an event; until the transaction ends, none of their attempts is stored. */
export async function lockListening(client: pg.ClientBase, ownerId: number, type: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM webhooks WHERE owner_id = $1 AND disabled_at IS NULL AND $2 = ANY (events) ORDER BY id FOR KEY SHARE',
    [ownerId, type],
  )
  return rows.map(({ id }) => id)
}

/** Returns those of the webhooks that have no due delivery, and therefore no job that is due. */
export async function selectIdle(client: pg.ClientBase, ownerId: number, ids: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT given.id FROM unnest($2::uuid[]) AS given (id) WHERE NOT EXISTS (
       SELECT FROM webhook_deliveries
       WHERE owner_id = $1 AND webhook_id = given.id AND status = 'PENDING' AND next_attempt_at <= now())`,
    [ownerId, ids],
  )
  return rows.map(({ id }) => id)
}

/** A delivery to store for each of the webhooks. */
export interface NewDelivery {
  readonly ownerId: number
  readonly webhookIds: readonly string[]
  readonly messageId: string
  readonly type: string
  readonly payload: string
}

/** Inserts deliveries, which are due at once and retried for a day, and returns their ids. */
export async function insertDeliveries(client: Queryable, delivery: NewDelivery): Promise<bigint[]> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO webhook_deliveries (owner_id, webhook_id, message_id, type, payload, next_attempt_at, retry_until)
     SELECT $1, webhook_id, $3, $4, $5, now(), now() + interval '1 day' FROM unnest($2::uuid[]) AS webhook_id
     RETURNING id`,
    [delivery.ownerId, delivery.webhookIds, delivery.messageId, delivery.type, delivery.payload],
  )
  return rows.map(({ id }) => BigInt(id))
}

/** A delivery that is to be attempted. */
export interface DueDelivery {
  readonly id: string
  readonly messageId: string
  readonly payload: string
  readonly url: string
  /** The current one first. */
  readonly secrets: readonly string[]
}

/** Returns the delivery of an enabled webhook that has been due longest; null if none is due. */
export async function selectDue(client: Queryable, { ownerId, webhookId }: WebhookKey): Promise<DueDelivery | null> {
  const { rows } = await client.query<DueDelivery>(
    `SELECT d.id, d.message_id AS "messageId", d.payload, w.url, ARRAY(
       SELECT secret FROM webhook_secrets AS s
       WHERE s.owner_id = w.owner_id AND s.webhook_id = w.id AND (s.expires_at IS NULL OR s.expires_at > now())
       ORDER BY s.id DESC) AS secrets
     FROM webhooks AS w JOIN webhook_deliveries AS d ON d.owner_id = w.owner_id AND d.webhook_id = w.id
     WHERE w.owner_id = $1 AND w.id = $2 AND w.disabled_at IS NULL AND d.status = 'PENDING' AND d.next_attempt_at <= now()
     ORDER BY d.next_attempt_at, d.id LIMIT 1`,
    [ownerId, webhookId],
  )
  return rows[0] ?? null
}

/** Stores that a delivery was accepted, which ends the failures of its webhook. */
export async function setDelivered(
  client: pg.ClientBase,
  { ownerId, webhookId }: WebhookKey,
  deliveryId: string,
  status: number | null,
): Promise<void> {
  await client.query(
    `UPDATE webhook_deliveries SET status = 'DELIVERED', attempts = attempts + 1, last_attempt_at = now(), next_attempt_at = NULL,
       response_status = $3, error = NULL
     WHERE owner_id = $1 AND id = $2 AND status = 'PENDING'`,
    [ownerId, deliveryId, status],
  )
  await client.query(
    'UPDATE webhooks SET failures = 0, failing_since = NULL WHERE owner_id = $1 AND id = $2 AND failures > 0',
    [ownerId, webhookId],
  )
}

/** Adds a failure to a webhook, and returns how many it has had since the last success, and for how many days. */
export async function addFailure(
  client: pg.ClientBase,
  { ownerId, webhookId }: WebhookKey,
): Promise<{ failures: number; days: number }> {
  const { rows } = await client.query<{ failures: number; days: number }>(
    `UPDATE webhooks SET failures = failures + 1, failing_since = COALESCE(failing_since, clock.now)
     FROM ${clock} WHERE owner_id = $1 AND id = $2
     RETURNING failures, (extract(epoch FROM clock.now - failing_since) / 86400)::float8 AS days`,
    [ownerId, webhookId],
  )
  const [row] = rows
  if (row === undefined) throw new Error('The webhook vanished under its own lock.')
  return row
}

/** Returns how often a delivery was attempted. */
export async function selectAttempts(client: pg.ClientBase, ownerId: number, deliveryId: string): Promise<number> {
  const { rows } = await client.query<{ attempts: number }>(
    'SELECT attempts FROM webhook_deliveries WHERE owner_id = $1 AND id = $2',
    [ownerId, deliveryId],
  )
  return rows[0]?.attempts ?? 0
}

/** Stores a failed attempt of a delivery: the next one follows in `wait` milliseconds, unless that is too late. */
export async function setFailed(
  client: pg.ClientBase,
  { ownerId, deliveryId }: { ownerId: number; deliveryId: string },
  { status, error, wait }: { status: number | null; error: string | null; wait: number },
): Promise<void> {
  await client.query(
    `UPDATE webhook_deliveries SET attempts = attempts + 1, last_attempt_at = now(), response_status = $3, error = $4,
       next_attempt_at = CASE WHEN next.at <= retry_until THEN next.at END,
       status = CASE WHEN next.at <= retry_until THEN 'PENDING' ELSE 'FAILED' END::webhook_delivery_status
     FROM (SELECT now() + $5::float8 * interval '1 millisecond' AS at) AS next
     WHERE owner_id = $1 AND id = $2 AND status = 'PENDING'`,
    [ownerId, deliveryId, status, error, wait],
  )
}

/** Returns when the next attempt of a webhook is due, at least `wait` milliseconds from now, and whether that has come; null if no delivery is pending. */
export async function selectNextAttempt(
  client: pg.ClientBase,
  { ownerId, webhookId }: WebhookKey,
  wait: number,
): Promise<{ at: Date; isDue: boolean } | null> {
  const { rows } = await client.query<{ at: Date; isDue: boolean }>(
    `SELECT at, at <= now() AS "isDue" FROM (
       SELECT greatest(min(next_attempt_at), now() + $3::float8 * interval '1 millisecond') AS at
       FROM webhook_deliveries WHERE owner_id = $1 AND webhook_id = $2 AND status = 'PENDING' HAVING count(*) > 0) AS next`,
    [ownerId, webhookId, wait],
  )
  return rows[0] ?? null
}

/** Returns the webhook of a delivery; null if the owner has no such delivery. */
export async function selectWebhookOf(client: Queryable, ownerId: number, deliveryId: bigint): Promise<string | null> {
  const { rows } = await client.query<{ webhookId: string }>(
    'SELECT webhook_id AS "webhookId" FROM webhook_deliveries WHERE owner_id = $1 AND id = $2::bigint',
    [ownerId, deliveryId],
  )
  return rows[0]?.webhookId ?? null
}

/** Makes a delivery pending again, as if it were new. */
export async function restartDelivery(client: pg.ClientBase, ownerId: number, deliveryId: bigint): Promise<void> {
  await client.query(
    `UPDATE webhook_deliveries SET status = 'PENDING', attempts = 0, next_attempt_at = now(), retry_until = now() + interval '1 day'
     WHERE owner_id = $1 AND id = $2::bigint`,
    [ownerId, deliveryId],
  )
}

/** Deletes the deliveries that are older than `days` days and not pending. */
export async function deleteOldDeliveries(client: Queryable, days: number): Promise<void> {
  await client.query(
    `DELETE FROM webhook_deliveries WHERE created_at < now() - $1 * interval '1 day' AND status <> 'PENDING'`,
    [days],
  )
}

/** Keyset of a webhook's deliveries, newest first. */
export const deliveriesOfWebhook: Keyset = {
  table: 'webhook_deliveries',
  parent: { column: 'webhook_id', type: 'uuid' },
  byOwner: true,
  position: 'id',
  defaultOrder: 'DESC',
}
