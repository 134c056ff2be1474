import { binderOf, type Condition } from './condition.ts'
import type { Queryable } from './queryable.ts'

/** The children of a parent: their table, order and filter. */
export interface Keyset {
  table: string
  /** The column that names the parent, and its type. */
  parent: { column: string; type: 'uuid' | 'int' }
  /** Whether to name the owner too, in tables whose index for this begins with `owner_id`. */
  byOwner?: true
  /** A column whose values are unique for one parent. */
  position: string
  order: 'ASC' | 'DESC'
  /** Which children to select; absent or null: all. */
  filter?: Condition | null
}

/** A child: the parent's key and the position among the parent's children. */
export interface Place {
  parent: string
  position: bigint
}

/** Returns the owner's first `limit` children after `after` of each parent, in order, in one statement for all parents. */
export async function selectPlaces(
  client: Queryable,
  keyset: Keyset,
  parents: readonly string[],
  { ownerId, after, limit }: { ownerId: number; after: bigint | null; limit: number },
): Promise<Place[]> {
  const values: unknown[] = [parents]
  const bind = binderOf(values)
  const [filter, afterAt, limitAt] = [keyset.filter?.(bind), bind(after), bind(limit)]
  const owner = keyset.byOwner && bind(ownerId)
  const { rows } = await client.query<{ parent: string; position: string }>(
    `SELECT p.parent::text, child.position::text
     FROM unnest($1::${keyset.parent.type}[]) WITH ORDINALITY AS p (parent, place)
     CROSS JOIN LATERAL (
       SELECT ${keyset.position} AS position FROM ${keyset.table}
       WHERE ${keyset.parent.column} = p.parent ${owner ? `AND owner_id = ${owner}` : ''}
         AND (${afterAt}::bigint IS NULL OR ${keyset.position} ${keyset.order === 'ASC' ? '>' : '<'} ${afterAt})
         ${filter ? `AND (${filter})` : ''}
       ORDER BY ${keyset.position} ${keyset.order} LIMIT ${limitAt}
     ) child
     ORDER BY p.place, child.position ${keyset.order}`,
    values,
  )
  return rows.map(({ parent, position }) => ({ parent, position: BigInt(position) }))
}

/** Returns the number of children of each parent. */
export async function countPlaces(
  client: Queryable,
  keyset: Keyset,
  parents: readonly string[],
  ownerId: number,
): Promise<Map<string, number>> {
  const values: unknown[] = [parents]
  const bind = binderOf(values)
  const [filter, owner] = [keyset.filter?.(bind), keyset.byOwner && bind(ownerId)]
  const { rows } = await client.query<{ parent: string; count: number }>(
    `SELECT ${keyset.parent.column}::text AS parent, count(*)::int AS count FROM ${keyset.table}
     WHERE ${keyset.parent.column} = ANY ($1::${keyset.parent.type}[])
       ${owner ? `AND owner_id = ${owner}` : ''}
       ${filter ? `AND (${filter})` : ''}
     GROUP BY ${keyset.parent.column}`,
    values,
  )
  const counts = new Map(parents.map((parent) => [parent, 0]))
  for (const { parent, count } of rows) {
    counts.set(parent, count)
  }
  return counts
}
