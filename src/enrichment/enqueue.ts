import type pg from 'pg'
import { transaction } from '../db/client.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { findStranded } from './enrichments.sql.ts'

/** Enqueues the enrichment of a list. A list has at most one waiting and one running job. */
export async function enqueueEnrichment(client: pg.ClientBase, listId: string, runAt?: Date): Promise<void> {
  const name = `enrich ${listId}`
  await enqueue(
    client,
    'enrich-companies',
    { listId },
    { jobKey: name, queueName: name, ...(runAt === undefined ? {} : { runAt }) },
  )
}

/** Enqueues the running enrichments that have lost their job; returns their list ids. */
export async function recoverEnrichments(pool: pg.Pool): Promise<string[]> {
  return await transaction(pool, async (client) => {
    const listIds = await findStranded(client)
    for (const listId of listIds) await enqueueEnrichment(client, listId)
    return listIds
  })
}
