import type { Filter, Keyset } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'

/** A user's lists, newest first. */
export const listsOfOwner: Keyset = {
  table: 'lists',
  parent: { column: 'owner_id', type: 'int' },
  position: 'seq',
  order: 'DESC',
}

/** The people of a list in the order in which they came in, those that contain `search` if any is given. */
export function rowsOfList(search: string | null | undefined): Keyset {
  return {
    table: 'list_rows',
    parent: { column: 'list_id', type: 'uuid' },
    position: 'id',
    order: 'ASC',
    filter: containing(search, [
      'full_name',
      "concat_ws(' ', first_name, last_name)",
      'email',
      'company_name',
      'title',
    ]),
  }
}

/** The companies of a list in the order in which they came in, those that contain `search` if any is given. */
export function companiesOfList(search: string | null | undefined): Keyset {
  return {
    table: 'company_rows',
    parent: { column: 'list_id', type: 'uuid' },
    position: 'id',
    order: 'ASC',
    filter: containing(search, ['name', 'domain']),
  }
}

function containing(search: string | null | undefined, columns: readonly string[]): Filter | null {
  const text = search?.replaceAll('\0', '').trim()
  if (!text) {
    return null
  }
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return { text: columns.map((column) => `${column} ILIKE $2`).join(' OR '), values: [pattern] }
}

/** Adds an empty list. */
export async function insertList(client: Queryable, id: string, ownerId: number, name: string): Promise<void> {
  await client.query('INSERT INTO lists (id, owner_id, name) VALUES ($1, $2, $3)', [id, ownerId, name])
}

/** Takes a list away, its people before the companies that they point at; false where the owner has no such list. */
export async function removeList(client: Queryable, ownerId: number, listId: string): Promise<boolean> {
  await client.query('DELETE FROM list_rows WHERE list_id = $1 AND owner_id = $2', [listId, ownerId])
  await client.query('DELETE FROM company_rows WHERE list_id = $1 AND owner_id = $2', [listId, ownerId])
  const { rowCount } = await client.query('DELETE FROM lists WHERE id = $1 AND owner_id = $2', [listId, ownerId])
  return rowCount === 1
}

/** Whether the owner has the list. */
export async function existsList(client: Queryable, ownerId: number, listId: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM lists WHERE id = $1 AND owner_id = $2', [listId, ownerId])
  return rowCount === 1
}

/** The same, after a deletion that is under way, and with the list kept to the end of the transaction; pages that are written into it don't mind. */
export async function lockList(client: Queryable, ownerId: number, listId: string): Promise<boolean> {
  // The owner first, as whoever deletes the owner has them.
  const { rowCount } = await client.query(
    `WITH owner AS MATERIALIZED (SELECT id FROM users WHERE id = $2 FOR KEY SHARE)
     SELECT FROM lists WHERE id = $1 AND owner_id = (SELECT id FROM owner) FOR KEY SHARE`,
    [listId, ownerId],
  )
  return rowCount === 1
}
