import { type Bind, binderOf, type Condition } from './condition.ts'
import type { Queryable } from './queryable.ts'
import { addRelated, columnsOf, type Selected, type Selection, selectedRow, selectedTypes } from './selection.ts'
import { type Matches, selectMatches, type TextSearch } from './text-search.ts'

/** The children of a parent: their table, order and filter. */
export interface Keyset {
  table: string
  /** The column that names the parent, and its type. */
  parent: { column: string; type: 'uuid' | 'int' | 'bigint' }
  /** Whether to name the owner of one parent too, in tables whose index for this begins with `owner_id`. */
  byOwner?: true
  /** A column, or an expression, whose values are unique for one parent. `$owner` in it or in the filter is the owner, whom Citus needs of each table. */
  position: string
  /** The order of the positions, unless `order` is another. */
  defaultOrder: 'ASC' | 'DESC'
  order?: 'ASC' | 'DESC' | undefined
  /** What to sort by before the position; children without a value come last, whatever the order. */
  sort?: Sort | null
  /** Which children to select; absent or null: all. */
  filter?: Condition | null
  /** A text that all children contain that the filter selects. */
  search?: TextSearch | null
}

/** An SQL expression to sort by, and its type. */
export interface Sort {
  expression: string
  type: 'text' | 'int'
}

/** A place among the children of a parent: a child's position and, with a `sort`, its value. */
export interface Bound {
  position: bigint
  /** Null without a value, or without a `sort`. */
  sort: string | null
}

/** A child: the parent's key and the place among the parent's children. */
export interface Place extends Bound {
  parent: string
}

/** A child with what was read of it. */
export interface Child extends Place {
  row: Selected
}

/** A part of the children: at most `limit` of those between two bounds, skipping `offset`. */
export interface Slice {
  after: Bound | null
  before: Bound | null
  limit: number
  offset: number
  /** Whether to take the last ones instead of the first. */
  fromEnd: boolean
}

function directionOf({ order, defaultOrder }: Keyset): 'ASC' | 'DESC' {
  return order ?? defaultOrder
}

/** Returns a slice of the owner's children of each parent, in order, in one statement for all parents and one for each relation. */
export async function selectChildren(
  client: Queryable,
  keyset: Keyset,
  parents: readonly string[],
  { ownerId, after, before, limit, offset, fromEnd }: Slice & { ownerId: number },
  selection: Selection,
): Promise<Child[]> {
  const { parent, sort } = keyset
  const [only, ...others] = parents
  if (only === undefined) return []
  const matches = keyset.search ? await selectMatches(client, keyset.search, ownerId) : null
  const isOne = others.length === 0
  const values: unknown[] = [isOne ? only : parents]
  const bind = binderOf(values)
  const position = withOwner(keyset.position, bind, ownerId)
  const isChild = `${parent.column} = ${isOne ? `$1::${parent.type}` : 'p.parent'}`
  const conditions = [
    isChild,
    // Citus needs the owner of several parents.
    ...(keyset.byOwner || !isOne ? [`owner_id = ${bind(ownerId)}`] : []),
    ...(after ? [beyond(bind, { ...keyset, position }, after, false)] : []),
    ...(before ? [beyond(bind, { ...keyset, position }, before, true)] : []),
    ...(keyset.filter ? [`(${withOwner(keyset.filter(bind), bind, ownerId)})`] : []),
  ]
  const direction = (directionOf(keyset) === 'ASC') === fromEnd ? 'DESC' : 'ASC'
  const orderOf = (prefix: string, sorted: string) =>
    `${sort ? `${sorted} ${direction} NULLS ${fromEnd ? 'FIRST' : 'LAST'}, ` : ''}${prefix} ${direction}`
  const columns = [
    `${position} AS node_position`,
    `${sort?.expression ?? 'NULL'} AS node_sort`,
    ...columnsOf(selection),
  ].join(', ')
  const slice = `${columns} FROM ${sourceOf(bind, keyset, isChild, matches)} WHERE ${conditions.join(' AND ')}
    ORDER BY ${orderOf(position, sort?.expression ?? '')} LIMIT ${bind(limit)} ${offset > 0 ? `OFFSET ${bind(offset)}` : ''}`
  const { rows } = await client.query<
    [parent: unknown, position: bigint | number, sort: string | number | null, ...unknown[]]
  >({
    text: isOne
      ? `SELECT NULL, ${slice}`
      : `SELECT p.parent, child.* FROM unnest($1::${parent.type}[]) WITH ORDINALITY AS p (parent, place)
         CROSS JOIN LATERAL (SELECT ${slice}) child ORDER BY p.place, ${orderOf('child.node_position', 'child.node_sort')}`,
    values,
    rowMode: 'array',
    types: selectedTypes,
  })
  const children = rows.map((values) => ({
    parent: isOne ? only : String(values[0]),
    position: BigInt(values[1]),
    sort: values[2] === null ? null : String(values[2]),
    row: selectedRow(selection, values, 3),
  }))
  await addRelated(
    client,
    ownerId,
    children.map(({ row }) => row),
    selection,
  )
  return fromEnd ? children.reverse() : children
}

/** Returns the table of the children, or its rows that can match a search. Each part reads only them, whatever the planner assumes. */
function sourceOf(bind: Bind, { table, position }: Keyset, isChild: string, matches: Matches | null): string {
  if (matches === null) return `"${table}"`
  return `(SELECT * FROM ${table} WHERE ${isChild} AND ${position} = ANY (${bind(matches.ids)}::bigint[])
    UNION ALL SELECT * FROM ${table} WHERE ${isChild} AND ${position} > ${bind(matches.after)}::bigint) AS "${table}"`
}

/** Returns the condition that a child comes after a bound, or before it. */
function beyond(bind: Bind, keyset: Keyset, bound: Bound, isBefore: boolean): string {
  const { position, sort } = keyset
  const sign = (directionOf(keyset) === 'ASC') === isBefore ? '<' : '>'
  const at = `${bind(bound.position)}::bigint`
  if (!sort) return `${position} ${sign} ${at}`
  const { expression, type } = sort
  if (bound.sort === null) {
    const among = `${position} ${sign} ${at}`
    return isBefore ? `(${expression} IS NOT NULL OR ${among})` : `(${expression} IS NULL AND ${among})`
  }
  const pair = `(${expression}, ${position}) ${sign} (${bind(bound.sort)}::${type}, ${at})`
  return isBefore ? pair : `(${pair} OR ${expression} IS NULL)`
}

/** Returns the number of children of each parent. */
export async function countPlaces(
  client: Queryable,
  keyset: Keyset,
  parents: readonly string[],
  ownerId: number,
): Promise<Map<string, number>> {
  const matches = keyset.search ? await selectMatches(client, keyset.search, ownerId) : null
  const values: unknown[] = [parents]
  const bind = binderOf(values)
  const isChild = `${keyset.parent.column} = ANY ($1::${keyset.parent.type}[])`
  const filter = keyset.filter && withOwner(keyset.filter(bind), bind, ownerId)
  const owner = keyset.byOwner && bind(ownerId)
  const { rows } = await client.query<{ parent: string; count: number }>(
    `SELECT ${keyset.parent.column}::text AS parent, count(*)::int AS count
     FROM ${sourceOf(bind, keyset, isChild, matches)}
     WHERE ${isChild}
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

function withOwner(sql: string, bind: Bind, ownerId: number): string {
  return sql.replaceAll('$owner', () => bind(ownerId))
}
