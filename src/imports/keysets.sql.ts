import type { ImportStatus, Verdict } from '../db/generated/enums.ts'
import type { Keyset } from '../db/keyset.ts'

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

/** A run's outcomes in the order of the file, those of some verdicts if any are given. */
export function outcomesOfRun(verdicts: readonly Verdict[] | null | undefined): Keyset {
  return {
    table: 'import_outcomes',
    parent: { column: 'run_id', type: 'uuid' },
    position: 'row_number',
    order: 'ASC',
    filter: verdicts ? { text: 'verdict = ANY ($2::verdict[])', values: [verdicts] } : null,
  }
}
