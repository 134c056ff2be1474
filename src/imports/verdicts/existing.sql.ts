import type pg from 'pg'
import { arrayLiteral } from '../../db/array-literal.ts'
import { columnOf } from '../../db/columns.ts'
import { customFromJson } from '../leads/custom.ts'
import { type CompanyField, companyFields, personFields } from '../leads/fields.ts'
import {
  type AgreeingKeys,
  agreeingKeyNames,
  type CompanyKeyName,
  type CompanyKeys,
  type CompanyTier,
  companyKeyNames,
  companyTiers,
  emailKinds,
  type PersonFields,
  type PersonKeyName,
  personKeys,
  type Search,
  type Vetoing,
} from '../leads/identity.ts'

/** Forces index scans in the transaction, at every table size and even with stale statistics. */
export async function forceIndexScans(client: pg.ClientBase): Promise<void> {
  await client.query(indexScans)
}

/**
 * Makes the transaction look up rows by the indexes of their keys, and returns whether Postgres finds the rows of many keys in one
 * pass through an index, in its order. Statistics may be missing or older than the pages that a run has just written: then a join
 * would read the whole list, and a plan for one owner all their rows. Name no statement here: its plan would stay in use while the
 * table grows.
 */
export async function forceKeyLookups(client: pg.ClientBase): Promise<boolean> {
  await client.query(
    `${indexScans}; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_sort = off; SET LOCAL plan_cache_mode = force_generic_plan; ${ownPlans}`,
  )
  const { rows } = await client.query<{ inOnePass: boolean }>(
    `SELECT current_setting('server_version_num')::int >= 170000 AND current_setting('citus.shard_count', true) IS NULL AS "inOnePass"`,
  )
  return rows[0]?.inOnePass === true
}

/** SQL: lets a coordinator of Citus plan for the values, among them the owner, without which it can't tell the shard; its workers plan as above. */
const ownPlans = `SELECT set_config('plan_cache_mode', 'auto', true)
  WHERE current_setting('citus.shard_count', true) IS NOT NULL AND current_setting('application_name') NOT LIKE 'citus_internal%'`

const indexScans = 'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off'

/** A stored person who has a key of the page. */
export interface PersonProbe {
  key: string
  id: number
  listId: string
  vetoing: Vetoing & AgreeingKeys
}

/** The column that stores each key of a person. */
export const keyColumns: Record<PersonKeyName, string> = {
  slugKey: 'slug_key',
  memberKey: 'member_key',
  salesNavKey: 'sales_nav_key',
  emailKey: 'email_key',
  nameDomainKey: 'name_domain_key',
  nameLinkedinKey: 'name_linkedin_key',
  nameCompanyKey: 'name_company_key',
  nameLocationKey: 'name_location_key',
  nameKey: 'name_key',
}

/** Enough for all holders of nearly every key; keys with more are probed again, exactly. */
const firstHolders = 20
/** If values of omitted tiers are compared, candidates are rarely told apart in the database. */
const firstComparedHolders = 1_000

/** Whose people are searched: the list's, and if `otherLists` those of the owner's other lists. */
export interface PeopleScope {
  ownerId: number
  listId: string
  otherLists: boolean
  /** Whether the keys of candidates are compared, since tiers are omitted. */
  comparesKeys: boolean
  /** Whether many keys can be looked up in one pass, as `forceKeyLookups` says. */
  inOnePass?: boolean
}

/**
 * Finds the owner's people who have one of the keys, oldest first. In the list: those that a search does not veto (all of them,
 * or as many as the page's rows can affect), and others. In other lists: at least the oldest of those. `searchesOf` returns what
 * the page's rows that have one of the keys are searched by.
 */
export async function probePeople(
  client: pg.ClientBase,
  where: PeopleScope,
  name: PersonKeyName,
  keys: readonly string[],
  { rows, searchesOf }: { rows: number; searchesOf: (keys: ReadonlySet<string>) => { key: string; search: Search }[] },
): Promise<PersonProbe[]> {
  const limit = where.comparesKeys ? firstComparedHolders : firstHolders
  const found = (await lookUpPeople(client, where, name, keys)) ?? (await probeFirst(client, where, name, keys, limit))
  const seen = new Map<string, number>()
  for (const { key } of found) seen.set(key, (seen.get(key) ?? 0) + 1)
  const frequent = new Set([...seen].filter(([, count]) => count >= limit).map(([key]) => key))
  if (frequent.size === 0) return found
  const exact = await probeFrequent(client, where, name, searchesOf(frequent), rows)
  return [...found.filter(({ key }) => !frequent.has(key)), ...exact]
}

