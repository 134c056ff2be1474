import type { Queryable } from '../db/queryable.ts'
import { selectEntriesByKey } from './blocklist.sql.ts'

/** The keys of an entry; an entry with a domain bears that of its name too, if it has one. */
export interface BlockedKeys {
  id: string
  domainKey: string | null
  nameKey: string | null
}

/** The owner's entries that bear one of these domain keys or name keys; which of them block a row is for the caller to say. */
export async function findBlocked(
  client: Queryable,
  ownerId: number,
  { domains, names }: { domains: string[]; names: string[] },
): Promise<BlockedKeys[]> {
  return domains.length + names.length === 0 ? [] : selectEntriesByKey(client, ownerId, domains, names)
}
