import pg from 'pg'
import { columnOf } from './columns.ts'
import type { Queryable } from './queryable.ts'

/** What to read of rows: fields by their names in schema.prisma, and rows that they refer to. */
export interface Selection {
  readonly fields: readonly string[]
  /** Those of the fields that are arrays; they are read as empty where nothing is stored. */
  readonly lists: readonly string[]
  readonly relations: readonly Relation[]
}

/** One row of the same owner that a row refers to, or that refers to it. */
export interface Relation {
  readonly name: string
  readonly table: string
  /** The field of the row, and the one of the other row, that have the same value. */
  readonly from: string
  readonly to: string
  readonly selection: Selection
}

/** A row that was read, by the names of its fields and relations. */
export type Selected = Record<string, unknown>

const bigintOid = 20

/** How values are read that `Selected` and Prisma hold as a bigint. */
export const selectedTypes = {
  getTypeParser: ((oid, format) =>
    oid === bigintOid ? BigInt : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** Returns the expressions of the fields of a selection. */
export function columnsOf({ fields, lists }: Selection): string[] {
  return fields.map((field) => {
    const column = `"${columnOf(field)}"`
    return lists.includes(field) ? `coalesce(${column}, '{}')` : column
  })
}

/** Returns a row from the values of its fields. */
export function selectedRow({ fields }: Selection, values: readonly unknown[], from: number): Selected {
  const row: Selected = {}
  for (let at = 0; at < fields.length; at++) row[fields[at] ?? ''] = values[from + at]
  return row
}

/** Reads the rows that others refer to, one statement for each relation, and sets them there; null if there is none. */
export async function addRelated(
  client: Queryable,
  ownerId: number,
  rows: readonly Selected[],
  { relations }: Selection,
): Promise<void> {
  for (const { name, table, from, to, selection } of relations) {
    const keys = [...new Set(rows.map((row) => row[from]).filter((key) => key !== null))]
    const related = new Map<unknown, Selected>()
    if (keys.length > 0) {
      const result = await client.query<unknown[]>({
        text: `SELECT ${[`"${columnOf(to)}"`, ...columnsOf(selection)].join(', ')} FROM "${table}"
          WHERE owner_id = $1 AND "${columnOf(to)}" = ANY ($2)`,
        values: [ownerId, keys],
        rowMode: 'array',
        types: selectedTypes,
      })
      for (const values of result.rows) related.set(values[0], selectedRow(selection, values, 1))
      await addRelated(client, ownerId, [...related.values()], selection)
    }
    for (const row of rows) row[name] = related.get(row[from]) ?? null
  }
}
