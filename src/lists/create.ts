import { randomUUID } from 'node:crypto'
import type { Queryable } from '../db/queryable.ts'
import { insertList } from './lists.sql.ts'

/** Adds an empty list in the caller's transaction and returns its id. The name is one that `listName` returned. */
export async function createList(client: Queryable, ownerId: number, name: string): Promise<string> {
  const id = randomUUID()
  await insertList(client, id, ownerId, name)
  return id
}
