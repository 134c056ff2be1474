import type pg from 'pg'
import { columnOf } from '../../db/columns.ts'
import type { Queryable } from '../../db/queryable.ts'
import { customFromJson } from '../leads/custom.ts'
import type { CompanyFields } from '../leads/identity.ts'
import { companyColumns } from '../verdicts/existing.sql.ts'
import type { ExistingCompany } from '../verdicts/existing-companies.ts'

/** A table of rows that can be changed. */
export type RowTable = 'list_rows' | 'company_rows'

/** Where a row is, and when its values last changed. */
export interface RowPlace {
  id: number
  listId: string
  changedAt: Date
}

/** Returns where the owner's rows with these ids are, in order of their ids. */
export async function findPlaces(
  client: Queryable,
  table: RowTable,
  ownerId: number,
  ids: readonly bigint[],
): Promise<RowPlace[]> {
  const { rows } = await client.query<Omit<RowPlace, 'id'> & { id: string }>(
    `SELECT id, list_id AS "listId", COALESCE(updated_at, added_at) AS "changedAt" FROM ${table}
     WHERE owner_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id`,
    [ownerId, ids],
  )
  return rows.map((row) => ({ ...row, id: Number(row.id) }))
}

/** Returns the owner's companies with these ids, with their stored keys. */
export async function selectOwnCompanies(
  client: pg.ClientBase,
  ownerId: number,
  ids: readonly number[],
): Promise<(ExistingCompany & { id: number })[]> {
  const values = companyColumns.map(({ field, column }) => {
    const text = field === 'technologies' ? "NULLIF(array_to_string(technologies, ', '), '')" : `${column}::text`
    return `${text} AS "${field}"`
  })
  const { rows } = await client.query<Record<keyof CompanyFields | Key | 'customText', string | null> & { id: string }>(
    `SELECT id, ${values.join(', ')}, ${keys.map((key) => `${columnOf(key)} AS "${key}"`).join(', ')}, custom::text AS "customText"
     FROM company_rows WHERE owner_id = $1 AND id = ANY ($2::bigint[])`,
    [ownerId, ids],
  )
  return rows.map((row) => {
    const fields: CompanyFields = {}
    for (const { field } of companyColumns) {
      const value = row[field]
      if (value !== null) fields[field] = value
    }
    const { domainKey, linkedinKey, nameKey, cityKey } = row
    return {
      id: Number(row.id),
      order: Number(row.id),
      changed: false,
      fields,
      keys: {
        domainKey: domainKey ?? undefined,
        linkedinKey: linkedinKey ?? undefined,
        nameKey: nameKey ?? undefined,
        cityKey: cityKey ?? undefined,
      },
      custom: customFromJson(row.customText),
    }
  })
}

const keys = ['domainKey', 'linkedinKey', 'nameKey', 'cityKey'] as const
type Key = (typeof keys)[number]

/** Deletes people of a list, with the pairs of possible duplicates that they are in; returns their number. */
export async function deletePeople(
  client: pg.ClientBase,
  ownerId: number,
  listId: string,
  ids: readonly number[],
): Promise<number> {
  await deletePairs(client, ownerId, listId, ids)
  const { rowCount } = await client.query(
    'DELETE FROM list_rows WHERE owner_id = $1 AND list_id = $2 AND id = ANY ($3::bigint[])',
    [ownerId, listId, ids],
  )
  return rowCount ?? 0
}

/** Deletes companies of a list, after unlinking the people who work there; returns their number. */
export async function deleteCompanies(
  client: pg.ClientBase,
  ownerId: number,
  listId: string,
  ids: readonly number[],
): Promise<number> {
  // OFFSET keeps the look-ups by company: without statistics, Postgres would read all people of the owner.
  await client.query(
    `UPDATE list_rows SET company_id = NULL WHERE owner_id = $1 AND id = ANY (ARRAY(
       SELECT employed.id FROM unnest($2::bigint[]) AS gone (id) CROSS JOIN LATERAL (
         SELECT id FROM list_rows WHERE owner_id = $1 AND company_id = gone.id OFFSET 0) AS employed))`,
    [ownerId, ids],
  )
  const { rowCount } = await client.query(
    'DELETE FROM company_rows WHERE owner_id = $1 AND list_id = $2 AND id = ANY ($3::bigint[])',
    [ownerId, listId, ids],
  )
  return rowCount ?? 0
}

/** Deletes the pairs of possible duplicates of a list that these people are in. */
export async function deletePairs(
  client: pg.ClientBase,
  ownerId: number,
  listId: string,
  ids: readonly number[],
): Promise<void> {
  await client.query(
    `DELETE FROM possible_duplicates
     WHERE owner_id = $1 AND list_id = $2
       AND (a_id IN (SELECT unnest($3::bigint[])) OR b_id IN (SELECT unnest($3::bigint[])))`,
    [ownerId, listId, ids],
  )
}

/** Gives the pairs of possible duplicates that people are in to the person whom they are merged into, each pair once. */
export async function repointPairs(
  client: pg.ClientBase,
  ownerId: number,
  listId: string,
  { keep, merged }: { keep: number; merged: readonly number[] },
): Promise<void> {
  await client.query(
    `WITH gone AS (
       DELETE FROM possible_duplicates
       WHERE owner_id = $1 AND list_id = $2 AND (a_id = ANY ($4::bigint[]) OR b_id = ANY ($4::bigint[]))
       RETURNING id, CASE WHEN a_id = ANY ($4::bigint[]) THEN b_id ELSE a_id END AS other, reason_code
     )
     INSERT INTO possible_duplicates (owner_id, list_id, a_id, b_id, reason_code)
     SELECT $1, $2, LEAST(other, $3), GREATEST(other, $3), reason_code FROM gone
     WHERE other <> $3 AND other <> ALL ($4::bigint[]) ORDER BY id ON CONFLICT DO NOTHING`,
    [ownerId, listId, keep, merged],
  )
}
