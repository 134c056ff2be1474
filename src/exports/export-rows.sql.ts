import { buffer } from 'node:stream/consumers'
import pg from 'pg'
import { columnOf } from '../db/columns.ts'
import { binderOf, type Condition } from '../db/condition.ts'
import { copyOut, rowsOfText } from '../db/copy.ts'
import type { Sort } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'
import { type Column, isList, isTime } from './columns.ts'

/** The rows to export. */
export interface Source {
  table: 'list_rows' | 'company_rows'
  ownerId: number
  listId: string
  filter: Condition | null
}

/** Returns the names of the custom fields of a list's rows, in order. */
export async function selectCustomNames(
  client: Queryable,
  { table, ownerId, listId }: Pick<Source, 'table' | 'ownerId' | 'listId'>,
): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT jsonb_object_keys(custom) COLLATE "C" AS name FROM ${table}
     WHERE owner_id = $1 AND list_id = $2 AND custom IS NOT NULL AND custom <> '{}' ORDER BY name`,
    [ownerId, listId],
  )
  return rows.map(({ name }) => name)
}

/** Stores that leads of a list are exported now: an undo does not refund what was there. */
export async function markExported(
  client: Queryable,
  { ownerId, listId }: Pick<Source, 'ownerId' | 'listId'>,
): Promise<void> {
  await client.query('UPDATE lists SET exported_at = now() WHERE owner_id = $1 AND id = $2', [ownerId, listId])
}

/** Where rows are: the next of a list after an id, or single ids in their order. */
export type Place = { after: number | null; limit: number; isDescending: boolean } | { ids: readonly number[] }

/** Returns the ids of the next rows that the filter selects. */
export async function findIds(
  client: Queryable,
  { table, listId }: Source,
  filter: Condition,
  { after, isDescending, limit }: { after: number | null; isDescending: boolean; limit: number },
): Promise<number[]> {
  const values: unknown[] = [listId, after, limit]
  const condition = filter(binderOf(values))
  const [beyond, direction] = isDescending ? ['<', 'DESC'] : ['>', 'ASC']
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM ${table} WHERE list_id = $1 AND ($2::bigint IS NULL OR id ${beyond} $2) AND (${condition})
     ORDER BY id ${direction} LIMIT $3`,
    values,
  )
  return rows.map(({ id }) => Number(id))
}

/** Returns the rows of a place, without those that have been deleted or moved since: in each column text, or null. Lists are JSON. */
export async function selectRows(
  client: pg.ClientBase,
  source: Source,
  columns: readonly Column[],
  place: Place,
): Promise<(string | null)[][]> {
  const cells = columns.map((column) => (isList(column) ? `array_to_json(${columnOf(column.field)})` : cellOf(column)))
  return rowsOfText(await buffer(copyOut(client, rowsAt(source, place, cells), 'text')))
}

/** Returns the same as CSV with bare line feeds, numbers for ids, and cells that may be formulas. */
export function copyRows(
  client: pg.ClientBase,
  source: Source,
  columns: readonly Column[],
  place: Place,
): AsyncIterable<Buffer> {
  const cells = columns.map((column) =>
    isList(column) ? `array_to_string(${columnOf(column.field)}, ', ')` : cellOf(column),
  )
  return copyOut(client, rowsAt(source, place, cells), 'csv')
}

/** COPY takes no parameters: what is written into the statement are numbers, and the UUID of a list that exists. */
function rowsAt({ table, ownerId, listId }: Source, place: Place, cells: readonly string[]): string {
  const from = `list_id = '${listId}'`
  if ('ids' in place) {
    return `SELECT ${cells.join(', ')} FROM unnest('{${place.ids.join(',')}}'::bigint[]) WITH ORDINALITY AS wanted (wanted_id, place)
      JOIN ${table} ON id = wanted_id WHERE owner_id = ${ownerId} AND ${from} ORDER BY place`
  }
  const { after, limit, isDescending } = place
  const [beyond, direction] = isDescending ? ['<', 'DESC'] : ['>', 'ASC']
  // The caller has checked whose the list is: with the owner, Postgres may read all the owner's lists by the primary key.
  return `SELECT ${cells.join(', ')} FROM ${table} WHERE ${from} ${after === null ? '' : `AND id ${beyond} ${after}`}
    ORDER BY id ${direction} LIMIT ${limit}`
}

/** SQL: a cell of an export that is no list. */
function cellOf({ field, custom }: Column): string {
  if (custom !== undefined) return `custom ->> ${pg.escapeLiteral(custom)}`
  const column = columnOf(field)
  return isTime({ field }) ? `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : column
}

/** Opens a cursor over the ids of the rows in an order; `fetchIds` reads from it, in the same transaction. */
export async function openSorted(
  client: pg.ClientBase,
  { table, ownerId, listId, filter }: Source,
  { expression }: Sort,
  direction: 'ASC' | 'DESC',
): Promise<void> {
  const values: unknown[] = [ownerId, listId]
  const bind = binderOf(values)
  await client.query(
    `DECLARE sorted NO SCROLL CURSOR FOR SELECT id FROM ${table}
     WHERE owner_id = $1 AND list_id = $2 ${filter ? `AND (${filter(bind)})` : ''}
     ORDER BY ${expression} ${direction} NULLS LAST, id ${direction}`,
    values,
  )
}

/** Returns the next ids of the cursor; none at its end. */
export async function fetchIds(client: pg.ClientBase, count: number): Promise<number[]> {
  const { rows } = await client.query<{ id: string }>(`FETCH ${count} FROM sorted`)
  return rows.map(({ id }) => Number(id))
}
