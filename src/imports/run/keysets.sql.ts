import type { ImportStatus, Verdict } from '../../db/generated/enums.ts'
import type { Keyset } from '../../db/keyset.ts'

/** An owner's runs, newest first, those of some statuses if any are given. */
export function runsOfOwner(statuses: readonly ImportStatus[] | null | undefined): Keyset {
  return {
    table: 'import_runs',
    parent: { column: 'owner_id', type: 'int' },
    position: 'seq',
    order: 'DESC',
    filter: statuses ? { text: 'status = ANY ($2::import_status[])', values: [statuses] } : null,
  }
}

/** A list's runs, newest first. */
export const runsOfList: Keyset = {
  table: 'import_runs',
  parent: { column: 'list_id', type: 'uuid' },
  position: 'seq',
  order: 'DESC',
  filter: null,
}

/** Which outcomes are meant: those of some verdicts and of some reasons, if any are given. */
export interface OutcomeFilter {
  verdicts?: readonly Verdict[] | null | undefined
  reasonCodes?: readonly string[] | null | undefined
}

/** A run's outcomes in the order of the file. */
export function outcomesOfRun({ verdicts = null, reasonCodes = null }: OutcomeFilter): Keyset {
  return {
    table: 'import_outcomes',
    parent: { column: 'run_id', type: 'uuid' },
    position: 'row_number',
    order: 'ASC',
    filter:
      verdicts || reasonCodes
        ? {
            text: '($2::verdict[] IS NULL OR verdict = ANY ($2)) AND ($3::text[] IS NULL OR reason_code = ANY ($3))',
            values: [verdicts, reasonCodes],
          }
        : null,
  }
}
