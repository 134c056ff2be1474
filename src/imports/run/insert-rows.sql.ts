import type pg from 'pg'
import { type CopyValue, copyInto } from '../../db/copy.ts'
import type { RowSource } from '../../db/generated/enums.ts'
import { customToJson } from '../leads/custom.ts'
import type { CompanyField } from '../leads/fields.ts'
import { personKeyNames } from '../leads/identity.ts'
import type { New, Outcome, PossibleDuplicate } from '../verdicts/decision.ts'
import { companyColumns, keyColumns, personColumns } from '../verdicts/existing.sql.ts'
import type { ExistingCompany } from '../verdicts/existing-companies.ts'
import type { ExistingPerson } from '../verdicts/existing-people.ts'
import type { RunKey } from './runs.sql.ts'

/** Returns ids for new rows, ascending: under the owner's lock, the order of ids is the order of insertion. */
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

/** Where new rows go, and where they come from. */
export interface Target {
  /** Null for rows that no run added. */
  runId: string | null
  ownerId: number
  listId: string
  source: RowSource
}

/** Inserts people whose ids are set; calls `onSent` when only Postgres is still at work. */
export async function insertPeople(
  client: pg.ClientBase,
  target: Target,
  people: New<ExistingPerson>[],
  onSent: () => void,
): Promise<void> {
  await insert(client, 'list_rows', target, people, personRecord, onSent)
}

/** Inserts companies whose ids are set. */
export async function insertCompanies(
  client: pg.ClientBase,
  target: Target,
  companies: New<ExistingCompany>[],
  importedAsLead: boolean,
): Promise<void> {
  const { columns, valuesOf } = companyRecord(companyColumns)
  await insert(client, 'company_rows', target, companies, {
    columns: [...columns, 'imported_as_lead'],
    valuesOf: (company) => [...valuesOf(company), importedAsLead],
  })
}

/** Who changes stored rows: an import, or someone who edits them. */
export type ChangedBy = 'IMPORT' | 'EDIT'

/** Updates the stored rows of people whose values have changed. */
export async function updatePeople(
  client: pg.ClientBase,
  ownerId: number,
  people: Iterable<ExistingPerson>,
  by: ChangedBy = 'IMPORT',
): Promise<void> {
  await update(client, { table: 'list_rows', ownerId, by }, people, personRecord)
}

/** Frees the domains that companies no longer have, for others of the list: a domain is unique in it. */
export async function freeDomains(
  client: pg.ClientBase,
  ownerId: number,
  companies: Iterable<ExistingCompany>,
): Promise<void> {
  const ids = [...companies].filter(({ hasFreedDomain }) => hasFreedDomain === true).map(({ id }) => id)
  if (ids.length === 0) return
  await client.query('UPDATE company_rows SET domain_key = NULL WHERE owner_id = $1 AND id = ANY ($2::bigint[])', [
    ownerId,
    ids,
  ])
}

/** Updates stored people and moves them to another list. */
export async function movePeople(
  client: pg.ClientBase,
  ownerId: number,
  listId: string,
  people: Iterable<ExistingPerson>,
): Promise<void> {
  const { columns, valuesOf } = personRecord
  await update(client, { table: 'list_rows', ownerId, by: 'EDIT' }, people, {
    columns: [...columns, 'list_id'],
    valuesOf: (person) => [...valuesOf(person), listId],
  })
}

/** Updates the loaded fields of stored companies whose values have changed. */
export async function updateCompanies(
  client: pg.ClientBase,
  ownerId: number,
  companies: Iterable<ExistingCompany>,
  fields: readonly CompanyField[],
  by: ChangedBy = 'IMPORT',
): Promise<void> {
  await update(
    client,
    { table: 'company_rows', ownerId, by },
    companies,
    companyRecord(companyColumns.filter(({ field }) => fields.includes(field))),
  )
}

/** Records the rows that were not imported; calls `onSent` when only Postgres is still at work. */
export async function insertOutcomes(
  client: pg.ClientBase,
  { ownerId, id: runId }: RunKey,
  outcomes: Outcome[],
  onSent: () => void,
): Promise<void> {
  const columns =
    'owner_id run_id row_number verdict reason_code reason cells row_id also_match_ids company_id list_id blocked_company_id'
  await copyInto(
    client,
    'import_outcomes',
    columns.split(' '),
    outcomes,
    (outcome) => [
      ownerId,
      runId,
      outcome.rowNumber,
      outcome.verdict,
      outcome.reasonCode,
      outcome.reason,
      outcome.cells,
      outcome.person?.id,
      outcome.alsoMatches.map(({ id }) => String(id)),
      outcome.company?.id,
      outcome.listId,
      outcome.blockedCompanyId,
    ],
    onSent,
  )
}

