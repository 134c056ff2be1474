import type pg from 'pg'
import { type CopyValue, copyInto } from '../db/copy.ts'
import type { RowSource } from '../db/generated/enums.ts'
import { customToJson } from './custom.ts'
import { companyColumns, personColumns } from './known.sql.ts'
import type { KnownCompany } from './known-companies.ts'
import type { KnownPerson } from './known-people.ts'
import { type CompanyField, companyFields } from './mapping.ts'
import type { Outcome } from './verdicts.ts'

type Cell = [column: string, value: CopyValue]

/** Ids for new rows, ascending: within one owner's lock the order of ids is the order of insertion. */
export async function takeIds(
  client: pg.ClientBase,
  table: 'list_rows' | 'company_rows',
  count: number,
): Promise<number[]> {
  if (count === 0) return []
  const { rows } = await client.query<[string]>({
    name: `ids of ${table}`,
    text: `SELECT nextval('${table}_id_seq') FROM generate_series(1, $1)`,
    values: [count],
    rowMode: 'array',
  })
  return rows.map(([id]) => Number(id))
}

/** Where new rows go and where they came from. */
export interface Landing {
  ownerId: number
  listId: string
  source: RowSource
}

/** Inserts people who have been given their ids. */
export async function insertPeople(client: pg.ClientBase, landing: Landing, people: KnownPerson[]): Promise<void> {
  await insert(client, 'list_rows', landing, people, personCells)
}

/** Inserts companies that have been given their ids. */
export async function insertCompanies(
  client: pg.ClientBase,
  landing: Landing,
  companies: KnownCompany[],
  importedAsLead: boolean,
): Promise<void> {
  await insert(client, 'company_rows', landing, companies, (company) => [
    ['imported_as_lead', importedAsLead],
    ...companyCells(company),
  ])
}

/** Writes the people who gained something over their stored rows. */
export async function updatePeople(client: pg.ClientBase, people: Iterable<KnownPerson>): Promise<void> {
  await update(client, 'list_rows', people, personCells)
}

/** Writes the companies that gained something over their stored rows: the fields that were loaded. */
export async function updateCompanies(
  client: pg.ClientBase,
  companies: Iterable<KnownCompany>,
  fields: readonly CompanyField[],
): Promise<void> {
  await update(client, 'company_rows', companies, (company) => companyCells(company, fields))
}

/** Records the rows that were not imported. */
export async function insertOutcomes(client: pg.ClientBase, runId: string, outcomes: Outcome[]): Promise<void> {
  const columns = 'run_id row_number verdict reason_code reason cells row_id company_id list_id blocked_company_id'
  await copyInto(client, 'import_outcomes', columns.split(' '), outcomes, (outcome) => [
    runId,
    outcome.rowNumber,
    outcome.verdict,
    outcome.reasonCode,
    outcome.reason,
    outcome.cells,
    outcome.person?.id,
    outcome.company?.id,
    outcome.listId,
    outcome.blockedCompanyId,
  ])
}

async function insert<Row extends { id: number | null }>(
  client: pg.ClientBase,
  table: string,
  { ownerId, listId, source }: Landing,
  rows: Row[],
  cellsOf: (row: Row) => Cell[],
): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const columns = ['id', 'owner_id', 'list_id', 'source', ...cellsOf(first).map(([column]) => column)]
  await copyInto(client, table, columns, rows, (row) => [
    row.id,
    ownerId,
    listId,
    source,
    ...cellsOf(row).map(([, value]) => value),
  ])
}

async function update<Row extends { id: number | null }>(
  client: pg.ClientBase,
  table: string,
  rows: Iterable<Row>,
  cellsOf: (row: Row) => Cell[],
): Promise<void> {
  const records = [...rows].map((row) => ({ id: row.id, cells: cellsOf(row) }))
  const [first] = records
  if (first === undefined) return
  const columns = first.cells.map(([column]) => column)
  await client.query(
    `UPDATE ${table} r SET (${columns.join(', ')}) = (${columns.map((column) => `n.${column}`).join(', ')})
     FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) n WHERE r.id = n.id`,
    [JSON.stringify(records.map(({ id, cells }) => ({ id, ...Object.fromEntries(cells.map(toJson)) })))],
  )
}

/** A custom value is JSON already. */
function toJson([column, value]: Cell): Cell | [string, unknown] {
  return column === 'custom' && typeof value === 'string' ? [column, JSON.parse(value)] : [column, value ?? null]
}

function personCells({ fields, keys, custom, companyId, company }: KnownPerson): Cell[] {
  return [
    ...personColumns.map(({ field, column }): Cell => [column, fields[field]]),
    ['custom', customToJson(custom)],
    ['company_id', company?.id ?? companyId],
    ['slug_key', keys.slugKey],
    ['member_key', keys.memberKey],
    ['sales_nav_key', keys.salesNavKey],
    ['email_key', keys.emailKey],
    ['name_domain_key', keys.nameDomainKey],
    ['name_linkedin_key', keys.nameLinkedinKey],
    ['name_company_key', keys.nameCompanyKey],
    ['name_location_key', keys.nameLocationKey],
    ['name_key', keys.nameKey],
    ['held', keys.held],
  ]
}

function companyCells({ fields, keys, custom }: KnownCompany, loaded: readonly CompanyField[] = companyFields): Cell[] {
  const columns = companyColumns.filter(({ field }) => loaded.includes(field))
  return [
    ...columns.map(({ field, column }): Cell => {
      const value = fields[field]
      return [column, field === 'technologies' ? technologiesOf(value) : value]
    }),
    ['custom', customToJson(custom)],
    ['domain_key', keys.domainKey],
    ['linkedin_key', keys.linkedinKey],
    ['name_key', keys.nameKey],
  ]
}

function technologiesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[,;|]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
