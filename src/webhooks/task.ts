import pLimit from 'p-limit'
import type pg from 'pg'
import { transaction } from '../db/client.ts'
import type { Tasks } from '../jobs/catalog.ts'
import { deliverDue } from './deliver.ts'
import type { Post } from './post.ts'
import { enqueueAttempt } from './queue.ts'
import { selectStranded } from './stranded.sql.ts'

/** How many deliveries use the database at once; many more may wait for their receivers. */
const concurrentUses = 3

/** Returns the task that sends the due deliveries of a webhook. */
export function deliverTask(deps: { pool: pg.Pool; post: Post }): Tasks['deliver-webhook'] {
  const inTurn = pLimit(concurrentUses)
  return (key, { signal }) => deliverDue({ ...deps, inTurn }, key, signal)
}

/** Returns the task that enqueues the due deliveries that have no job. */
export function recoverWebhooksTask({ pool }: { pool: pg.Pool }): Tasks['recover-webhooks'] {
  return async (_payload, { log }) => {
    const stranded = await transaction(pool, async (client) => {
      const keys = await selectStranded(client)
      for (const key of keys) await enqueueAttempt(client, key)
      return keys
    })
    if (stranded.length > 0) log.warn({ stranded }, 'webhooks: enqueued deliveries that had no job')
  }
}
