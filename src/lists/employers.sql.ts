import type { Queryable } from '../db/queryable.ts'

/** The company of a row, as texts that name it. */
export interface Employer {
  id: string
  domain: string | null
  name: string | null
}

/** Returns which companies these people of the owner work for: the linked one, or else that of their own fields or e-mail address. */
export async function selectEmployers(
  client: Queryable,
  ownerId: number,
  rowIds: readonly bigint[],
): Promise<(Employer & { email: string | null })[]> {
  const { rows } = await client.query<Employer & { email: string | null }>(
    `SELECT r.id, COALESCE(c.domain, r.company_domain, c.website) AS domain, COALESCE(c.name, r.company_name) AS name, r.email
     FROM list_rows r LEFT JOIN company_rows c ON c.owner_id = r.owner_id AND c.id = r.company_id
     WHERE r.owner_id = $1 AND r.id = ANY ($2::bigint[])`,
    [ownerId, rowIds],
  )
  return rows
}

/** Returns how these companies of the owner are named. */
export async function selectCompanyNames(
  client: Queryable,
  ownerId: number,
  companyIds: readonly bigint[],
): Promise<Employer[]> {
  const { rows } = await client.query<Employer>(
    `SELECT id, COALESCE(domain, website) AS domain, name FROM company_rows WHERE owner_id = $1 AND id = ANY ($2::bigint[])`,
    [ownerId, companyIds],
  )
  return rows
}
