import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { transaction } from '../db/client.ts'
import { notify } from '../events/notify.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { beginSession, findStranded, insertEnrichment, lockEnrichment, raiseRequest } from './enrichments.sql.ts'

/**
 * Asks for the companies of a list to be enriched, in the caller's transaction, which holds the owner's lock. An enrichment that
 * is under way takes them up too: it does not end before it has.
 */
export async function requestEnrichment(
  client: pg.ClientBase,
  { ownerId, listId }: { ownerId: number; listId: string },
): Promise<void> {
  const enrichment = await lockEnrichment(client, listId)
  const version =
    enrichment === null
      ? await insertEnrichment(client, { id: randomUUID(), ownerId, listId })
      : enrichment.status === 'IDLE'
        ? await beginSession(client, enrichment.id)
        : await raiseRequest(client, enrichment.id)
  await enqueueEnrichment(client, listId)
  await notify(client, 'enrichment', { listId, version })
}

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
