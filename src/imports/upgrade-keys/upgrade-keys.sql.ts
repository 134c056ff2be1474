import type pg from 'pg'
import { columnOf } from '../../db/columns.ts'
import type { Queryable } from '../../db/queryable.ts'
import { keyVersion } from '../../identity/key-version.ts'
import {
  type CompanyFields,
  type CompanyKeys,
  companyKeyNames,
  type PersonFields,
  type PersonKeys,
  personKeyNames,
  personTiers,
} from '../leads/identity.ts'
import { insertPossibleDuplicates } from '../run/insert-rows.sql.ts'
import { keyColumns, personColumns } from '../verdicts/existing.sql.ts'
import { strongKeys } from '../verdicts/existing-people.ts'

/** The position of an upgrade of an owner's keys: the list, and the last row that is done. */
export interface KeyUpgrade {
  listId: string | null
  table: 'company_rows' | 'list_rows'
  after: number
}

/** Returns the owners whose keys were computed by older rules. */
export async function findOutdatedOwners(client: Queryable): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>('SELECT id FROM users WHERE key_version < $1 ORDER BY id', [
    keyVersion,
  ])
  return rows.map(({ id }) => id)
}

/** Returns the position of the upgrade of an owner's keys; null if they are up to date. */
export async function findUpgrade(client: Queryable, ownerId: number): Promise<KeyUpgrade | null> {
  const { rows } = await client.query<{ upgrade: KeyUpgrade | null }>(
    'SELECT key_upgrade AS upgrade FROM users WHERE id = $1 AND key_version < $2',
    [ownerId, keyVersion],
  )
  const [row] = rows
  return row === undefined ? null : (row.upgrade ?? { listId: null, table: 'company_rows', after: 0 })
}

/** Stores the position of the upgrade of an owner's keys; null ends the upgrade. */
export async function moveUpgrade(client: pg.ClientBase, ownerId: number, upgrade: KeyUpgrade | null): Promise<void> {
  await client.query(
    'UPDATE users SET key_upgrade = $2, key_version = CASE WHEN $2::jsonb IS NULL THEN $3 ELSE key_version END WHERE id = $1',
    [ownerId, upgrade === null ? null : JSON.stringify(upgrade), keyVersion],
  )
}

/** Returns the owner's list that follows another one; null after the last. */
export async function nextList(client: pg.ClientBase, ownerId: number, after: string | null): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM lists WHERE owner_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT 1',
    [ownerId, after],
  )
  return rows[0]?.id ?? null
}

type Stored<Fields> = { id: number; fields: Fields }

/** Returns the next companies of a list, oldest first. */
export async function selectCompaniesAfter(
  client: pg.ClientBase,
  { ownerId, listId }: { ownerId: number; listId: string },
  after: number,
  limit: number,
): Promise<Stored<CompanyFields>[]> {
  const { rows } = await client.query<Record<keyof CompanyFields, string | null> & { id: string }>(
    `SELECT id, name, domain, website, linkedin_url AS "linkedinUrl", city FROM company_rows
     WHERE owner_id = $1 AND list_id = $2 AND id > $3 ORDER BY id LIMIT $4`,
    [ownerId, listId, after, limit],
  )
  return rows.map(({ id, ...fields }) => ({ id: Number(id), fields: present(fields) }))
}

/** Returns the next people of a list, oldest first. */
export async function selectPeopleAfter(
  client: pg.ClientBase,
  { ownerId, listId }: { ownerId: number; listId: string },
  after: number,
  limit: number,
): Promise<Stored<PersonFields>[]> {
  const columns = personColumns.map(({ field, column }) => `${column} AS "${field}"`)
  const { rows } = await client.query<Record<keyof PersonFields, string | null> & { id: string }>(
    `SELECT id, ${columns.join(', ')} FROM list_rows WHERE owner_id = $1 AND list_id = $2 AND id > $3 ORDER BY id LIMIT $4`,
    [ownerId, listId, after, limit],
  )
  return rows.map(({ id, ...fields }) => ({ id: Number(id), fields: present(fields) }))
}

