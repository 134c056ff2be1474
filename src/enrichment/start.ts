import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import { notify } from '../events/notify.ts'
import { findOwnList } from '../lists/own.ts'
import { enqueueEnrichment } from './enqueue.ts'
import { beginSession, insertEnrichment, lockEnrichment, raiseRequest } from './enrichments.sql.ts'

/** Asks for the companies of a list of the owner to be enriched; throws ListAccessError where the owner has no such list. */
export async function startEnrichment(pool: pg.Pool, ownerId: number, listId: string): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    await requestEnrichment(client, { ownerId, listId: await findOwnList(client, ownerId, listId) })
  })
}

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
