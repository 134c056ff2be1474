import type pg from 'pg'
import { clock } from '../db/clock.ts'
import type { Target } from './enrichments.sql.ts'
import type { Fill, WaitingCompany } from './fill.ts'

/** Which items wait for results: those of a batch, or all that are not in a batch yet. */
export type Waiting = { batchId: string } | 'PENDING'

/** Locks and returns the companies whose items wait for one of these LinkedIn pages, the oldest first. */
export async function lockWaiting(
  client: pg.ClientBase,
  { ownerId, id, listId }: Omit<Target, 'step'>,
  waiting: Waiting,
  keys: readonly string[],
): Promise<WaitingCompany[]> {
  const [which, values] =
    waiting === 'PENDING' ? ["status = 'PENDING'", []] : ["status = 'SENT' AND batch_id = $5", [waiting.batchId]]
  const { rows } = await client.query<WaitingCompany>(
    `WITH waiting AS MATERIALIZED (
       SELECT company_id, linkedin_key FROM enrichment_items
       WHERE owner_id = $4 AND enrichment_id = $1 AND ${which} AND linkedin_key = ANY ($3::text[])
     )
     SELECT r.id, waiting.linkedin_key AS "linkedinKey", r.name, r.city, r.website, r.domain, r.domain_key AS "domainKey"
     FROM waiting JOIN company_rows r ON r.owner_id = $4 AND r.id = company_id AND r.list_id = $2
     ORDER BY r.id FOR NO KEY UPDATE OF r`,
    [id, listId, keys, ownerId, ...values],
  )
  return rows
}

/** Returns which of these domains companies of the list already have, each with the company's id. */
export async function findHolders(
  client: pg.ClientBase,
  { ownerId, listId }: Pick<Target, 'ownerId' | 'listId'>,
  domainKeys: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ key: string; id: string }>(
    // Key by key: without statistics of a list that is new, the planner would read all of it.
    `SELECT key, r.id FROM unnest($2::text[]) AS asked (key) CROSS JOIN LATERAL (
       SELECT id FROM company_rows WHERE owner_id = $3 AND list_id = $1 AND domain_key = asked.key LIMIT 1) AS r`,
    [listId, domainKeys, ownerId],
  )
  return new Map(rows.map(({ key, id }) => [key, id]))
}

/** The column of each field that is filled if it is empty. */
const columns = {
  name: 'name',
  nameKey: 'name_key',
  cityKey: 'city_key',
  website: 'website',
  domain: 'domain',
  domainKey: 'domain_key',
  industry: 'industry',
  employeeCount: 'employee_count',
  employeeRange: 'employee_range',
  founded: 'founded',
  headquarters: 'headquarters',
  city: 'city',
  country: 'country',
  description: 'description',
  logoUrl: 'logo_url',
  funding: 'funding',
  linkedinFollowers: 'linkedin_followers',
} as const satisfies Partial<Record<keyof Fill, string>>

const filled = Object.values(columns)
const filling = filled.map((column) => `${column} = COALESCE(r.${column}, n.${column})`)
const gains = [
  ...filled.map((column) => `(r.${column} IS NULL AND n.${column} IS NOT NULL)`),
  'cardinality(r.specialties) = 0 AND cardinality(n.specialties) > 0',
]

/** Fills the empty fields of companies; existing values stay. */
export async function fillCompanies(client: pg.ClientBase, ownerId: number, fills: readonly Fill[]): Promise<void> {
  const records = fills.map((fill) => ({
    id: fill.id,
    enriched_at: fill.fetchedAt,
    specialties: fill.specialties,
    ...Object.fromEntries(fields.map((field) => [columns[field], fill[field]])),
  }))
  await client.query(
    `UPDATE company_rows r SET ${filling.join(', ')}, enriched_at = GREATEST(r.enriched_at, n.enriched_at),
       updated_at = CASE WHEN ${gains.join(' OR ')} THEN clock.now ELSE r.updated_at END,
       specialties = CASE WHEN cardinality(r.specialties) > 0 THEN r.specialties ELSE n.specialties END
     FROM jsonb_populate_recordset(NULL::company_rows, $1::jsonb) n, ${clock} WHERE r.owner_id = $2 AND r.id = n.id`,
    [JSON.stringify(records), ownerId],
  )
}

const fields = Object.keys(columns).filter((field): field is keyof typeof columns => Object.hasOwn(columns, field))
