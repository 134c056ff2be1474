import type { Queryable } from '../db/queryable.ts'
import { selectEntries, updateEntryKeys } from './blocklist.sql.ts'
import { keysOf } from './entry.ts'

/** Recomputes the keys of the owner's entries; of two that now identify the same company, the younger loses its keys. */
export async function upgradeEntries(client: Queryable, ownerId: number): Promise<void> {
  const seen = new Set<string>()
  const entries = (await selectEntries(client, ownerId)).map(({ id, domain, name }) => {
    const { domainKey, nameKey } = keysOf(domain, name)
    const place = domainKey === null ? `name ${nameKey}` : `domain ${domainKey}`
    const isTaken = seen.has(place)
    seen.add(place)
    return { id, domainKey: isTaken ? null : domainKey, nameKey: isTaken ? null : nameKey }
  })
  if (entries.length > 0) await updateEntryKeys(client, ownerId, entries)
}
