import type pg from 'pg'
import { notify } from '../events/notify.ts'
import { deleteItems } from './items.sql.ts'

/**
 * Takes companies out of their list's enrichment, in the caller's transaction, which holds the owner's lock: they are deleted,
 * or are about another LinkedIn page now.
 */
export async function forgetCompanies(client: pg.ClientBase, ownerId: number, ids: readonly number[]): Promise<void> {
  for (const { listId, version } of await deleteItems(client, ownerId, ids)) {
    await notify(client, 'enrichment', { listId, version })
  }
}
