import type pg from 'pg'
import { transaction } from '../db/client.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { findStranded } from './enrichments.sql.ts'

/** Puts the enrichment of a list in the job queue: one waiting job a list, and one that runs. */
export async function enqueueEnrichment(client: pg.ClientBase, listId: string, runAt?: Date): Promise<void> {
  const name = `enrich ${listId}`
  await enqueue(
    client,
    'enrich-companies',
    { listId },
    { jobKey: name, queueName: name, ...(runAt === undefined ? {} : { runAt }) },
  )
}

/** Enqueues the enrichments that are under way and have no job; of which lists. */
export async function recoverEnrichments(pool: pg.Pool): Promise<string[]> {
  return await transaction(pool, async (client) => {
    const listIds = await findStranded(client)
    for (const listId of listIds) await enqueueEnrichment(client, listId)
    return listIds
  })
}