/** Holders beyond one for each key that a look-up of many keys can return. */
const surplusHolders = 100

/**
 * Finds the holders of the keys in one pass through the index, which takes half the time of a search for each. Returns null if they
 * are too many, or Postgres can't, and for names alone, which many people share.
 */
async function lookUpPeople(
  client: pg.ClientBase,
  where: PeopleScope,
  name: PersonKeyName,
  keys: readonly string[],
): Promise<PersonProbe[] | null> {
  if (name === 'nameKey' || !where.inOnePass) return null
  const maxHolders = keys.length + surplusHolders
  const { rows } = await client.query<HolderRow>({
    // The order leaves only the index of the key.
    text: `SELECT ${keyColumns[name]}, ${holderColumns(where)} FROM list_rows
      WHERE owner_id = $1 AND ${keyColumns[name]} = ANY ($2::text[]) ORDER BY ${keyColumns[name]}, id LIMIT $3`,
    values: [where.ownerId, arrayLiteral(keys), maxHolders],
    rowMode: 'array',
  })
  if (rows.length === maxHolders) return null
  return rows.map(toProbe)
}

/** Finds the oldest holders of each key. */
async function probeFirst(
  client: pg.ClientBase,
  where: PeopleScope,
  name: PersonKeyName,
  keys: readonly string[],
  limit: number,
): Promise<PersonProbe[]> {
  const scope = name === 'nameKey' ? 'list_id = $2' : '($2::uuid IS NOT NULL)'
  return await probe(client, {
    asked: 'unnest($3::text[]) AS p (key)',
    branches: [
      `(SELECT ${holderColumns(where)} FROM list_rows WHERE owner_id = $1 AND ${scope} AND ${keyColumns[name]} = p.key ORDER BY id LIMIT $4)`,
    ],
    values: [where.ownerId, where.listId, arrayLiteral([...new Set(keys)]), limit],
  })
}

function holderColumns({ comparesKeys }: Pick<PeopleScope, 'comparesKeys'>): string {
  const compared = comparesKeys ? agreeingKeyNames.map((name) => keyColumns[name]) : []
  return ['id', 'list_id', 'held', 'country_key', 'other_email_key', ...compared].join(', ')
}

/**
 * A row of the page can veto, or rename, at most one candidate for the rows after it, so `rows` + 1 candidates are enough, and
 * one more to know that a name is not the only one. A vetoed e-mail address still belongs to someone, so one more arm finds any
 * holder.
 */
async function probeFrequent(
  client: pg.ClientBase,
  where: PeopleScope,
  name: PersonKeyName,
  asked: { key: string; search: Search }[],
  rows: number,
): Promise<PersonProbe[]> {
  const holder = `SELECT ${holderColumns(where)} FROM list_rows WHERE owner_id = $1 AND ${keyColumns[name]} = p.key`
  const isMatch = `held & (CASE WHEN other_email_key = p.address THEN p.vetoes & ~${emailKinds} ELSE p.vetoes END) = 0
    AND (p.country_key IS NULL OR country_key IS NULL OR country_key = p.country_key)`
  const branches = [`(${holder} AND list_id = $2 AND ${isMatch} ORDER BY id LIMIT $7)`]
  if (name === 'emailKey') branches.push(`(${holder} AND list_id = $2 ORDER BY id LIMIT 2)`)
  if (where.otherLists && name !== 'nameKey') {
    branches.push(`(${holder} AND list_id <> $2 AND ${isMatch} ORDER BY id LIMIT 1)`)
  }
  return await probe(client, {
    asked: `unnest($3::text[], $4::smallint[], $5::text[], $6::text[]) AS p (key, vetoes, country_key, address)`,
    branches,
    values: [
      where.ownerId,
      where.listId,
      asked.map(({ key }) => key),
      asked.map(({ search }) => search.vetoes),
      asked.map(({ search }) => search.countryKey ?? null),
      asked.map(({ search }) => search.address ?? null),
      rows + 2,
    ],
  })
}