/** Records pairs of people who may be the same; known pairs are left unchanged. */
export async function insertPossibleDuplicates(
  client: pg.ClientBase,
  { ownerId, listId }: Pick<Target, 'ownerId' | 'listId'>,
  pairs: readonly PossibleDuplicate[],
): Promise<void> {
  if (pairs.length === 0) return
  await client.query(
    `INSERT INTO possible_duplicates (owner_id, list_id, a_id, b_id, reason_code)
     SELECT $1, $2, a_id, b_id, reason_code FROM unnest($3::bigint[], $4::bigint[], $5::text[]) WITH ORDINALITY AS p (a_id, b_id, reason_code, at)
     ORDER BY at ON CONFLICT DO NOTHING`,
    [
      ownerId,
      listId,
      pairs.map(({ a }) => a.id),
      pairs.map(({ b }) => b.id),
      pairs.map(({ reasonCode }) => reasonCode),
    ],
  )
}

/** How a row is stored in its table. */
interface TableRecord<Row> {
  columns: readonly string[]
  valuesOf: (row: Row) => CopyValue[]
}

async function insert<Row extends New<{ id: number | null }>>(
  client: pg.ClientBase,
  table: string,
  { ownerId, listId, runId, source }: Target,
  rows: Row[],
  { columns, valuesOf }: TableRecord<Row>,
  onSent?: () => void,
): Promise<void> {
  const allColumns = ['id', 'owner_id', 'list_id', 'run_id', 'row_number', 'source', ...columns]
  const allValuesOf = (row: Row) => [
    row.id,
    ownerId,
    listId,
    runId,
    runId === null ? null : row.rowNumber,
    source,
    ...valuesOf(row),
  ]
  await copyInto(client, table, allColumns, rows, allValuesOf, onSent)
}

async function update<Row extends { id: number | null }>(
  client: pg.ClientBase,
  { table, ownerId, by }: { table: string; ownerId: number; by: ChangedBy },
  rows: Iterable<Row>,
  { columns, valuesOf }: TableRecord<Row>,
): Promise<void> {
  const records = Array.from(rows, (row) => {
    const values = valuesOf(row)
    return { id: row.id, ...Object.fromEntries(columns.map((column, at) => [column, jsonOf(column, values[at])])) }
  })
  if (records.length === 0) return
  await client.query(
    `UPDATE ${table} r SET (${columns.join(', ')}) = (${columns.map((column) => `n.${column}`).join(', ')}), updated_at = now()${by === 'EDIT' ? ', edited_at = now()' : ''}
     FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) n WHERE r.owner_id = $2 AND r.id = n.id`,
    [JSON.stringify(records), ownerId],
  )
}

/** A custom value is JSON already. */
function jsonOf(column: string, value: CopyValue): unknown {
  return column === 'custom' && typeof value === 'string' ? JSON.parse(value) : (value ?? null)
}

const personRecord: TableRecord<ExistingPerson> = {
  columns: [
    ...personColumns.map(({ column }) => column),
    'custom',
    'company_id',
    'held',
    'country_key',
    ...personKeyNames.map((name) => keyColumns[name]),
  ],
  valuesOf: ({ fields, keys, custom, companyId, company }) => [
    ...personColumns.map(({ field }) => fields[field]),
    customToJson(custom),
    company?.id ?? companyId,
    keys.held,
    keys.countryKey,
    ...personKeyNames.map((name) => keys[name]),
  ],
}

function companyRecord(columns: typeof companyColumns): TableRecord<ExistingCompany> {
  return {
    columns: [...columns.map(({ column }) => column), 'custom', 'domain_key', 'linkedin_key', 'name_key', 'city_key'],
    valuesOf: ({ fields, keys, custom }) => [
      ...columns.map(({ field }) => (field === 'technologies' ? technologiesOf(fields[field]) : fields[field])),
      customToJson(custom),
      keys.domainKey,
      keys.linkedinKey,
      keys.nameKey,
      keys.cityKey,
    ],
  }
}

function technologiesOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(', ')
}
