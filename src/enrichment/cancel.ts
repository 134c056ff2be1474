import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import { notify } from '../events/notify.ts'
import { findOwnList } from '../lists/owned-list.ts'
import { lockEnrichment, passFence } from './enrichments.sql.ts'
import { abandonEnrichment } from './finish.ts'
import { reasonFor } from './reasons.ts'

/** Cancels the running enrichment of one of the owner's lists; data already filled in stays. Does nothing if none is running. Throws ListAccessError if the owner has no such list. */
export async function cancelEnrichment(pool: pg.Pool, ownerId: number, listId: string): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    const ownListId = await findOwnList(client, ownerId, listId)
    const enrichment = await lockEnrichment(client, { ownerId, listId: ownListId })
    if (enrichment === null) return
    const fence = await passFence(client, { id: enrichment.id, ownerId, listId: ownListId, step: null })
    if (fence === null) return
    await abandonEnrichment(client, { ownerId, id: enrichment.id }, 'SKIPPED', reasonFor('CANCELLED'))
    await notify(client, 'enrichment', { listId: ownListId, version: fence.version })
  })
}
