import type { Queryable } from '../db/queryable.ts'

/** Numbers of the leads of a list. */
export interface ListStats {
  readonly people: number
  readonly companies: number
  /** People with an e-mail address. */
  readonly withEmail: number
  /** People who are linked to a company of the list. */
  readonly withCompany: number
  /** Companies that were enriched. */
  readonly enriched: number
}

/** Returns the numbers of those of an owner's lists that have leads. */
export async function selectStats(
  client: Queryable,
  ownerId: number,
  listIds: readonly string[],
): Promise<(ListStats & { listId: string })[]> {
  const { rows } = await client.query<ListStats & { listId: string }>(
    `SELECT list_id AS "listId", sum(people)::int AS people, sum(companies)::int AS companies,
       sum(with_email)::int AS "withEmail", sum(with_company)::int AS "withCompany", sum(enriched)::int AS enriched
     FROM (
       SELECT list_id, count(*) AS people, 0 AS companies, count(email) AS with_email, count(company_id) AS with_company,
         0 AS enriched
       FROM list_rows WHERE owner_id = $1 AND list_id = ANY ($2::uuid[]) GROUP BY list_id
       UNION ALL
       SELECT list_id, 0, count(*), 0, 0, count(enriched_at)
       FROM company_rows WHERE owner_id = $1 AND list_id = ANY ($2::uuid[]) GROUP BY list_id
     ) AS counted
     GROUP BY list_id`,
    [ownerId, listIds],
  )
  return rows
}
