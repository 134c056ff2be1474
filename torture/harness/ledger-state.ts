import type pg from 'pg'
import { emailOf, isAlive, type ModelCompany, type ModelLead } from './ledger-lists.ts'
import type { LedgerModel } from './ledger-model.ts'

/** What the product calls the lists and runs of a user. */
interface Names {
  readonly id: number
  readonly listIds: readonly string[]
  readonly calls: readonly { runId: string }[]
}

/** Throws if a user's stored state differs from the model, and gives the leads of the model their numbers. */
export async function compareState(pool: pg.Pool, user: Names, model: LedgerModel): Promise<void> {
  const { rows } = await pool.query<{ state: unknown }>(storedState, [user.id])
  const { rows: people } = await pool.query<{ id: string }>(storedPeople, [user.id])
  const { rows: companies } = await pool.query<{ id: string }>(storedCompanies, [user.id])
  const stored = [rows[0]?.state, ...[people, companies].map((found) => found.map(({ id: _, ...lead }) => lead))]
  const [livePeople, liveCompanies] = [model.leads.filter(isAlive), model.companies.filter(isAlive)]
  const expected = [
    stateOf(model),
    livePeople.map((lead) => ({ ...placeOf(user, model, lead), ...personOf(lead) })),
    liveCompanies.map((company) => ({ ...placeOf(user, model, company), ...companyOf(company) })),
  ]
  const [found, wanted] = [stored, expected].map((state) => JSON.stringify(state, null, 1))
  if (found !== wanted) throw new Error(`The product has\n${found}\nwhere the model has\n${wanted}`)
  for (const [at, lead] of livePeople.entries()) lead.id = Number(people[at]?.id)
  for (const [at, company] of liveCompanies.entries()) company.id = Number(companies[at]?.id)
}

function placeOf({ listIds, calls }: Names, { lists, runs }: LedgerModel, lead: ModelLead | ModelCompany) {
  const { list, run, source, editedAt } = lead
  return {
    list: listIds[list === null ? -1 : lists.indexOf(list)],
    run: calls[runs.indexOf(run)]?.runId,
    source,
    edited: editedAt !== null,
  }
}

function personOf({ key, title, domain, company }: ModelLead) {
  return { email: emailOf(key), title, domain, company: company?.domain ?? null }
}

function companyOf({ domain, industry, isLead }: ModelCompany) {
  return { domain, industry, isLead }
}

const storedPeople = `
  SELECT p.id, p.list_id AS list, p.run_id AS run, p.source, p.edited_at IS NOT NULL AS edited, p.email, p.title,
    p.company_domain AS domain, c.domain AS company
  FROM list_rows p LEFT JOIN company_rows c ON c.owner_id = p.owner_id AND c.id = company_id WHERE p.owner_id = $1 ORDER BY p.id`

const storedCompanies = `
  SELECT id, list_id AS list, run_id AS run, source, edited_at IS NOT NULL AS edited, domain, industry, imported_as_lead AS "isLead"
  FROM company_rows WHERE owner_id = $1 ORDER BY id`

const storedState = `
  SELECT json_build_object(
    'account', json_build_array(balance, reserved),
    'ledger', (SELECT json_build_array(sum(amount), sum(reserved_amount)) FROM credit_entries WHERE user_id = $1),
    'lists', (SELECT count(*) FROM lists WHERE owner_id = $1),
    'runs', (SELECT coalesce(json_agg(json_build_array(status, page, total, reserved, released, captured, imported, merged, updated,
        cross_list_skipped, blocked, invalid, unaffordable, no_match, companies_created, moved, copied, deleted,
        undo IS NOT NULL, undone_at IS NOT NULL, undo_page, removed, companies_removed, refunded, returned) ORDER BY seq), '[]')
      FROM import_runs CROSS JOIN LATERAL (
        SELECT coalesce(sum(quantity) FILTER (WHERE kind = 'CAPTURE'), 0) AS captured,
          coalesce(sum(quantity) FILTER (WHERE kind = 'REFUND'), 0) AS returned
        FROM credit_entries WHERE run_id = import_runs.id) entries
      WHERE owner_id = $1)) AS state
  FROM credit_accounts WHERE user_id = $1`

function stateOf({ balance, reserved, lists, runs }: LedgerModel) {
  return {
    account: [balance, reserved],
    ledger: [balance, reserved],
    lists: lists.length,
    runs: runs.map(({ status, pages, total, reserved: ofRun, released, counts, undo }) => {
      const { imported, merged, updated, crossListSkipped, blocked, invalid, unaffordable, noMatch } = counts
      const { companiesCreated, moved, copied, deleted } = counts
      const { pages: undoPages = 0, removed = 0, companiesRemoved = 0, refunded = 0 } = undo ?? {}
      return [
        ...[status, pages, total, ofRun, released, imported, imported, merged, updated],
        ...[crossListSkipped, blocked, invalid, unaffordable, noMatch, companiesCreated, moved, copied, deleted],
        ...[undo !== null, undo?.phase === 'over', undoPages, removed, companiesRemoved, refunded, refunded],
      ]
    }),
  }
}
