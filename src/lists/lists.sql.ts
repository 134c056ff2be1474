import type { Keyset } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'
import { type CompanyFilter, companyCondition, companySearch } from './company-filter.sql.ts'
import { type TextFilter, textConditions } from './filter-parts.sql.ts'
import { type CompanyOrder, companySorts, type ListOrder, listSorts, type RowOrder, rowSorts } from './orders.sql.ts'
import { personSearch, type RowFilter, rowCondition } from './row-filter.sql.ts'

/** Returns the keyset of a user's lists, newest first if no order is given. */
export function listsOfOwner(
  filter: { name?: TextFilter | null | undefined } | null | undefined,
  orderBy: ListOrder | null | undefined,
): Keyset {
  return {
    table: 'lists',
    parent: { column: 'owner_id', type: 'int' },
    position: 'seq',
    defaultOrder: 'DESC',
    order: orderBy?.direction,
    sort: orderBy ? listSorts[orderBy.field] : null,
    filter: filter?.name ? (bind) => textConditions(bind, 'name', filter.name).join(' AND ') || 'true' : null,
  }
}

/** Returns the keyset of the people of a list, oldest first if no order is given. */
export function rowsOfList(filter: RowFilter | null | undefined, orderBy: RowOrder | null | undefined): Keyset {
  return {
    table: 'list_rows',
    parent: { column: 'list_id', type: 'uuid' },
    position: 'id',
    defaultOrder: 'ASC',
    order: orderBy?.direction,
    sort: orderBy ? rowSorts[orderBy.field] : null,
    filter: filter ? rowCondition(filter) : null,
    search: filter ? personSearch(filter) : null,
  }
}

/** Returns the keyset of the people of all of a user's lists, oldest first if no order is given. */
export function rowsOfOwner(filter: RowFilter | null | undefined, orderBy: RowOrder | null | undefined): Keyset {
  return { ...rowsOfList(filter, orderBy), parent: { column: 'owner_id', type: 'int' } }
}

/** Returns the keyset of the companies of a list, oldest first if no order is given. */
export function companiesOfList(
  filter: CompanyFilter | null | undefined,
  orderBy: CompanyOrder | null | undefined,
): Keyset {
  return {
    table: 'company_rows',
    parent: { column: 'list_id', type: 'uuid' },
    position: 'id',
    defaultOrder: 'ASC',
    order: orderBy?.direction,
    sort: orderBy ? companySorts[orderBy.field] : null,
    filter: filter ? companyCondition(filter) : null,
    search: filter ? companySearch(filter) : null,
  }
}

/** Keyset of the people of a list who may be the same, in the order in which they were noticed. */
export const possibleDuplicatesOfList: Keyset = {
  table: 'possible_duplicates',
  parent: { column: 'list_id', type: 'uuid' },
  byOwner: true,
  position: 'id',
  defaultOrder: 'ASC',
  filter: () => `(SELECT count(*) FROM list_rows r
    WHERE r.owner_id = $owner AND r.id IN (a_id, b_id)) = 2`,
}

/** Adds an empty list. */
export async function insertList(client: Queryable, id: string, ownerId: number, name: string): Promise<void> {
  await client.query('INSERT INTO lists (id, owner_id, name) VALUES ($1, $2, $3)', [id, ownerId, name])
}

/** Deletes a list, after its people, the companies that they reference and its place in the history of runs; returns false if the owner has no such list. */
export async function deleteListRows(client: Queryable, ownerId: number, listId: string): Promise<boolean> {
  await client.query('DELETE FROM list_rows WHERE list_id = $1 AND owner_id = $2', [listId, ownerId])
  await client.query('DELETE FROM company_rows WHERE list_id = $1 AND owner_id = $2', [listId, ownerId])
  await client.query('UPDATE import_runs SET list_id = NULL WHERE list_id = $1 AND owner_id = $2', [listId, ownerId])
  const { rowCount } = await client.query('DELETE FROM lists WHERE id = $1 AND owner_id = $2', [listId, ownerId])
  return rowCount === 1
}

/** Whether the owner has the list. */
export async function existsList(client: Queryable, ownerId: number, listId: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM lists WHERE id = $1 AND owner_id = $2', [listId, ownerId])
  return rowCount === 1
}

/** Whether the owner has the list, after waiting for a concurrent delete. Keeps it from being deleted until the end of the transaction; doesn't block pages that are written into it. The transaction keeps the owner. */
export async function lockList(client: Queryable, ownerId: number, listId: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM lists WHERE id = $1 AND owner_id = $2 FOR KEY SHARE', [
    listId,
    ownerId,
  ])
  return rowCount === 1
}