async function probe(
  client: pg.ClientBase,
  { asked, branches, values }: { asked: string; branches: string[]; values: unknown[] },
): Promise<PersonProbe[]> {
  const { rows } = await client.query<HolderRow>({
    text: `SELECT p.key, found.* FROM ${asked} CROSS JOIN LATERAL (${branches.join(' UNION ALL ')}) found`,
    values,
    rowMode: 'array',
  })
  return rows.map(toProbe)
}

/** A key, and the columns of `holderColumns`. */
type HolderRow = [string, string, string, number, string | null, string | null, ...(string | null)[]]

function toProbe([key, id, listId, held, countryKey, otherEmailKey, ...keys]: HolderRow): PersonProbe {
  return {
    key,
    id: Number(id),
    listId,
    vetoing: {
      held,
      countryKey: countryKey ?? undefined,
      otherEmailKey: otherEmailKey ?? undefined,
      ...Object.fromEntries(keys.map((compared, index) => [agreeingKeyNames[index], compared ?? undefined])),
    },
  }
}

export const personColumns = [...personFields, 'memberId' as const, 'otherEmailKey' as const].map((field) => ({
  field,
  column: columnOf(field),
}))
export const companyColumns = companyFields.map((field) => ({ field, column: columnOf(field) }))

/** Returns the lists of the owner's rows with these ids. */
export async function selectListsOfRows(
  client: pg.ClientBase,
  ownerId: number,
  table: 'list_rows' | 'company_rows',
  ids: number[],
): Promise<{ id: number; listId: string }[]> {
  const { rows } = await client.query<[string, string]>({
    text: `SELECT id, list_id FROM ${table} WHERE owner_id = $1 AND id = ANY ($2::bigint[])`,
    values: [ownerId, ids],
    rowMode: 'array',
  })
  return rows.map(([id, listId]) => ({ id: Number(id), listId }))
}

/** Returns the owner's stored people with these ids. */
export async function selectPeople(client: pg.ClientBase, ownerId: number, ids: number[]) {
  const { rows } = await client.query<(string | null)[]>({
    text: `SELECT id, company_id, custom::text, ${personColumns.map(({ column }) => column).join(', ')}
      FROM list_rows WHERE owner_id = $2 AND id = ANY ($1::bigint[]) ORDER BY id`,
    values: [ids, ownerId],
    rowMode: 'array',
  })
  return rows.map(([id, companyId, custom, ...values]) => {
    const fields: PersonFields = toFields(personColumns, values)
    return {
      id: Number(id),
      companyId: companyId === null ? null : Number(companyId),
      custom: customFromJson(custom),
      fields,
      keys: personKeys(fields),
    }
  })
}

/** What companies are searched by, and which fields are loaded. */
interface CompanySearch {
  name: CompanyKeyName | 'id'
  keys: readonly string[]
  fields: readonly CompanyField[]
  /** How many companies of a name are loaded that have a domain. */
  namesakes: number
}

/**
 * Returns the list's companies that have one of the keys or ids, with some of their fields. By name, these are all companies without
 * a domain and some others: enough to know whether a company is the only one of its name, even for chains with many.
 */
export async function selectCompanies(
  client: pg.ClientBase,
  { ownerId, listId }: { ownerId: number; listId: string },
  { name, keys, fields, namesakes }: CompanySearch,
) {
  const columns = companyColumns.filter(({ field }) => fields.includes(field))
  const holder = `SELECT * FROM company_rows WHERE owner_id = $3 AND list_id = $1 AND ${name === 'id' ? 'id = p.key::bigint' : `${columnOf(name)} = p.key`}`
  // With an offset, Postgres can't turn the search for each key into a join with the whole list.
  const branches = [`(${holder} ${name === 'nameKey' ? 'AND domain_key IS NULL' : ''} OFFSET 0)`]
  if (name === 'nameKey') {
    branches.push(`(${holder} AND domain_key IS NOT NULL ORDER BY id LIMIT ${namesakes})`)
  }
  const { rows } = await client.query<(string | null)[]>({
    text: `SELECT id, domain_key, linkedin_key, name_key, city_key, custom::text, ${columns.map(textOf).join(', ')}
      FROM unnest($2::text[]) AS p (key) CROSS JOIN LATERAL (${branches.join(' UNION ALL ')}) company`,
    values: [listId, arrayLiteral(keys), ownerId],
    rowMode: 'array',
  })
  return rows.map(([id, domain, linkedin, nameKey, cityKey, custom, ...values]) => ({
    id: Number(id),
    keys: {
      domainKey: domain ?? undefined,
      linkedinKey: linkedin ?? undefined,
      nameKey: nameKey ?? undefined,
      cityKey: cityKey ?? undefined,
    },
    custom: customFromJson(custom),
    fields: toFields(columns, values),
  }))
}

