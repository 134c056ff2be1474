import type pg from 'pg'
import { transaction } from '../db/client.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { findStranded } from './enrichments.sql.ts'

/** Enqueues the enrichment of a list. A list has at most one waiting job, and an owner one running job. */
export async function enqueueEnrichment(
  client: pg.ClientBase,
  { ownerId, listId }: { ownerId: number; listId: string },
  runAt?: Date,
): Promise<void> {
  await enqueue(
    client,
    'enrich-companies',
    { listId },
    { jobKey: `enrich ${listId}`, queueName: `enrichments ${ownerId}`, ...(runAt === undefined ? {} : { runAt }) },
  )
}

/** Enqueues the running enrichments that have lost their job; returns their list ids. */
export async function recoverEnrichments(pool: pg.Pool): Promise<string[]> {
  return await transaction(pool, async (client) => {
    const stranded = await findStranded(client)
    for (const list of stranded) await enqueueEnrichment(client, list)
    return stranded.map(({ listId }) => listId)
  })
}
