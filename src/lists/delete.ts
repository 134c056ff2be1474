import type pg from 'pg'
import { parseUuid } from '../db/ids.ts'
import { notify } from '../events/notify.ts'
import { ListAccessError } from './errors.ts'
import { deleteListRows } from './lists.sql.ts'

/**
 * Deletes a list with its rows and companies in the caller's transaction, which holds the owner's lock. Throws ListAccessError
 * if the owner has no such list.
 */
export async function deleteList(client: pg.ClientBase, ownerId: number, listId: string): Promise<void> {
  const id = parseUuid(listId)
  if (id === null || !(await deleteListRows(client, ownerId, id))) {
    throw new ListAccessError()
  }
  // Ends the subscriptions to its enrichment, which was deleted with it.
  await notify(client, 'enrichment', { listId: id, version: 0 })
}
