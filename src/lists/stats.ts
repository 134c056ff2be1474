import type { Queryable } from '../db/queryable.ts'
import { type ListStats, selectStats } from './stats.sql.ts'

const none = { people: 0, companies: 0, withEmail: 0, withCompany: 0, enriched: 0 }

/** Returns the numbers of leads of an owner's lists, in the order of their ids; zeros for a list that is empty or absent. */
export async function statsOf(client: Queryable, ownerId: number, listIds: readonly string[]): Promise<ListStats[]> {
  const stats = new Map((await selectStats(client, ownerId, listIds)).map(({ listId, ...rest }) => [listId, rest]))
  return listIds.map((id) => stats.get(id) ?? none)
}
