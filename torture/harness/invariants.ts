import type pg from 'pg'
import { snapshot, transaction } from '../../src/db/client.ts'
import { findMisplacedRows } from './rows-of-runs.ts'

/** Statements that return a description in the column `violation` for each one. */
type Statements = readonly string[]

/** Descriptions to keep per statement. */
const maxPerStatement = 5

/** The number of rows that have a verdict, or were changed in bulk. */
const processed =
  'imported + merged + cross_list_skipped + blocked + invalid + unaffordable + no_match + moved + copied + deleted'
const isOver = "status IN ('COMPLETED', 'FAILED', 'CANCELLED')"

const credits: Statements = [
  `SELECT format('user %s: balance %s and reserved %s, but the ledger says %s and %s', u.id, balance, reserved, b, r) AS violation
   FROM users u LEFT JOIN credit_accounts ON user_id = u.id CROSS JOIN LATERAL (
     SELECT COALESCE(sum(amount), 0) AS b, COALESCE(sum(reserved_amount), 0) AS r FROM credit_entries WHERE user_id = u.id) ledger
   WHERE (COALESCE(balance, 0), COALESCE(reserved, 0)) <> (b, r)`,
  `SELECT format('user %s: balance %s, of which %s are reserved', user_id, balance, reserved) AS violation
   FROM credit_accounts WHERE balance < 0 OR reserved < 0 OR reserved > balance`,
  `SELECT format('run %s is %s: it reserved %s, imported %s and released %s, but the ledger says %s, %s and %s, and holds %s',
     id, status, reserved, imported, released, r, c, e, held) AS violation
   FROM import_runs CROSS JOIN LATERAL (
     SELECT COALESCE(sum(quantity) FILTER (WHERE kind = 'RESERVE'), 0) AS r, COALESCE(sum(quantity) FILTER (WHERE kind = 'CAPTURE'), 0) AS c,
       COALESCE(sum(quantity) FILTER (WHERE kind = 'RELEASE'), 0) AS e, COALESCE(sum(reserved_amount), 0) AS held
     FROM credit_entries WHERE run_id = import_runs.id) ledger
   WHERE (reserved, imported, released) <> (r, c, e) OR held <> CASE WHEN ${isOver} THEN 0 ELSE reserved - imported END
     OR (${isOver} AND reserved <> imported + released)`,
  `SELECT format('run %s: page %s was captured %s times', run_id, page, count(*)) AS violation
   FROM credit_entries WHERE kind = 'CAPTURE' GROUP BY run_id, page HAVING count(*) > 1`,
  `SELECT format('entry %s captures %s for %s leads, for page %s of %s', e.id, -amount, quantity, e.page, r.page) AS violation
   FROM credit_entries e JOIN import_runs r ON r.id = run_id
   WHERE e.kind = 'CAPTURE' AND (amount <> -quantity OR reserved_amount <> -quantity OR e.page IS NULL OR e.page >= r.page)`,
]

const counters: Statements = [
  `SELECT format('run %s counts %s merged, %s of other lists, %s blocked, %s invalid, %s unaffordable and %s without a match; its outcomes are %s, %s, %s, %s, %s and %s',
     id, merged, cross_list_skipped, blocked, invalid, unaffordable, no_match, m, c, b, i, u, n) AS violation
   FROM import_runs CROSS JOIN LATERAL (
     SELECT count(*) FILTER (WHERE verdict = 'MERGED') AS m, count(*) FILTER (WHERE verdict = 'CROSS_LIST') AS c,
       count(*) FILTER (WHERE verdict = 'BLOCKED') AS b, count(*) FILTER (WHERE verdict = 'INVALID') AS i,
       count(*) FILTER (WHERE verdict = 'UNAFFORDABLE') AS u, count(*) FILTER (WHERE verdict = 'NO_MATCH') AS n
     FROM import_outcomes WHERE run_id = import_runs.id) outcomes
   WHERE (merged, cross_list_skipped, blocked, invalid, unaffordable, no_match) <> (m, c, b, i, u, n)`,
  `SELECT format('run %s is %s with %s of %s rows', id, status, ${processed}, total) AS violation
   FROM import_runs WHERE ${processed} > COALESCE(total, ${processed}) OR (status = 'COMPLETED' AND ${processed} IS DISTINCT FROM total)`,
  `SELECT format('run %s has read %s rows and given %s verdicts', id, read, ${processed}) AS violation
   FROM import_runs CROSS JOIN LATERAL (SELECT COALESCE(cursor, '0') AS read) cursor
   WHERE kind IN ('CSV', 'API') AND read <> (${processed})::text`,
  `SELECT format('run %s has been given %s people and given %s verdicts', id, position, ${processed}) AS violation
   FROM import_runs WHERE kind = 'SALES_NAV' AND ${processed} > position`,
  `SELECT format('run %s has an outcome for row %s of %s', run_id, row_number, read) AS violation
   FROM import_outcomes JOIN import_runs ON id = run_id
   CROSS JOIN LATERAL (SELECT CASE WHEN kind IN ('SALES_NAV', 'BULK') THEN position ELSE COALESCE(cursor, '0')::int END AS read) rows
   WHERE row_number NOT BETWEEN 1 AND read`,
]

