import { companyIds, type NumberedIds, rowIds } from '../../db/ids.ts'
import type { Queryable } from '../../db/queryable.ts'
import { findPlaces, type RowPlace, type RowTable } from './edited-rows.sql.ts'
import { LeadChangedError, RowNotFoundError } from './errors.ts'

const idsOf: Record<RowTable, NumberedIds> = { list_rows: rowIds, company_rows: companyIds }

/** Returns where the rows with these ids are; throws RowNotFoundError if one doesn't exist, or is not in the list if there is one. */
export async function findOwnRows(
  client: Queryable,
  ownerId: number,
  table: RowTable,
  ids: readonly string[],
  listId?: string,
): Promise<RowPlace[]> {
  const numbers = new Set(ids.map((id) => idsOf[table].decode(id) ?? 0n))
  const places = await findPlaces(client, table, ownerId, [...numbers])
  const isHere = (place: RowPlace) => listId === undefined || place.listId === listId
  if (places.length < numbers.size || !places.every(isHere)) throw new RowNotFoundError()
  return places
}

/** Returns where a row is; throws RowNotFoundError, or LeadChangedError if it has changed since the given time. */
export async function findOwnRow(
  client: Queryable,
  ownerId: number,
  table: RowTable,
  id: string,
  expectedUpdatedAt: Date | null | undefined,
): Promise<RowPlace> {
  const [place] = await findOwnRows(client, ownerId, table, [id])
  if (place === undefined) throw new RowNotFoundError()
  if (expectedUpdatedAt && place.changedAt.getTime() !== expectedUpdatedAt.getTime()) {
    throw new LeadChangedError(table === 'list_rows' ? { rowId: place.id } : { companyId: place.id })
  }
  return place
}
