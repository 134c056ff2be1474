import type { Client } from 'urql'
import type {
  BlockCompanyEntryInput,
  CustomFieldFilter,
  ExportLinkQueryVariables,
  ExportOf,
  SortDirection,
} from '../../../gql/graphql.ts'
import type { Source } from '../table/cursor-pages.ts'
import type { View } from '../view/view.ts'
import { customName, type LeadColumn } from './lead-column.ts'

/** A person or a company. */
export interface Lead {
  readonly id: string
  readonly updatedAt: string
  readonly custom?: readonly { readonly name: string; readonly value: string }[]
}

/** What filters of people and of companies have in common. */
export interface LeadFilter {
  ids?: string[] | null | undefined
  search?: string | null | undefined
  runId?: string | null | undefined
  custom?: CustomFieldFilter[] | null | undefined
}

/** Which leads of a list are read, and in which order. */
interface LeadQuery<Filter, Order> {
  readonly listId: string
  readonly filter: Filter | null
  readonly orderBy: { readonly field: Order; readonly direction: SortDirection } | null
  /** Whether custom fields are read. */
  readonly hasCustom: boolean
}

/** The result of a change in place: the row, its newer state if it had changed, or why it was refused. */
export type Saved<Item> =
  | { readonly item: Item }
  | { readonly changed: Item }
  | { readonly message: string; readonly duplicateId?: string | undefined }

/** The selected rows: those with these ids, or all that match a filter. */
export type Target<Filter> = { readonly ids: readonly string[] } | { readonly filter: Filter }

/** The result of deleting rows: their number, with the run that deletes many; or why it was refused. */
export type Removed = { readonly count: number; readonly runId: string | null } | { readonly message: string }

/** What of a list is exported, and in which order. */
export type Exported = Omit<ExportLinkQueryVariables, 'listId' | 'format' | 'columns'>

/** People or companies: their columns, and how they are read and changed. */
export interface LeadKind<Item extends Lead, Filter extends LeadFilter, Order, Change> {
  readonly of: ExportOf
  readonly label: string
  /** Singular and plural. */
  readonly nouns: readonly [string, string]
  readonly searchLabel: string
  readonly columns: readonly LeadColumn<Item, Filter, Order, Change>[]
  /** The keys of the columns that are shown unless others are chosen. */
  readonly defaults: readonly string[]
  customColumn(name: string): LeadColumn<Item, Filter, Order, Change>
  /** The filter for all rows. */
  readonly everything: Filter
  source(client: Client, query: LeadQuery<Filter, Order>): Source<Item>
  /** Returns the variables of an export. */
  exported(query: Pick<LeadQuery<Filter, Order>, 'filter' | 'orderBy'>): Exported
  nameOf(item: Item): string
  /** Changes values of a row, or empties the field in `clear`. */
  save(client: Client, item: Item, change: { set: Change } | { clear: [string] }): Promise<Saved<Item>>
  /** Deletes rows, or counts them. */
  remove(client: Client, listId: string, target: Target<Filter>, dryRun: boolean): Promise<Removed>
  /** Returns the entry that blocks the company of a row. */
  entryOf(id: string): BlockCompanyEntryInput
}

/** Returns a column by its key; undefined if there is none. */
export function columnOf<Item extends Lead, Filter extends LeadFilter, Order, Change>(
  kind: LeadKind<Item, Filter, Order, Change>,
  key: string,
): LeadColumn<Item, Filter, Order, Change> | undefined {
  const custom = customName(key)
  return custom === null ? kind.columns.find((column) => column.key === key) : kind.customColumn(custom)
}

/** Returns the API's filter of a view; null for all rows, which costs the server less than an empty one. */
export function filterOf<Item extends Lead, Filter extends LeadFilter, Order, Change>(
  kind: LeadKind<Item, Filter, Order, Change>,
  view: Pick<View, 'search' | 'runId' | 'filters'>,
): Filter | null {
  const parts = view.filters.flatMap(({ column, condition, value }) => {
    const filter = columnOf(kind, column)?.filters?.[condition]?.(value)
    return filter ? [filter] : []
  })
  const custom = parts.flatMap((part) => part.custom ?? [])
  if (view.search === '' && view.runId === null && parts.length === 0) return null
  return {
    ...Object.assign({}, kind.everything, ...parts),
    ...(custom.length > 0 && { custom }),
    ...(view.search !== '' && { search: view.search }),
    ...(view.runId !== null && { runId: view.runId }),
  }
}
