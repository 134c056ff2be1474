import pg from 'pg'
import { to } from 'pg-copy-streams'
import { columnOf } from '../db/columns.ts'
import { binderOf, type Condition } from '../db/condition.ts'
import { companyIds, rowIds } from '../db/ids.ts'
import type { Sort } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Column } from './columns.ts'

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

/** Where rows are: a range of ids, with its first end excluded, or single ids in their order. */
export type Place = { after: number | null; last: number; isDescending: boolean } | { ids: readonly number[] }

/** Returns the range of the next rows of a list without a filter; null if there are none. */
export async function findRange(
  client: Queryable,
  { table, listId }: Pick<Source, 'table' | 'listId'>,
  { after, isDescending, limit }: { after: number | null; isDescending: boolean; limit: number },
): Promise<Place | null> {
  const { rows } = await client.query<{ last: string | null }>(
    `SELECT ${isDescending ? 'min' : 'max'}(id) AS last FROM (${nextIds({ table, isDescending }, '$3')}) AS next`,
    [listId, after, limit],
  )
  const last = rows[0]?.last ?? null
  return last === null ? null : { after, last: Number(last), isDescending }
}

/** Returns the ids of the next rows that the filter selects. */
export async function findIds(
  client: Queryable,
  { table, listId, filter }: Source,
  { after, isDescending, limit }: { after: number | null; isDescending: boolean; limit: number },
): Promise<number[]> {
  const values: unknown[] = [listId, after, limit]
  const condition = filter?.(binderOf(values))
  const { rows } = await client.query<{ id: string }>(nextIds({ table, isDescending }, '$3', condition), values)
  return rows.map(({ id }) => Number(id))
}

/** The caller has checked whose the list is: with the owner in its condition, Postgres may read all the owner's lists by the primary key. */
function nextIds(
  { table, isDescending }: { table: Source['table']; isDescending: boolean },
  limit: string,
  condition = 'true',
): string {
  return `SELECT id FROM ${table} WHERE list_id = $1 AND ($2::bigint IS NULL OR id ${isDescending ? '<' : '>'} $2) AND (${condition})
    ORDER BY id ${isDescending ? 'DESC' : 'ASC'} LIMIT ${limit}`
}

/** Returns the rows of a place, without those that have been deleted or moved since. */
export async function selectRows(
  client: Queryable,
  source: Source,
  fields: readonly string[],
  place: Place,
): Promise<ExportRow[]> {
  const cells = `json_build_array(${['id', ...fields.map(columnOf)].join(', ')}) AS cells`
  const { rows } = await client.query<{ page: ExportRow[] | null }>(
    `SELECT json_agg(cells) AS page FROM (${rowsAt(source, place, cells)}) AS rows`,
  )
  return rows[0]?.page ?? []
}

/** Precedes each row and each cell that may be a formula in the CSV of `copyRows`, which has it nowhere else. */
export const mark = '\x01'
/** Nowhere in the CSV of `copyRows`. */
export const rowEnd = '\x02'

/** Returns the rows of a place as CSV with bare line feeds, in which each row begins with `mark`, and each cell of text that doesn't begin with an ASCII letter or digit. */
export async function copyRows(
  client: pg.ClientBase,
  source: Source,
  columns: readonly Column[],
  place: Place,
): Promise<string> {
  const cells = columns.map((column) => cellOf(source.table, column)).join(', ')
  const chunks: Buffer[] = []
  const content: AsyncIterable<Buffer> = client.query(
    to(`COPY (${rowsAt(source, place, cells)}) TO STDOUT WITH (FORMAT csv)`),
  )
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** COPY takes no parameters: what is written into the statement are numbers, and the UUID of a list that exists. */
function rowsAt({ table, ownerId, listId }: Source, place: Place, cells: string): string {
  const from = `list_id = '${listId}'`
  if ('ids' in place) {
    return `SELECT ${cells} FROM unnest('{${place.ids.join(',')}}'::bigint[]) WITH ORDINALITY AS wanted (wanted_id, place)
      JOIN ${table} ON id = wanted_id WHERE owner_id = ${ownerId} AND ${from} ORDER BY place`
  }
  const { after, last, isDescending } = place
  const [low, high] = isDescending ? ['>=', '<'] : ['<=', '>']
  return `SELECT ${cells} FROM ${table} WHERE ${from} AND id ${low} ${last} ${after === null ? '' : `AND id ${high} ${after}`}
    ORDER BY id ${isDescending ? 'DESC' : 'ASC'}`
}

const numbers: ReadonlySet<string> = new Set(['employeeCount', 'founded', 'linkedinFollowers'])
const lists: ReadonlySet<string> = new Set(['technologies', 'specialties'])
const times: ReadonlySet<string> = new Set(['addedAt', 'enrichedAt'])
const markText = String.raw`E'\x01'`

/** SQL: a cell of an export as CSV. */
function cellOf(table: Source['table'], { field, custom }: Column): string {
  const column = columnOf(field)
  if (field === 'id') return `${markText} || '${table === 'list_rows' ? rowIds.prefix : companyIds.prefix}' || id`
  if (numbers.has(field) || field === 'source') return column
  if (times.has(field)) return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const value =
    custom === undefined
      ? lists.has(field)
        ? `array_to_string(${column}, ', ')`
        : column
      : `(custom ->> ${pg.escapeLiteral(custom)})`
  const text = String.raw`translate(${value}, E'\x01\x02', '')`
  // From A to z, there are no signs with which a formula begins.
  return `CASE WHEN ascii(${text}) BETWEEN 65 AND 122 OR ascii(${text}) BETWEEN 48 AND 57 THEN ${text} ELSE ${markText} || ${text} END`
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
