import type { Queryable } from '../db/queryable.ts'
import { type BlockedKeys, selectEntriesByKey } from './blocklist.sql.ts'

/** Returns the owner's entries that have one of these domain keys or name keys; the caller decides which of them block a row. */
export async function findBlocked(
  client: Queryable,
  ownerId: number,
  { domains, names }: { domains: string[]; names: string[] },
): Promise<BlockedKeys[]> {
  return domains.length + names.length === 0 ? [] : selectEntriesByKey(client, ownerId, domains, names)
}