/** What only imports, and no other change, leave in a list. */
const importedRows: Statements = [
  `SELECT format('list %s holds %s people and %s companies as leads, its runs imported %s and %s', id, people, companies, p, c) AS violation
   FROM lists CROSS JOIN LATERAL (SELECT count(*) AS people FROM list_rows WHERE list_id = lists.id) people
   CROSS JOIN LATERAL (SELECT count(*) AS companies FROM company_rows WHERE list_id = lists.id AND imported_as_lead) companies
   CROSS JOIN LATERAL (
     SELECT COALESCE(sum(imported) FILTER (WHERE data_type = 'PEOPLE'), 0) AS p,
       COALESCE(sum(imported) FILTER (WHERE data_type = 'COMPANIES'), 0) AS c
     FROM import_runs WHERE list_id = lists.id) runs
   WHERE (people, companies) <> (p, c)`,
  `SELECT format('list %s holds %s companies of people, its runs created %s', id, extracted, created) AS violation
   FROM lists CROSS JOIN LATERAL (SELECT count(*) AS extracted FROM company_rows WHERE list_id = lists.id AND NOT imported_as_lead) companies
   CROSS JOIN LATERAL (SELECT COALESCE(sum(companies_created), 0) AS created FROM import_runs WHERE list_id = lists.id) runs
   WHERE extracted <> created`,
]

const rows: Statements = [
  ...['slug_key', 'member_key', 'sales_nav_key'].map(
    (key) => `SELECT format('list %s holds %s people with the ${key} %s', list_id, count(*), ${key}) AS violation
      FROM list_rows WHERE ${key} IS NOT NULL GROUP BY list_id, ${key} HAVING count(*) > 1`,
  ),
  // Two people may share an address if their profiles differ.
  `SELECT format('list %s holds rows %s and %s with the e-mail address %s', a.list_id, a.id, b.id, email_key) AS violation
   FROM (SELECT list_id, email_key FROM list_rows WHERE email_key IS NOT NULL GROUP BY list_id, email_key HAVING count(*) > 1) twice
   JOIN list_rows a USING (list_id, email_key) JOIN list_rows b USING (list_id, email_key)
   WHERE a.id < b.id AND a.held & b.held & 7 = 0`,
  `SELECT format('list %s holds %s companies with the domain %s', list_id, count(*), domain_key) AS violation
   FROM company_rows WHERE domain_key IS NOT NULL GROUP BY list_id, domain_key HAVING count(*) > 1`,
  `SELECT format('list %s holds companies %s and %s with the page %s', a.list_id, a.id, b.id, linkedin_key) AS violation
   FROM (SELECT list_id, linkedin_key FROM company_rows WHERE linkedin_key IS NOT NULL GROUP BY list_id, linkedin_key HAVING count(*) > 1) twice
   JOIN company_rows a USING (list_id, linkedin_key) JOIN company_rows b USING (list_id, linkedin_key)
   WHERE a.id < b.id AND (a.domain_key IS NULL OR b.domain_key IS NULL)`,
  `SELECT format('row %s is linked to company %s of another list', p.id, c.id) AS violation
   FROM list_rows p JOIN company_rows c ON c.id = company_id WHERE p.list_id <> c.list_id`,
]

const enrichments: Statements = [
  `SELECT format('the enrichment of list %s is %s: %s companies, %s enriched, %s skipped, %s failed; its items are %s, %s, %s and %s',
     list_id, status, total, enriched, skipped, failed, t, e, s, f) AS violation
   FROM enrichments CROSS JOIN LATERAL (
     SELECT count(*) AS t, count(*) FILTER (WHERE i.status = 'ENRICHED') AS e, count(*) FILTER (WHERE i.status = 'SKIPPED') AS s,
       count(*) FILTER (WHERE i.status = 'FAILED') AS f
     FROM enrichment_items i WHERE enrichment_id = enrichments.id) items
   WHERE (total, enriched, skipped, failed) <> (t, e, s, f)
     OR (status = 'IDLE' AND (enriched + skipped + failed <> total OR processed <> requested))`,
  `SELECT format('company %s waits for a batch, but its batch %s', company_id,
     CASE WHEN b.id IS NULL THEN 'is gone' ELSE 'is done' END) AS violation
   FROM enrichment_items i LEFT JOIN enrichment_batches b ON b.id = batch_id
   WHERE i.status = 'SENT' AND (b.id IS NULL OR done_at IS NOT NULL)`,
  `SELECT format('the enrichment of list %s is IDLE with an open batch', list_id) AS violation
   FROM enrichments e JOIN enrichment_batches ON enrichment_id = e.id WHERE status = 'IDLE' AND done_at IS NULL`,
]

/** Returns a description of each violated invariant of the stored data, from one snapshot; the invariants hold at any moment. With `hasOnlyImports`, lists must hold exactly what was imported. */
export async function findViolations(pool: pg.Pool, { hasOnlyImports = true } = {}): Promise<string[]> {
  const isDistributed = await hasCitus(pool)
  return await (isDistributed ? transaction : snapshot)(pool, async (client) => {
    if (isDistributed) await copyTables(client)
    const violations: string[] = []
    const add = (found: readonly string[]) => {
      violations.push(...found.slice(0, maxPerStatement))
      if (found.length > maxPerStatement)
        violations.push(`… and ${found.length - maxPerStatement} more of the same kind`)
    }
    for (const statement of [
      ...credits,
      ...counters,
      ...(hasOnlyImports ? importedRows : []),
      ...rows,
      ...enrichments,
    ]) {
      const found = await client.query<{ violation: string }>(statement)
      add(found.rows.map((row) => row.violation))
    }
    if (hasOnlyImports) add(await findMisplacedRows(client))
    return violations
  })
}

async function hasCitus(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ has: boolean }>(
    "SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL AS has",
  )
  return rows[0]?.has === true
}

/** Copies the tables to the coordinator until the end of the transaction: Citus can't join what isn't joined by the owner. */
async function copyTables(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT table_name::text AS name FROM citus_tables WHERE citus_table_type IN ('distributed', 'reference')",
  )
  for (const { name } of rows) {
    await client.query(`CREATE TEMP TABLE ${name} ON COMMIT DROP AS SELECT * FROM public.${name}`)
  }
}
