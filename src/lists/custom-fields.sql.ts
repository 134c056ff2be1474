import type { Queryable } from '../db/queryable.ts'
import type { CustomFieldFilter } from './filter-parts.sql.ts'

/** Returns the name of a custom field that none of the rows has, of all the owner's lists or of some; null if there is none. */
export async function selectUnknownField(
  client: Queryable,
  table: 'list_rows' | 'company_rows',
  { ownerId, listIds }: { ownerId: number; listIds: readonly string[] | null },
  filters: readonly CustomFieldFilter[] | null | undefined,
): Promise<string | null> {
  if (!filters || filters.length === 0) return null
  const { rows } = await client.query<{ field: string }>(
    `SELECT field FROM unnest($1::text[]) AS wanted (field) WHERE NOT EXISTS (
       SELECT FROM ${table}
       WHERE owner_id = $2 AND ${listIds ? 'list_id = ANY ($3::uuid[])' : 'true'} AND custom ? wanted.field
     ) LIMIT 1`,
    [filters.map(({ name }) => name), ownerId, ...(listIds ? [listIds] : [])],
  )
  return rows[0]?.field ?? null
}
