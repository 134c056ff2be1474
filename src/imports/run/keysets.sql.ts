import type { ImportStatus } from '../../db/generated/enums.ts'
import type { Keyset } from '../../db/keyset.ts'

/** Returns the keyset of an owner's runs, newest first, filtered by status if any are given. */
export function runsOfOwner(statuses: readonly ImportStatus[] | null | undefined): Keyset {
  return {
    table: 'import_runs',
    parent: { column: 'owner_id', type: 'int' },
    position: 'seq',
    order: 'DESC',
    filter: statuses ? (bind) => `status = ANY (${bind(statuses)}::import_status[])` : null,
  }
}

/** Keyset of a list's runs, newest first. */
export const runsOfList: Keyset = {
  table: 'import_runs',
  parent: { column: 'list_id', type: 'uuid' },
  position: 'seq',
  order: 'DESC',
  filter: null,
}
