import type { Condition } from '../../db/condition.ts'
import type { ImportKind, ImportStatus } from '../../db/generated/enums.ts'
import type { Keyset, Sort } from '../../db/keyset.ts'

/** Selects runs; every given condition applies. */
interface RunFilter {
  statuses?: readonly ImportStatus[] | null | undefined
  kinds?: readonly ImportKind[] | null | undefined
  createdFrom?: Date | null | undefined
  createdBefore?: Date | null | undefined
}

/** What runs are sorted by, for each field of an order. */
export const runSorts = {
  CREATED: null,
  IMPORTED: { expression: 'imported', type: 'int' },
} as const satisfies Record<string, Sort | null>

/** Which runs, in which order; newest first if no order is given. */
export interface RunSearch {
  filter?: RunFilter | null | undefined
  orderBy?: { field: keyof typeof runSorts; direction: 'ASC' | 'DESC' } | null | undefined
}

/** Returns the keyset of an owner's runs. */
export function runsOfOwner({ filter, orderBy }: RunSearch): Keyset {
  return {
    table: 'import_runs',
    parent: { column: 'owner_id', type: 'int' },
    position: 'seq',
    defaultOrder: 'DESC',
    order: orderBy?.direction,
    sort: orderBy ? runSorts[orderBy.field] : null,
    filter: filter ? conditionOf(filter) : null,
  }
}

/** Returns the keyset of a list's runs. */
export function runsOfList(search: RunSearch): Keyset {
  return { ...runsOfOwner(search), parent: { column: 'list_id', type: 'uuid' } }
}

function conditionOf({ statuses, kinds, createdFrom, createdBefore }: RunFilter): Condition {
  return (bind) =>
    [
      'true',
      ...(statuses ? [`status = ANY (${bind(statuses)}::import_status[])`] : []),
      ...(kinds ? [`kind = ANY (${bind(kinds)}::import_kind[])`] : []),
      ...(createdFrom ? [`created_at >= ${bind(createdFrom)}::timestamptz`] : []),
      ...(createdBefore ? [`created_at < ${bind(createdBefore)}::timestamptz`] : []),
    ].join(' AND ')
}
