import type pg from 'pg'
import { parseUuid } from '../db/ids.ts'
import type { Queryable } from '../db/queryable.ts'
import { ListAccessError } from './errors.ts'
import { existsList, lockList } from './lists.sql.ts'

/** The id of a list of the owner's, in the form of the database; throws ListAccessError where the owner has no such list. */
export async function findOwnList(client: Queryable, ownerId: number, listId: string): Promise<string> {
  const id = parseUuid(listId)
  if (id === null || !(await existsList(client, ownerId, id))) throw new ListAccessError()
  return id
}

/** Keeps a list of the owner's from being deleted until the caller's transaction ends; throws ListAccessError where that has happened. */
export async function keepOwnList(client: pg.ClientBase, ownerId: number, id: string): Promise<void> {
  if (!(await lockList(client, ownerId, id))) throw new ListAccessError()
}
