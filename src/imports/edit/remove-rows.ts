import type pg from 'pg'
import { forgetCompanies } from '../../enrichment/forget.ts'
import { forceKeyLookups } from '../verdicts/existing.sql.ts'
import { deleteCompanies, deletePeople, type RowTable } from './edited-rows.sql.ts'

/** Deletes people or companies of a list, in the caller's transaction, which holds the owner's lock; returns their number. */
export async function removeRows(
  client: pg.ClientBase,
  ownerId: number,
  { table, listId }: { table: RowTable; listId: string },
  ids: readonly number[],
): Promise<number> {
  await forceKeyLookups(client)
  if (table === 'list_rows') return await deletePeople(client, ownerId, listId, ids)
  await forgetCompanies(client, ownerId, ids)
  return await deleteCompanies(client, ownerId, listId, ids)
}
