import type pg from 'pg'
import type { Queryable } from '../db/queryable.ts'
import { oldestPending } from './items.sql.ts'
import type { CompanyData } from './provider.ts'

/** Stored data of a LinkedIn page and when it was fetched. */
export interface Profile {
  linkedinKey: string
  data: CompanyData
  fetchedAt: Date
}

/** Stores profiles for reuse in other lists of the owner; newer ones are kept. */
export async function storeProfiles(client: pg.ClientBase, ownerId: number, profiles: Profile[]): Promise<void> {
  const records = profiles
    .map(({ linkedinKey, data, fetchedAt }) => ({ linkedin_key: linkedinKey, data, fetched_at: fetchedAt }))
    .toSorted((a, b) => (a.linkedin_key < b.linkedin_key ? -1 : 1))
  await client.query(
    `INSERT INTO company_profiles AS p (owner_id, linkedin_key, data, fetched_at)
     SELECT $1, linkedin_key, data, fetched_at FROM jsonb_populate_recordset(NULL::company_profiles, $2::jsonb)
     ON CONFLICT (owner_id, linkedin_key) DO UPDATE SET data = excluded.data, fetched_at = excluded.fetched_at
     WHERE p.fetched_at <= excluded.fetched_at`,
    [ownerId, JSON.stringify(records)],
  )
}

/** Returns the stored profiles, at most `freshDays` days old, of the `limit` oldest items that are not in a batch yet. */
export async function findFresh(
  client: Queryable,
  { id, ownerId }: { id: string; ownerId: number },
  { freshDays, limit }: { freshDays: number; limit: number },
): Promise<Profile[]> {
  const { rows } = await client.query<Profile>(
    `WITH pages AS MATERIALIZED (${oldestPending})
     SELECT key AS "linkedinKey", data, fetched_at AS "fetchedAt" FROM pages CROSS JOIN LATERAL (
       SELECT data, fetched_at FROM company_profiles
       WHERE owner_id = $3 AND linkedin_key = pages.key AND fetched_at > now() - $4 * interval '1 day' LIMIT 1
     ) AS known`,
    [id, limit, ownerId, freshDays],
  )
  return rows
}
