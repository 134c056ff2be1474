import type pg from 'pg'
import { createList } from '../../lists/create.ts'
import { listName } from '../../lists/name.ts'
import { findOwnList, keepOwnList } from '../../lists/own.ts'

/** Readies the list that a run is to fill, and says its id, in the transaction that starts the run. */
export type ReadyList = (client: pg.ClientBase) => Promise<string>

/** A new list; throws InvalidInputError, on the field of the input that holds it, for a name that no list may bear. */
export function newList(ownerId: number, text: string, field: string): ReadyList {
  const name = listName(text, field)
  return (client) => createList(client, ownerId, name)
}

/** A list of the owner's; throws ListAccessError where that is not there, as what it answers does where it is gone by then. */
export async function ownList(pool: pg.Pool, ownerId: number, listId: string): Promise<ReadyList> {
  const id = await findOwnList(pool, ownerId, listId)
  return async (client) => {
    await keepOwnList(client, ownerId, id)
    return id
  }
}