function textOf({ column }: { column: string }): string {
  return column === 'technologies' ? "array_to_string(technologies, ', ')" : `${column}::text`
}

/** A company of another list that shares a key with a row of the page. */
export interface CompanyCandidate {
  at: number
  id: number
  listId: string
  sharedKey: CompanyKeyName
  keys: CompanyKeys
  /** Whether no other company of its list has the same name. */
  isOnlyOfName: boolean
}

/**
 * Finds, for each company of the page and each of its keys, the companies imported as leads into other lists that can match it,
 * oldest first: of those that the vetoes of the key's tier leave, the oldest, and by name also the oldest that has a domain and
 * is the only one of that name in its list.
 */
export async function probeOtherCompanies(
  client: pg.ClientBase,
  where: { ownerId: number; listId: string },
  companies: CompanyKeys[],
): Promise<CompanyCandidate[]> {
  type Row = [
    string,
    string,
    string,
    CompanyKeyName,
    string | null,
    string | null,
    string | null,
    string | null,
    boolean,
  ]
  const { rows } = await client.query<Row>({
    text: `SELECT p.at, c.id, c.list_id, c.shared_key, c.domain_key, c.linkedin_key, c.name_key, c.city_key, c.is_only_of_name
      FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS p (domain_key, linkedin_key, name_key, city_key, at)
      CROSS JOIN LATERAL (${companyTiers.flatMap(branchesOf).join(' UNION ALL ')}) c
      ORDER BY c.id`,
    values: [
      where.ownerId,
      where.listId,
      ...[...companyKeyNames, 'cityKey' as const].map((name) => companies.map((keys) => keys[name] ?? null)),
    ],
    rowMode: 'array',
  })
  return rows.map(([at, id, listId, sharedKey, domainKey, linkedinKey, nameKey, cityKey, isOnlyOfName]) => ({
    at: Number(at) - 1,
    id: Number(id),
    listId,
    sharedKey,
    keys: {
      domainKey: domainKey ?? undefined,
      linkedinKey: linkedinKey ?? undefined,
      nameKey: nameKey ?? undefined,
      cityKey: cityKey ?? undefined,
    },
    isOnlyOfName,
  }))
}

/** LinkedIn's number of a page and the name in its address don't contradict each other. */
function otherKind(column: string): string {
  const isNumber = (table: string) => `${table}.linkedin_key ~ '^[0-9]+$'`
  return column === 'linkedin_key' ? `OR (${isNumber('c')}) <> (${isNumber('p')})` : ''
}

function branchesOf({ key, vetoes }: CompanyTier): string[] {
  const agreements = vetoes
    .map(columnOf)
    .map((veto) => `AND (p.${veto} IS NULL OR c.${veto} IS NULL OR c.${veto} = p.${veto} ${otherKind(veto)})`)
  const arm = (isOnlyOfName: boolean, condition = '') =>
    `(SELECT c.*, '${key}' AS shared_key, ${isOnlyOfName} AS is_only_of_name FROM company_rows c
      WHERE c.owner_id = $1 AND c.list_id <> $2 AND c.imported_as_lead AND c.${columnOf(key)} = p.${columnOf(key)}
        ${agreements.join(' ')} ${condition} ORDER BY c.id LIMIT 1)`
  if (key !== 'nameKey') return [arm(false)]
  const isOnly = `NOT EXISTS (SELECT FROM company_rows o WHERE o.owner_id = $1 AND o.list_id = c.list_id AND o.name_key = c.name_key AND o.id <> c.id)`
  return [arm(false, 'AND c.domain_key IS NULL'), arm(true, `AND c.domain_key IS NOT NULL AND ${isOnly}`)]
}

function toFields<Field extends string>(
  columns: readonly { field: Field }[],
  values: (string | null | undefined)[],
): { [F in Field]?: string } {
  const fields: { [F in Field]?: string } = {}
  columns.forEach(({ field }, at) => {
    const value = values[at]
    if (value) fields[field] = value
  })
  return fields
}
