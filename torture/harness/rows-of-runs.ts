import type pg from 'pg'
import { csvPages } from '../../src/imports/csv-pages.ts'
import type { Lead } from '../../src/imports/leads/mapping.ts'
import type { ActiveRun } from '../../src/imports/run/runs.sql.ts'
import { companyColumns, personColumns } from '../../src/imports/verdicts/existing.sql.ts'

type FileRun = Pick<
  ActiveRun,
  'ownerId' | 'id' | 'listId' | 'dataType' | 'personMapping' | 'companyMapping' | 'uploadId' | 'columns' | 'cursor'
>

const pageSize = 1_000

/**
 * Re-reads the file of each run that has a list to itself and whose file still exists: every processed row must have an outcome
 * or be in the list, in the order of the file, with all its values. Returns a description of each run where that fails.
 */
export async function findMisplacedRows(client: pg.ClientBase): Promise<string[]> {
  const { rows: runs } = await client.query<FileRun>(
    `SELECT r.owner_id AS "ownerId", r.id, list_id AS "listId", data_type AS "dataType", person_mapping AS "personMapping", company_mapping AS "companyMapping",
       upload_id AS "uploadId", u.columns, cursor
     FROM import_runs r JOIN uploads u ON u.id = upload_id WHERE cursor IS NOT NULL AND list_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM import_runs o WHERE o.list_id = r.list_id AND o.id <> r.id)`,
  )
  const violations: string[] = []
  for (const run of runs) {
    const problem = await findFirst(client, run)
    if (problem !== null) violations.push(`run ${run.id}: ${problem}`)
  }
  return violations
}

async function findFirst(client: pg.ClientBase, run: FileRun): Promise<string | null> {
  const outcomes = await client.query<{ row: number }>(
    'SELECT row_number AS row FROM import_outcomes WHERE run_id = $1',
    [run.id],
  )
  const refused = new Set(outcomes.rows.map(({ row }) => row))
  const landed = landedRows(client, run)
  const last = Number(run.cursor)
  for await (const { leads } of csvPages(client, run, pageSize, null)) {
    for (const lead of leads) {
      if (lead.rowNumber > last) break
      if (refused.has(lead.rowNumber)) continue
      const { value: row } = await landed.next()
      if (row === undefined) return `row ${lead.rowNumber} is neither in the list nor among the outcomes`
      const lost = Object.entries(fieldsOf(lead)).find(([field, value]) => row[field] !== value)
      if (lost) return `where row ${lead.rowNumber} should be, the ${lost[0]} is ${row[lost[0]]} and not ${lost[1]}`
    }
    if (Number(leads.at(-1)?.rowNumber) >= last) break
  }
  const { value: surplus } = await landed.next()
  return surplus === undefined ? null : 'the list holds more than was imported'
}

function fieldsOf({ person, company }: Lead): Record<string, string | undefined> {
  return person?.fields ?? company?.fields ?? {}
}

/** Yields the leads of a run's list in import order, by field. */
async function* landedRows(
  client: pg.ClientBase,
  { listId, dataType }: FileRun,
): AsyncGenerator<Record<string, string | null>, undefined> {
  const [table, columns, filter] =
    dataType === 'PEOPLE'
      ? (['list_rows', personColumns, ''] as const)
      : (['company_rows', companyColumns, 'AND imported_as_lead'] as const)
  const fields = columns.map(({ field, column }) =>
    column === 'technologies' ? `array_to_string(technologies, ', ') AS "${field}"` : `${column}::text AS "${field}"`,
  )
  for (let after = '0'; ; ) {
    const { rows } = await client.query<Record<string, string | null> & { at: string }>(
      `SELECT id AS at, ${fields.join(', ')} FROM ${table} WHERE list_id = $1 AND id > $2 ${filter} ORDER BY id LIMIT ${pageSize}`,
      [listId, after],
    )
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.at
  }
}
