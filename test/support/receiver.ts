import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { transaction } from '../../src/db/client.ts'
import { enqueueAttempt } from '../../src/webhooks/queue.ts'
import type { TestApp } from './app.ts'
import type { Importer } from './imports.ts'
import { whenOver } from './when-over.ts'

/** The configuration that lets webhooks reach a receiver of a test. */
export const localReceivers = { webhookHttp: true, webhookAddresses: ['127.0.0.1'] }

/** A request that a receiver has had. */
export interface Received {
  readonly path: string
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly type: string
  readonly data: Record<string, unknown>
}

type Respond = (res: ServerResponse, received: Received) => unknown

/** A server to which webhooks are sent. */
export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
  /** Responds to all further requests like this; at first with 204. */
  respond(how: Respond): void
  /** Returns the requests to a path. */
  at(path: string): Received[]
}

/** Starts a receiver, which stops after the test or the file's tests. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let respond: Respond = (res) => res.writeHead(204).end()
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    const { type, data } = JSON.parse(body)
    const { headers, url: path = '' } = req
    const request = { path, headers, body, type, data, id: String(headers['webhook-id']) }
    received.push(request)
    await respond(res, request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  whenOver(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    received,
    respond: (how) => {
      respond = how
    },
    at: (wanted) => received.filter(({ path }) => path === wanted),
  }
}

/** Returns the payload of a request as a receiver does that knows the secret; throws if the signature is wrong. */
export function verified({ body, headers }: Received, secret: string): unknown {
  const strings = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return new Webhook(secret).verify(body, Object.fromEntries(strings))
}

/** A webhook that was created. */
export interface CreatedWebhook {
  readonly id: string
  readonly secret: string
}

/** The events that webhooks can receive. */
export const allEvents = [
  'IMPORT_COMPLETED',
  'IMPORT_FAILED',
  'IMPORT_PAUSED',
  'IMPORT_CANCELLED',
  'ENRICHMENT_FINISHED',
  'CREDITS_LOW',
]

/** Creates a webhook of a user. */
export async function createWebhook(
  { query }: Pick<Importer, 'query'>,
  url: string,
  events: readonly string[] = allEvents,
): Promise<CreatedWebhook> {
  const { createWebhook: created } = await query<{
    createWebhook: { secret: string; webhook: { id: string }; message?: string }
  }>(
    `mutation ($input: CreateWebhookInput!) {
      createWebhook(input: $input) {
        ... on Error { message }
        ... on CreateWebhookPayload { secret webhook { id } }
      }
    }`,
    { input: { url, events } },
  )
  if (created.message !== undefined) throw new Error(created.message)
  return { id: created.webhook.id, secret: created.secret }
}

/** A delivery as its owner sees it. */
export interface DeliveryState {
  readonly id: string
  readonly messageId: string
  readonly type: string
  readonly payload: string
  readonly status: 'PENDING' | 'DELIVERED' | 'FAILED'
  readonly attempts: number
  readonly responseStatus: number | null
  readonly error: string | null
  readonly nextAttemptAt: string | null
}

/** A webhook as its owner sees it. */
export interface WebhookState {
  readonly id: string
  readonly url: string
  readonly events: readonly string[]
  readonly isEnabled: boolean
  readonly disabledReason: string | null
  readonly failingSince: string | null
  readonly deliveries: { readonly totalCount: number; readonly nodes: readonly DeliveryState[] }
}

/** Returns the webhooks of a user with their deliveries. */
export async function readWebhooks({ query }: Pick<Importer, 'query'>): Promise<WebhookState[]> {
  const { viewer } = await query<{ viewer: { webhooks: WebhookState[] } }>(
    `{ viewer { webhooks {
      id url events isEnabled disabledReason failingSince
      deliveries { totalCount nodes { id messageId type payload status attempts responseStatus error nextAttemptAt } }
    } } }`,
  )
  return viewer.webhooks
}

/** Returns the deliveries of a user's only webhook, newest first. */
export async function readDeliveries(user: Pick<Importer, 'query'>): Promise<readonly DeliveryState[]> {
  return (await readWebhooks(user)).flatMap(({ deliveries }) => deliveries.nodes)
}

/** Makes all pending deliveries of a webhook due, as when the time to wait has passed. */
export async function passRetryDelay(
  { pool }: Pick<TestApp, 'pool'>,
  userId: number,
  webhookId: string,
): Promise<void> {
  await transaction(pool, async (client: pg.ClientBase) => {
    await client.query('SELECT FROM webhooks WHERE owner_id = $1 AND id = $2 FOR UPDATE', [userId, webhookId])
    await client.query(
      `UPDATE webhook_deliveries SET next_attempt_at = now() - interval '1 second'
       WHERE owner_id = $1 AND webhook_id = $2 AND status = 'PENDING'`,
      [userId, webhookId],
    )
    await enqueueAttempt(client, { ownerId: userId, webhookId })
  })
}
