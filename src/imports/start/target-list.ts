import type pg from 'pg'
import { createList } from '../../lists/create.ts'
import { findOwnList, lockOwnList } from '../../lists/owned-list.ts'

/** Returns the id of the list that a run imports into, in the transaction that starts the run. */
export type ReadyList = (client: pg.ClientBase) => Promise<string>

/** Creates a list of a name that `listName` returned. */
export function newList(ownerId: number, name: string): ReadyList {
  return (client) => createList(client, ownerId, name)
}

/** Selects a list of the owner; throws ListAccessError if there is no such list. The returned function throws it too if the list has been deleted since. */
export async function ownList(pool: pg.Pool, ownerId: number, listId: string): Promise<ReadyList> {
  const id = await findOwnList(pool, ownerId, listId)
  return async (client) => {
    await lockOwnList(client, ownerId, id)
    return id
  }
}
