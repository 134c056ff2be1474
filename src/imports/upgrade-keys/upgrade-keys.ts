import type pg from 'pg'
import { upgradeEntries } from '../../blocklist/upgrade-entries.ts'
import { lockOwner, transaction } from '../../db/client.ts'
import { companyKeys, personKeys } from '../leads/identity.ts'
import {
  findUpgrade,
  insertCollisions,
  type KeyUpgrade,
  moveUpgrade,
  nextList,
  selectCompaniesAfter,
  selectPeopleAfter,
  updateCompanyKeys,
  updatePeopleKeys,
} from './upgrade-keys.sql.ts'

const pageSize = 1_000

/**
 * Recomputes the stored keys of an owner page by page, if they are older than the rules of this version. Continues where
 * another call, perhaps in another process, has stopped. Throws when `signal` aborts.
 */
export async function upgradeKeys(pool: pg.Pool, ownerId: number, signal: AbortSignal, rows = pageSize): Promise<void> {
  if ((await findUpgrade(pool, ownerId)) === null) return
  for (let isOver = false; !isOver; ) {
    signal.throwIfAborted()
    isOver = await transaction(pool, async (client) => {
      await lockOwner(client, ownerId)
      const upgrade = await findUpgrade(client, ownerId)
      if (upgrade === null) return true
      const next = await upgradePage(client, ownerId, upgrade, rows)
      if (next === null) await upgradeEntries(client, ownerId)
      await moveUpgrade(client, ownerId, next)
      return next === null
    })
  }
}

/** Upgrades a page of rows and returns what follows; null after the last list. */
async function upgradePage(
  client: pg.ClientBase,
  ownerId: number,
  { listId, table, after }: KeyUpgrade,
  limit: number,
): Promise<KeyUpgrade | null> {
  const following = async (): Promise<KeyUpgrade | null> => {
    const next = await nextList(client, ownerId, listId)
    return next === null ? null : { listId: next, table: 'company_rows', after: 0 }
  }
  if (listId === null) return await following()
  if (table === 'company_rows') {
    const companies = await selectCompaniesAfter(client, { ownerId, listId }, after, limit)
    const last = companies.at(-1)
    if (last === undefined) return { listId, table: 'list_rows', after: 0 }
    const keyed = companies.map(({ id, fields }) => ({ id, keys: companyKeys(fields) }))
    await updateCompanyKeys(client, { ownerId, listId }, keyed)
    return { listId, table, after: last.id }
  }
  const people = await selectPeopleAfter(client, { ownerId, listId }, after, limit)
  const last = people.at(-1)
  if (last === undefined) return await following()
  await updatePeopleKeys(
    client,
    ownerId,
    people.map(({ id, fields }) => ({ id, keys: personKeys(fields) })),
  )
  await insertCollisions(
    client,
    { ownerId, listId },
    people.map(({ id }) => id),
  )
  return { listId, table, after: last.id }
}
