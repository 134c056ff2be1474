import type pg from 'pg'
import { Webhook } from 'standardwebhooks'
import packageJson from '../../package.json' with { type: 'json' }
import { transaction } from '../db/client.ts'
import { backoff, withJitter } from '../jobs/backoff.ts'
import type { Message, Post, Posted } from './post.ts'
import { enqueueAttempt } from './queue.ts'
import {
  addFailure,
  type DueDelivery,
  failPending,
  lockWebhook,
  selectAttempts,
  selectDue,
  selectNextAttempt,
  setDelivered,
  setDisabled,
  setFailed,
  type WebhookKey,
} from './webhooks.sql.ts'

const minute = 60_000
/** Delays between the attempts of a delivery: 5, 20 and 80 seconds, 5 and 21 minutes, 1.4 hours, and then 4 hours. */
const retryBackoff = { first: 5_000, factor: 4, max: 240 * minute } as const
/** How long a webhook that failed leaves its other deliveries alone: 1, 2, 4 seconds … and at most a minute. */
const failureBackoff = { first: 1_000, factor: 2, max: minute } as const
const maxFailingDays = 5
/** How long a job attempts deliveries before it makes way for other webhooks. */
const turn = minute
/** The receiver wants no more deliveries. */
const gone = 410

/** What deliveries need. */
export interface DeliveryDeps {
  readonly pool: pg.Pool
  readonly post: Post
  /** Calls a function that uses the database, as soon as few others do. */
  readonly inTurn: <T>(use: () => Promise<T>) => Promise<T>
}

/** Attempts the due deliveries of a webhook one after another for a minute, and enqueues the next attempt, if there is one, behind the waiting jobs. */
export async function deliverDue(deps: DeliveryDeps, key: WebhookKey, signal: AbortSignal): Promise<void> {
  const end = performance.now() + turn
  const mayContinue = () => performance.now() < end
  while (await deliverNext(deps, key, signal, mayContinue)) signal.throwIfAborted()
}

/** Attempts the due delivery of a webhook, if there is one, and returns whether to continue with another one that is due; if not, its attempt is enqueued. */
async function deliverNext(
  { pool, post, inTurn }: DeliveryDeps,
  key: WebhookKey,
  signal: AbortSignal,
  mayContinue: () => boolean,
): Promise<boolean> {
  const due = await inTurn(() => selectDue(pool, key))
  const posted = due && (await post(messageOf(due), signal))
  return await inTurn(() =>
    transaction(pool, async (client) => {
      const webhook = await lockWebhook(client, key)
      if (webhook === null) return false
      const wait = due && posted ? await record(client, key, due, posted) : 0
      if (!webhook.isEnabled) await failPending(client, key)
      const next = await selectNextAttempt(client, key, wait)
      if (next === null) return false
      if (due && next.isDue && mayContinue()) return true
      await enqueueAttempt(client, key, next.at)
      return false
    }),
  )
}

/** Returns a delivery as it is sent, signed by all valid secrets. */
function messageOf({ messageId, payload, url, secrets }: DueDelivery): Message {
  const id = `msg_${messageId}`
  const now = new Date()
  return {
    url,
    body: payload,
    headers: {
      'content-type': 'application/json',
      'user-agent': `Leadstream/${packageJson.version}`,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, payload)).join(' '),
    },
  }
}

/** Stores the result of an attempt, and returns how many milliseconds the webhook is left alone. */
async function record(
  client: pg.ClientBase,
  key: WebhookKey,
  { id: deliveryId }: DueDelivery,
  { status, error }: Posted,
): Promise<number> {
  const { ownerId } = key
  if (error === null) {
    await setDelivered(client, key, deliveryId, status)
    return 0
  }
  const attempts = await selectAttempts(client, ownerId, deliveryId)
  const wait = withJitter(backoff(attempts, retryBackoff))
  await setFailed(client, { ownerId, deliveryId }, { status, error, wait })
  const { failures, days } = await addFailure(client, key)
  if (status === gone)
    await setDisabled(client, key, 'The receiver responded with status 410: it wants no more events.')
  else if (days >= maxFailingDays) {
    await setDisabled(client, key, `Every delivery failed for ${maxFailingDays} days. The last one: ${error}`)
  }
  return backoff(failures - 1, failureBackoff)
}
