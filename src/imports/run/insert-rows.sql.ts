import type pg from 'pg'
import { type CopyColumn, type CopyValue, copyInto } from '../../db/copy.ts'
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
    text: `SELECT string_agg(nextval('${table}_id_seq')::text, ',') FROM generate_series(1, $1)`,
    values: [count],
    rowMode: 'array',
  })
  return (rows[0]?.[0] ?? '').split(',').map(Number)
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
  await insert(client, 'list_rows', target, people, storedPerson, onSent)
}

/** Inserts companies whose ids are set. */
export async function insertCompanies(
  client: pg.ClientBase,
  target: Target,
  companies: New<ExistingCompany>[],
  importedAsLead: boolean,
): Promise<void> {
  const columns = [...storedCompany(companyColumns), { name: 'imported_as_lead', read: () => importedAsLead }]
  await insert(client, 'company_rows', target, companies, columns)
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
  await update(client, { table: 'list_rows', ownerId, by }, people, storedPerson)
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
  const columns = [...storedPerson, { name: 'list_id', read: () => listId }]
  await update(client, { table: 'list_rows', ownerId, by: 'EDIT' }, people, columns)
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
    storedCompany(companyColumns.filter(({ field }) => fields.includes(field))),
  )
}

/** Records the rows that were not imported; calls `onSent` when only Postgres is still at work. */
export async function insertOutcomes(
  client: pg.ClientBase,
  { ownerId, id: runId }: RunKey,
  outcomes: Outcome[],
  onSent: () => void,
): Promise<void> {
  const columns: CopyColumn<Outcome>[] = [
    { name: 'owner_id', read: () => ownerId },
    { name: 'run_id', read: () => runId },
    { name: 'row_number', read: ({ rowNumber }) => rowNumber },
    { name: 'verdict', read: ({ verdict }) => verdict },
    { name: 'reason_code', read: ({ reasonCode }) => reasonCode },
    { name: 'reason', read: ({ reason }) => reason },
    { name: 'cells', read: ({ cells }) => cells },
    { name: 'row_id', read: ({ person }) => person?.id },
    { name: 'also_match_ids', read: ({ alsoMatches }) => alsoMatches.map(({ id }) => String(id)) },
    { name: 'company_id', read: ({ company }) => company?.id },
    { name: 'list_id', read: ({ listId }) => listId },
    { name: 'blocked_company_id', read: ({ blockedCompanyId }) => blockedCompanyId },
  ]
  await copyInto(client, 'import_outcomes', columns, outcomes, onSent)
}

/** Records pairs of people who may be the same; known pairs are left unchanged. */
export async function insertPossibleDuplicates(
  client: pg.ClientBase,
  { ownerId, listId }: Pick<Target, 'ownerId' | 'listId'>,
  pairs: readonly (Pick<PossibleDuplicate, 'reasonCode'> & Record<'a' | 'b', { id: number | null }>)[],
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

async function insert<Row extends New<{ id: number | null }>>(
  client: pg.ClientBase,
  table: string,
  { ownerId, listId, runId, source }: Target,
  rows: Row[],
  columns: readonly CopyColumn<Row>[],
  onSent?: () => void,
): Promise<void> {
  const allColumns: CopyColumn<Row>[] = [
    { name: 'id', read: ({ id }) => id },
    { name: 'owner_id', read: () => ownerId },
    { name: 'list_id', read: () => listId },
    { name: 'run_id', read: () => runId },
    { name: 'row_number', read: ({ rowNumber }) => (runId === null ? null : rowNumber) },
    { name: 'source', read: () => source },
    ...columns,
  ]
  await copyInto(client, table, allColumns, rows, onSent)
}

async function update<Row extends { id: number | null }>(
  client: pg.ClientBase,
  { table, ownerId, by }: { table: string; ownerId: number; by: ChangedBy },
  rows: Iterable<Row>,
  columns: readonly CopyColumn<Row>[],
): Promise<void> {
  const records = Array.from(rows, (row) => {
    return { id: row.id, ...Object.fromEntries(columns.map(({ name, read }) => [name, jsonOf(name, read(row))])) }
  })
  if (records.length === 0) return
  await client.query(
    `UPDATE ${table} r SET (${columns.map(({ name }) => name).join(', ')}) = (${columns.map(({ name }) => `n.${name}`).join(', ')}), updated_at = now()${by === 'EDIT' ? ', edited_at = now()' : ''}
     FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) n WHERE r.owner_id = $2 AND r.id = n.id`,
    [JSON.stringify(records), ownerId],
  )
}

/** A custom value is JSON already. */
function jsonOf(column: string, value: CopyValue): unknown {
  return column === 'custom' && typeof value === 'string' ? JSON.parse(value) : (value ?? null)
}

const storedPerson: readonly CopyColumn<ExistingPerson>[] = [
  ...personColumns.map(({ field, column }) => ({
    name: column,
    read: ({ fields }: ExistingPerson) => fields[field],
  })),
  { name: 'custom', read: ({ custom }) => customToJson(custom) },
  { name: 'company_id', read: ({ company, companyId }) => company?.id ?? companyId },
  { name: 'held', read: ({ keys }) => keys.held },
  { name: 'country_key', read: ({ keys }) => keys.countryKey },
  ...personKeyNames.map((name) => ({ name: keyColumns[name], read: ({ keys }: ExistingPerson) => keys[name] })),
]

function storedCompany(columns: typeof companyColumns): CopyColumn<ExistingCompany>[] {
  return [
    ...columns.map(({ field, column }) => ({
      name: column,
      read: ({ fields }: ExistingCompany) => (field === 'technologies' ? technologiesOf(fields[field]) : fields[field]),
    })),
    { name: 'custom', read: ({ custom }) => customToJson(custom) },
    { name: 'domain_key', read: ({ keys }) => keys.domainKey },
    { name: 'linkedin_key', read: ({ keys }) => keys.linkedinKey },
    { name: 'name_key', read: ({ keys }) => keys.nameKey },
    { name: 'city_key', read: ({ keys }) => keys.cityKey },
  ]
}

function technologiesOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(', ')
}
