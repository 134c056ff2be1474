import type pg from 'pg'
import { lockOwner, transaction } from '../../db/client.ts'
import { forgetCompanies } from '../../enrichment/forget.ts'
import { InvalidInputError } from '../../errors.ts'
import { findOwnList } from '../../lists/owned-list.ts'
import { deleteCompanies, deletePeople, type RowTable } from './edited-rows.sql.ts'
import { findOwnRows } from './own-rows.ts'

const maxIds = 1_000

/** Which rows of a list to delete. */
interface DeleteInput {
  listId: string
  ids: readonly string[]
  /** Name of the input field that holds the ids. */
  idsField: string
  dryRun: boolean
}

/**
 * Deletes people or companies of one of the owner's lists, under the owner's lock, and returns their number; with `dryRun` it
 * only counts them. Throws ListAccessError, RowNotFoundError or InvalidInputError.
 */
export async function deleteRows(
  pool: pg.Pool,
  ownerId: number,
  table: RowTable,
  { listId, ids, idsField, dryRun }: DeleteInput,
): Promise<number> {
  if (ids.length === 0 || ids.length > maxIds) {
    throw new InvalidInputError(idsField, `Give 1 to ${maxIds.toLocaleString('en')} ids in one call.`)
  }
  return await transaction(pool, async (client) => {
    await lockOwner(client, ownerId)
    const list = await findOwnList(client, ownerId, listId)
    const numbers = (await findOwnRows(client, ownerId, table, ids, list)).map(({ id }) => id)
    if (dryRun) return numbers.length
    if (table === 'list_rows') return await deletePeople(client, ownerId, list, numbers)
    await forgetCompanies(client, ownerId, numbers)
    return await deleteCompanies(client, ownerId, list, numbers)
  })
}
