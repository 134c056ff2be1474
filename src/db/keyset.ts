import type { Queryable } from './queryable.ts'

/** A condition on the table's columns; its placeholders begin at `$2`. */
export interface Filter {
  text: string
  values: unknown[]
}

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
  filter?: Filter | null
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
  const filterValues = keyset.filter?.values ?? []
  const [afterAt, limitAt, ownerAt] = [2, 3, 4].map((at) => filterValues.length + at)
  const { rows } = await client.query<{ parent: string; position: string }>(
    `SELECT p.parent::text, child.position::text
     FROM unnest($1::${keyset.parent.type}[]) WITH ORDINALITY AS p (parent, place)
     CROSS JOIN LATERAL (
       SELECT ${keyset.position} AS position FROM ${keyset.table}
       WHERE ${keyset.parent.column} = p.parent ${keyset.byOwner ? `AND owner_id = $${ownerAt}` : ''}
         AND ($${afterAt}::bigint IS NULL OR ${keyset.position} ${keyset.order === 'ASC' ? '>' : '<'} $${afterAt})
         ${keyset.filter ? `AND (${keyset.filter.text})` : ''}
       ORDER BY ${keyset.position} ${keyset.order} LIMIT $${limitAt}
     ) child
     ORDER BY p.place, child.position ${keyset.order}`,
    [parents, ...filterValues, after, limit, ...(keyset.byOwner ? [ownerId] : [])],
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
  const filterValues = keyset.filter?.values ?? []
  const { rows } = await client.query<{ parent: string; count: number }>(
    `SELECT ${keyset.parent.column}::text AS parent, count(*)::int AS count FROM ${keyset.table}
     WHERE ${keyset.parent.column} = ANY ($1::${keyset.parent.type}[])
       ${keyset.byOwner ? `AND owner_id = $${filterValues.length + 2}` : ''}
       ${keyset.filter ? `AND (${keyset.filter.text})` : ''}
     GROUP BY ${keyset.parent.column}`,
    [parents, ...filterValues, ...(keyset.byOwner ? [ownerId] : [])],
  )
  const counts = new Map(parents.map((parent) => [parent, 0]))
  for (const { parent, count } of rows) {
    counts.set(parent, count)
  }
  return counts
}
