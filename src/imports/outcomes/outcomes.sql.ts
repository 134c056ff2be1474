import type { Verdict } from '../../db/generated/enums.ts'
import type { Keyset } from '../../db/keyset.ts'
import type { Queryable } from '../../db/queryable.ts'
import { InvalidInputError } from '../../errors.ts'

/** Selects outcomes by verdict and by reason, if given. */
export interface OutcomeFilter {
  verdicts?: readonly Verdict[] | null | undefined
  reasonCodes?: readonly string[] | null | undefined
}

const maxRowNumbers = 500

/** Returns the keyset of a run's outcomes, in file order; throws InvalidInputError if too many rows are named. */
export function outcomesOfRun({
  verdicts = null,
  reasonCodes = null,
  rowNumbers = null,
}: OutcomeFilter & { rowNumbers?: readonly number[] | null | undefined }): Keyset {
  if (rowNumbers && rowNumbers.length > maxRowNumbers) {
    throw new InvalidInputError('rowNumbers', `Name at most ${maxRowNumbers} rows at once.`)
  }
  return {
    table: 'import_outcomes',
    parent: { column: 'run_id', type: 'uuid' },
    byOwner: true,
    position: 'row_number',
    defaultOrder: 'ASC',
    filter:
      verdicts || reasonCodes || rowNumbers
        ? (bind) => {
            const [named, coded, numbered] = [bind(verdicts), bind(reasonCodes), bind(rowNumbers)]
            return `(${named}::verdict[] IS NULL OR verdict = ANY (${named})) AND (${coded}::text[] IS NULL OR reason_code = ANY (${coded}))
              AND (${numbered}::int[] IS NULL OR row_number = ANY (${numbered}))`
          }
        : null,
  }
}

/** Returns the keyset of the rows that imports and bulk changes merged into a person or a company, those of the newest run first. */
export function mergedRowsOf(column: 'row_id' | 'company_id'): Keyset {
  return {
    table: 'import_outcomes',
    parent: { column, type: 'bigint' },
    byOwner: true,
    position: `((SELECT seq << 32 FROM import_runs
      WHERE import_runs.owner_id = $owner AND import_runs.id = run_id) + row_number)`,
    defaultOrder: 'DESC',
    filter: () => `verdict = 'MERGED'`,
  }
}

/** A row that was not imported, as the CSV download shows it. */
export interface OutcomeLine {
  rowNumber: number
  verdict: Verdict
  reason: string
  cells: string[]
}

/** Why rows of a run were not imported, with their number. */
export interface OutcomeReason {
  verdict: Verdict
  code: string
  count: number
}

/** Returns the reasons of the outcomes of the owner's runs, most frequent first. */
export async function selectReasons(
  client: Queryable,
  ownerId: number,
  runIds: readonly string[],
): Promise<(OutcomeReason & { runId: string })[]> {
  const { rows } = await client.query<OutcomeReason & { runId: string }>(
    `SELECT run_id AS "runId", verdict, reason_code AS code, count(*)::int AS count FROM import_outcomes
     WHERE owner_id = $1 AND run_id = ANY ($2::uuid[]) GROUP BY run_id, verdict, reason_code ORDER BY count DESC, reason_code`,
    [ownerId, runIds],
  )
  return rows
}

const maxLines = 250
/** Maximum bytes of cells in a page, so that pages of long rows have fewer rows. */
const maxBytes = 1_000_000

/** Returns the next outcomes of a run after a row number that pass the filter: at least one if any is left. */
export async function selectOutcomesAfter(
  client: Queryable,
  { ownerId, runId }: { ownerId: number; runId: string },
  afterRow: number,
  { verdicts = null, reasonCodes = null }: OutcomeFilter,
): Promise<OutcomeLine[]> {
  // Cells are read as JSON, which parses much faster than the text of an array.
  const { rows } = await client.query<OutcomeLine>(
    `SELECT row_number AS "rowNumber", verdict, reason, to_json(cells) AS cells FROM (
       SELECT *, sum(pg_column_size(cells)) OVER (ORDER BY row_number) - pg_column_size(cells) AS bytes_before FROM (
         SELECT row_number, verdict, reason, cells FROM import_outcomes
         WHERE owner_id = $5 AND run_id = $1 AND row_number > $2 AND ($3::verdict[] IS NULL OR verdict = ANY ($3))
           AND ($4::text[] IS NULL OR reason_code = ANY ($4))
         ORDER BY row_number LIMIT ${maxLines}
       ) page
     ) measured
     WHERE bytes_before < ${maxBytes} ORDER BY row_number`,
    [runId, afterRow, verdicts, reasonCodes, ownerId],
  )
  return rows
}
