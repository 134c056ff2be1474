import type pg from 'pg'
import type { Queryable } from '../db/queryable.ts'
import { searchIndexes, type TextSearch } from '../db/text-search.ts'

const texts = {
  people: 'text_of_person(full_name, first_name, last_name, email, company_name, title)',
  companies: 'text_of_company(name, domain)',
} as const satisfies Record<TextSearch['index'], string>

/** Returns the owners with rows that are not indexed. Those whose import is running are left out: it would wait for the index. */
export async function selectUnindexedOwners(client: Queryable): Promise<number[]> {
  const behind = ({ table, mark }: (typeof searchIndexes)[TextSearch['index']]) =>
    `(SELECT max(id) FROM ${table} WHERE ${table}.owner_id = owners.owner_id) > coalesce(search_marks.${mark}, 0)`
  const { rows } = await client.query<{ id: number }>(
    `SELECT owners.owner_id AS id FROM (SELECT DISTINCT owner_id FROM lists) AS owners
       LEFT JOIN search_marks ON search_marks.owner_id = owners.owner_id
     WHERE (${behind(searchIndexes.people)} OR ${behind(searchIndexes.companies)})
       AND NOT EXISTS (SELECT FROM import_runs WHERE import_runs.owner_id = owners.owner_id AND status IN ('QUEUED', 'RUNNING'))
     ORDER BY owners.owner_id`,
  )
  return rows.map(({ id }) => id)
}

/** Indexes the next rows of an owner and returns their number. The caller's transaction holds the owner's lock, so that no row changes meanwhile. */
export async function indexNextRows(
  client: pg.ClientBase,
  index: TextSearch['index'],
  ownerId: number,
  limit: number,
): Promise<number> {
  const { table, texts: target, mark } = searchIndexes[index]
  const { rows } = await client.query<{ indexed: number }>(
    `WITH next AS (
       SELECT owner_id, id, ${texts[index]} AS text FROM ${table}
       WHERE owner_id = $1 AND id > coalesce((SELECT ${mark} FROM search_marks WHERE owner_id = $1), 0)
       ORDER BY id LIMIT $2
     ), written AS (
       INSERT INTO ${target} (owner_id, id, text) SELECT owner_id, id, text FROM next
       ON CONFLICT (owner_id, id) DO UPDATE SET text = EXCLUDED.text
     ), marked AS (
       INSERT INTO search_marks (owner_id, ${mark}) SELECT $1, max(id) FROM next HAVING count(*) > 0
       ON CONFLICT (owner_id) DO UPDATE SET ${mark} = EXCLUDED.${mark}
     )
     SELECT count(*)::int AS indexed FROM next`,
    [ownerId, limit],
  )
  return rows[0]?.indexed ?? 0
}

/** Sorts what was added to the index, and tells the planner how common texts are; not within a transaction. */
export async function vacuumTexts(client: Queryable, index: TextSearch['index']): Promise<void> {
  await client.query(`VACUUM (ANALYZE) ${searchIndexes[index].texts}`)
}
