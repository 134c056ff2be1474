import type pg from 'pg'
import { parseUuid } from '../db/ids.ts'
import { notify } from '../events/notify.ts'
import { ListAccessError } from './errors.ts'
import { removeList } from './lists.sql.ts'

/**
 * Takes a list with its rows and companies away, in the caller's transaction, which holds the owner's lock;
 * throws ListAccessError where the owner has no such list.
 */
export async function deleteList(client: pg.ClientBase, ownerId: number, listId: string): Promise<void> {
  const id = parseUuid(listId)
  if (id === null || !(await removeList(client, ownerId, id))) {
    throw new ListAccessError()
  }
  // Whoever follows its enrichment, which is gone with it, would wait for ever.
  await notify(client, 'enrichment', { listId: id, version: 0 })
}
