import type { Queryable } from '../db/queryable.ts'
import { hasNoJob } from '../jobs/jobs.sql.ts'
import type { WebhookKey } from './webhooks.sql.ts'

/** Returns the webhooks that have had a due delivery for a minute, and no job that would send it. */
export async function selectStranded(client: Queryable): Promise<WebhookKey[]> {
  const { rows } = await client.query<WebhookKey>(
    `WITH due AS MATERIALIZED (
       SELECT DISTINCT owner_id, webhook_id FROM webhook_deliveries
       WHERE status = 'PENDING' AND next_attempt_at < now() - interval '1 minute'
     )
     SELECT owner_id AS "ownerId", webhook_id AS "webhookId" FROM due
     WHERE ${hasNoJob('deliver-webhook', 'webhookId', 'webhook_id')}`,
  )
  return rows
}
