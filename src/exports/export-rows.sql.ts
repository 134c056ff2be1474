import type pg from 'pg'
import { columnOf } from '../db/columns.ts'
import { binderOf, type Condition } from '../db/condition.ts'
import type { Sort } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'

/** The rows to export. */
export interface Source {
  table: 'list_rows' | 'company_rows'
  ownerId: number
  listId: string
  filter: Condition | null
}

/** A row as a JSON array: its id, then its fields in order. */
export type ExportRow = [id: number, ...values: unknown[]]

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

/** Returns the next rows after an id in the order of the ids, or before it. The caller has checked whose the list is: with the owner in its condition, Postgres may read all the owner's lists by the primary key. */
export async function selectPage(
  client: Queryable,
  { table, listId, filter }: Source,
  fields: readonly string[],
  { after, isDescending, limit }: { after: number | null; isDescending: boolean; limit: number },
): Promise<ExportRow[]> {
  const values: unknown[] = [listId, limit]
  const bind = binderOf(values)
  const order = isDescending ? 'DESC' : 'ASC'
  const { rows } = await client.query<{ page: ExportRow[] | null }>(
    `SELECT json_agg(cells) AS page FROM (
       SELECT ${cellsOf(fields)} AS cells FROM ${table}
       WHERE list_id = $1
         ${after === null ? '' : `AND id ${isDescending ? '<' : '>'} ${bind(after)}::bigint`}
         ${filter ? `AND (${filter(bind)})` : ''}
       ORDER BY id ${order} LIMIT $2
     ) AS rows`,
    values,
  )
  return rows[0]?.page ?? []
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

/** Returns the rows with these ids, in this order, without those that have been deleted or moved since. */
export async function selectByIds(
  client: Queryable,
  { table, ownerId, listId }: Source,
  fields: readonly string[],
  ids: readonly number[],
): Promise<ExportRow[]> {
  const { rows } = await client.query<{ page: ExportRow[] | null }>(
    `SELECT json_agg(cells) AS page FROM (
       SELECT ${cellsOf(fields)} AS cells FROM unnest($3::bigint[]) WITH ORDINALITY AS wanted (wanted_id, place)
       JOIN ${table} ON id = wanted_id WHERE owner_id = $1 AND list_id = $2 ORDER BY place
     ) AS rows`,
    [ownerId, listId, ids],
  )
  return rows[0]?.page ?? []
}

function cellsOf(fields: readonly string[]): string {
  return `json_build_array(${['id', ...fields.map(columnOf)].join(', ')})`
}