/** Stores people's keys. */
export async function updatePeopleKeys(
  client: pg.ClientBase,
  ownerId: number,
  people: readonly { id: number; keys: PersonKeys }[],
): Promise<void> {
  const columns = [...personKeyNames.map((name) => keyColumns[name]), 'held', 'country_key', 'other_email_key']
  const records = people.map(({ id, keys }) => ({
    id,
    ...Object.fromEntries(personKeyNames.map((name) => [keyColumns[name], keys[name] ?? null])),
    held: keys.held,
    country_key: keys.countryKey ?? null,
    other_email_key: keys.otherEmailKey ?? null,
  }))
  await updateKeys(client, 'list_rows', ownerId, columns, records)
}

/**
 * Lists people who now share an e-mail address or a LinkedIn profile with an older one of the list as possible duplicates of the
 * oldest, whom a row with that key matches.
 */
export async function insertCollisions(
  client: pg.ClientBase,
  { ownerId, listId }: { ownerId: number; listId: string },
  ids: readonly number[],
): Promise<void> {
  const branches = personTiers
    .flat()
    .filter(({ key }) => strongKeys.some((strong) => strong === key))
    .map(({ key, reasonCode }) => {
      const isShared = `o.${keyColumns[key]} = n.${keyColumns[key]}`
      return `(SELECT o.id, '${reasonCode}' AS reason_code FROM list_rows o
        WHERE o.owner_id = $1 AND o.list_id = $2 AND ${isShared} AND o.id < n.id ORDER BY o.id LIMIT 1)`
    })
  const { rows } = await client.query<{ a: string; b: string; reasonCode: string }>(
    `SELECT oldest.id AS a, n.id AS b, oldest.reason_code AS "reasonCode"
     FROM list_rows n CROSS JOIN LATERAL (${branches.join(' UNION ALL ')}) oldest
     WHERE n.owner_id = $1 AND n.id = ANY ($3::bigint[]) ORDER BY n.id`,
    [ownerId, listId, ids],
  )
  const pairs = rows.map(({ a, b, reasonCode }) => ({ a: { id: Number(a) }, b: { id: Number(b) }, reasonCode }))
  await insertPossibleDuplicates(client, { ownerId, listId }, pairs)
}

/**
 * Stores companies' keys. A domain belongs to one company of a list: an older one keeps it, and a younger one that has it
 * loses the key.
 */
export async function updateCompanyKeys(
  client: pg.ClientBase,
  { ownerId, listId }: { ownerId: number; listId: string },
  companies: readonly { id: number; keys: CompanyKeys }[],
): Promise<void> {
  const ids = companies.map(({ id }) => id)
  const domains = companies.flatMap(({ keys }) => keys.domainKey ?? [])
  const { rows: taken } = await client.query<{ domain: string }>(
    `SELECT domain_key AS domain FROM company_rows WHERE owner_id = $4 AND list_id = $1 AND domain_key = ANY ($2::text[]) AND id < $3`,
    [listId, domains, ids[0], ownerId],
  )
  await client.query(
    'UPDATE company_rows SET domain_key = NULL WHERE owner_id = $5 AND list_id = $1 AND domain_key IS NOT NULL AND (id = ANY ($2::bigint[]) OR (id >= $3 AND domain_key = ANY ($4::text[])))',
    [listId, ids, ids[0], domains, ownerId],
  )
  const seen = new Set(taken.map(({ domain }) => domain))
  const records = companies.map(({ id, keys }) => {
    const isTaken = keys.domainKey !== undefined && seen.has(keys.domainKey)
    if (keys.domainKey !== undefined) seen.add(keys.domainKey)
    return {
      id,
      ...Object.fromEntries(companyKeyNames.map((name) => [columnOf(name), keys[name] ?? null])),
      city_key: keys.cityKey ?? null,
      ...(isTaken ? { domain_key: null } : {}),
    }
  })
  await updateKeys(client, 'company_rows', ownerId, [...companyKeyNames.map(columnOf), 'city_key'], records)
}

async function updateKeys(
  client: pg.ClientBase,
  table: 'company_rows' | 'list_rows',
  ownerId: number,
  columns: readonly string[],
  records: readonly object[],
): Promise<void> {
  await client.query(
    `UPDATE ${table} r SET (${columns.join(', ')}) = (${columns.map((column) => `n.${column}`).join(', ')})
     FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) n WHERE r.owner_id = $2 AND r.id = n.id`,
    [JSON.stringify(records), ownerId],
  )
}

function present<Fields extends Record<string, string | null>>(fields: Fields): { [F in keyof Fields]?: string } {
  const found: { [F in keyof Fields]?: string } = {}
  for (const field in fields) {
    const value = fields[field]
    if (value) found[field] = value
  }
  return found
}
