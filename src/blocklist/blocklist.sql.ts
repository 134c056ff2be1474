import type { BlockedCompany } from '../db/generated/client.ts'
import type { Keyset } from '../db/keyset.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Entry } from './entry.ts'

/** A user's block list, newest entry first. */
export const blockedByOwner: Keyset = {
  table: 'blocked_companies',
  parent: { column: 'owner_id', type: 'int' },
  position: 'seq',
  defaultOrder: 'DESC',
}

/** A stored entry, and whether this call added it. */
export type Upserted = BlockedCompany & { created: boolean }

const entry = `id, seq, owner_id AS "ownerId", domain, name, reason, domain_key AS "domainKey", name_key AS "nameKey",
  created_at AS "createdAt"`

/**
 * Stores entries in one statement: adds new ones under the given ids, and overwrites the given texts of existing ones.
 * The keys must be distinct and sorted, so that concurrent calls don't deadlock.
 */
export async function upsertEntries(
  client: Queryable,
  ownerId: number,
  entries: readonly (Entry & { id: string })[],
): Promise<Upserted[]> {
  const { rows } = await client.query<Omit<Upserted, 'seq'> & { seq: string }>(
    `WITH input AS (
       SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         WITH ORDINALITY AS input (id, domain, name, reason, domain_key, name_key, place)
     ), by_domain AS (
       INSERT INTO blocked_companies AS old (id, owner_id, domain, name, reason, domain_key, name_key)
       SELECT id, $1, domain, name, reason, domain_key, name_key FROM input WHERE domain_key IS NOT NULL ORDER BY place
       ON CONFLICT (owner_id, domain_key) WHERE domain_key IS NOT NULL DO UPDATE SET
         domain = excluded.domain,
         name = COALESCE(excluded.name, old.name),
         name_key = COALESCE(excluded.name_key, old.name_key),
         reason = COALESCE(excluded.reason, old.reason)
       RETURNING ${entry}, xmax = 0 AS created
     ), by_name AS (
       INSERT INTO blocked_companies AS old (id, owner_id, name, reason, name_key)
       SELECT id, $1, name, reason, name_key FROM input WHERE domain_key IS NULL ORDER BY place
       ON CONFLICT (owner_id, name_key) WHERE domain_key IS NULL DO UPDATE SET
         name = excluded.name,
         reason = COALESCE(excluded.reason, old.reason)
       RETURNING ${entry}, xmax = 0 AS created
     )
     SELECT * FROM by_domain UNION ALL SELECT * FROM by_name`,
    [
      ownerId,
      entries.map(({ id }) => id),
      entries.map(({ domain }) => domain),
      entries.map(({ name }) => name),
      entries.map(({ reason }) => reason),
      entries.map(({ domainKey }) => domainKey),
      entries.map(({ nameKey }) => nameKey),
    ],
  )
  return rows.map((row) => ({ ...row, seq: BigInt(row.seq) }))
}

/** The keys of an entry. An entry with a domain also has the key of its name, if it has one. */
export interface BlockedKeys {
  id: string
  domainKey: string | null
  nameKey: string | null
  /** The name as the user entered it. */
  name: string | null
}

/** Returns the owner's entries that have one of these keys. */
export async function selectEntriesByKey(
  client: Queryable,
  ownerId: number,
  domains: readonly string[],
  names: readonly string[],
): Promise<BlockedKeys[]> {
  const { rows } = await client.query<BlockedKeys>(
    `SELECT id, domain_key AS "domainKey", name_key AS "nameKey", name FROM blocked_companies
     WHERE owner_id = $1 AND domain_key = ANY ($2::text[])
     UNION
     SELECT id, domain_key, name_key, name FROM blocked_companies
     WHERE owner_id = $1 AND domain_key IS NOT NULL AND name_key = ANY ($3::text[])
     UNION
     SELECT id, domain_key, name_key, name FROM blocked_companies
     WHERE owner_id = $1 AND domain_key IS NULL AND name_key = ANY ($3::text[])`,
    [ownerId, domains, names],
  )
  return rows
}

/** Returns the texts of all entries of an owner, oldest first. */
export async function selectEntries(
  client: Queryable,
  ownerId: number,
): Promise<Pick<BlockedCompany, 'id' | 'domain' | 'name'>[]> {
  const { rows } = await client.query<Pick<BlockedCompany, 'id' | 'domain' | 'name'>>(
    'SELECT id, domain, name FROM blocked_companies WHERE owner_id = $1 ORDER BY seq FOR UPDATE',
    [ownerId],
  )
  return rows
}

/** The texts of an entry, and its position in the list. */
export type EntryLine = Pick<BlockedCompany, 'domain' | 'name' | 'reason'> & { seq: string }

/** Returns up to `limit` entries of an owner after a position, oldest first. */
export async function selectEntriesAfter(
  client: Queryable,
  ownerId: number,
  after: string,
  limit: number,
): Promise<EntryLine[]> {
  const { rows } = await client.query<EntryLine>(
    'SELECT seq, domain, name, reason FROM blocked_companies WHERE owner_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
    [ownerId, after, limit],
  )
  return rows
}

/** Stores the keys of all entries of an owner. */
export async function updateEntryKeys(
  client: Queryable,
  ownerId: number,
  entries: readonly Pick<BlockedCompany, 'id' | 'domainKey' | 'nameKey'>[],
): Promise<void> {
  // Entries may exchange keys, and a unique index is checked row by row.
  await client.query('UPDATE blocked_companies SET domain_key = NULL, name_key = NULL WHERE owner_id = $1', [ownerId])
  await client.query(
    `UPDATE blocked_companies b SET domain_key = n.domain_key, name_key = n.name_key
     FROM unnest($2::uuid[], $3::text[], $4::text[]) AS n (id, domain_key, name_key) WHERE b.owner_id = $1 AND b.id = n.id`,
    [
      ownerId,
      entries.map(({ id }) => id),
      entries.map(({ domainKey }) => domainKey),
      entries.map(({ nameKey }) => nameKey),
    ],
  )
}

/** Returns whether the owner's block list has any entries. */
export async function hasBlocked(client: Queryable, ownerId: number): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM blocked_companies WHERE owner_id = $1 LIMIT 1', [ownerId])
  return rowCount === 1
}
