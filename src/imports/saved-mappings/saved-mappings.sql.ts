import type { DataType } from '../../db/generated/enums.ts'
import type { Queryable } from '../../db/queryable.ts'

/** The fields of a mapping by the positions of their columns. */
export interface PlacedMapping {
  fields: Record<string, number>
  custom: { at: number; name: string }[]
}

/** The mappings of an import; null for one that it did not have. */
interface PlacedMappings {
  person: PlacedMapping | null
  company: PlacedMapping | null
}

/** The mapping that an owner last used for a header and a type of rows. */
export interface StoredMapping {
  dataType: DataType
  mapping: PlacedMappings
  usedAt: Date
}

/** Stores the mapping that an owner uses for a header, in place of an older one. */
export async function upsertMapping(
  client: Queryable,
  ownerId: number,
  header: string,
  { dataType, mapping }: Omit<StoredMapping, 'usedAt'>,
): Promise<void> {
  await client.query(
    `INSERT INTO saved_mappings (owner_id, header, data_type, mapping) VALUES ($1, $2, $3, $4)
     ON CONFLICT (owner_id, header, data_type) DO UPDATE SET mapping = excluded.mapping, used_at = excluded.used_at`,
    [ownerId, header, dataType, JSON.stringify(mapping)],
  )
}

/** Returns the mappings that an owner has used for a header, the latest first. */
export async function selectMappings(client: Queryable, ownerId: number, header: string): Promise<StoredMapping[]> {
  const { rows } = await client.query<StoredMapping>(
    `SELECT data_type AS "dataType", mapping, used_at AS "usedAt" FROM saved_mappings
     WHERE owner_id = $1 AND header = $2 ORDER BY used_at DESC, data_type`,
    [ownerId, header],
  )
  return rows
}

/** Deletes the mappings that an owner has used for a header; returns their number. */
export async function deleteMappings(client: Queryable, ownerId: number, header: string): Promise<number> {
  const { rowCount } = await client.query('DELETE FROM saved_mappings WHERE owner_id = $1 AND header = $2', [
    ownerId,
    header,
  ])
  return rowCount ?? 0
}
