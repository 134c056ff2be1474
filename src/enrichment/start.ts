import type pg from 'pg'
import { lockOwner, transaction } from '../db/client.ts'
import { findOwnList } from '../lists/own.ts'
import { requestEnrichment } from './request.ts'

/** Asks for the companies of a list of the owner to be enriched; throws ListAccessError where the owner has no such list. */
export async function startEnrichment(pool: pg.Pool, ownerId: number, listId: string): Promise<void> {
  await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    await requestEnrichment(client, { ownerId, listId: await findOwnList(client, ownerId, listId) })
  })
}
