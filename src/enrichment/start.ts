import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import { notify } from '../events/notify.ts'
import { findOwnList } from '../lists/owned-list.ts'
import { enqueueEnrichment } from './enqueue.ts'
import { insertEnrichment, lockEnrichment, raiseRequest, restartEnrichment } from './enrichments.sql.ts'

/** Requests the enrichment of one of the owner's lists. Throws ListAccessError if the owner has no such list. */
export async function startEnrichment(pool: pg.Pool, ownerId: number, listId: string): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    await requestEnrichment(client, { ownerId, listId: await findOwnList(client, ownerId, listId) })
  })
}

/**
 * Requests the enrichment of a list in the caller's transaction, which must hold the owner's lock. A running enrichment serves the
 * request too: it does not end before it has.
 */
export async function requestEnrichment(
  client: pg.ClientBase,
  { ownerId, listId }: { ownerId: number; listId: string },
): Promise<void> {
  const enrichment = await lockEnrichment(client, { ownerId, listId })
  const version =
    enrichment === null
      ? await insertEnrichment(client, { id: randomUUID(), ownerId, listId })
      : enrichment.status === 'IDLE'
        ? await restartEnrichment(client, { ownerId, id: enrichment.id })
        : await raiseRequest(client, { ownerId, id: enrichment.id })
  await enqueueEnrichment(client, { ownerId, listId })
  await notify(client, 'enrichment', { listId, version })
}
