import type { CompanyFilter } from '../../lists/company-filter.sql.ts'
import type { RowFilter } from '../../lists/row-filter.sql.ts'

/** Rows of a list: those with these numbers, or those that a filter selects. */
type Selection = { ids: readonly number[] } | { filter: RowFilter | CompanyFilter }

/** Rows of a table's list that a change concerns. */
export interface Scope {
  table: 'list_rows' | 'company_rows'
  listId: string
  selection: Selection
}

/** What a bulk change does to which rows, as its run stores it. Rows with a greater number than `lastId` were added later. */
export interface BulkChange extends Scope {
  action: 'MOVE' | 'COPY' | 'DELETE'
  lastId: number
}
