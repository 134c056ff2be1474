import { randomUUID } from 'node:crypto'
import type { Queryable } from '../db/queryable.ts'
import { insertList } from './lists.sql.ts'
import { listName } from './name.ts'

/** Adds an empty list in the caller's transaction and answers its id; throws InvalidInputError for a name that no list may bear. */
export async function createList(client: Queryable, ownerId: number, name: string): Promise<string> {
  const id = randomUUID()
  await insertList(client, id, ownerId, listName(name))
  return id
}
