import type pg from 'pg'
import { parseUuid } from '../db/ids.ts'
import type { Queryable } from '../db/queryable.ts'
import { ListAccessError } from './errors.ts'
import { existsList, lockList } from './lists.sql.ts'

/** Returns the canonical id of the owner's list; throws ListAccessError if the owner has no such list. */
export async function findOwnList(client: Queryable, ownerId: number, listId: string): Promise<string> {
  const id = parseUuid(listId)
  if (id === null || !(await existsList(client, ownerId, id))) throw new ListAccessError()
  return id
}

/** Prevents the deletion of the owner's list until the caller's transaction ends; throws ListAccessError if it has been deleted. */
export async function lockOwnList(client: pg.ClientBase, ownerId: number, id: string): Promise<void> {
  if (!(await lockList(client, ownerId, id))) throw new ListAccessError()
}
