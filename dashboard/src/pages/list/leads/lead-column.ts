import type { TextFilter } from '../../../gql/graphql.ts'
import type { Column } from '../table/column.ts'
import type { Condition } from '../view/view.ts'

/** A column of people or companies. */
export interface LeadColumn<Item, Filter, Order, Change> extends Column<Item> {
  /** What the API sorts by; absent if it can’t. */
  readonly order?: Order
  /** The API's filter for each condition that it knows. */
  readonly filters?: Partial<Record<Condition, (value: string) => Filter>>
  /** The fields of an export; a column that can be edited has one, or changes the first. */
  readonly fields: readonly string[]
  /** Returns the change that gives it a text as its value. */
  readonly change?: (text: string) => Change
}

/** Returns the filters of a column of text. */
export function textFilters<Filter>(filter: (text: TextFilter) => Filter) {
  return { contains: (contains: string) => filter({ contains }), is: (equals: string) => filter({ equals }) }
}

/** Returns the filter by whether a column has a value. */
export function presenceFilter<Filter>(filter: (isPresent: boolean) => Filter) {
  return { has: (value: string) => filter(value === 'yes') }
}

/** Returns the filters of a column of days: from its beginning on, and before its beginning, in local time. */
export function dayFilters<Filter>(filter: (range: { addedFrom?: string; addedBefore?: string }) => Filter) {
  const startOf = (day: string) => new Date(`${day}T00:00`).toISOString()
  return {
    from: (day: string) => filter({ addedFrom: startOf(day) }),
    before: (day: string) => filter({ addedBefore: startOf(day) }),
  }
}

/** The prefix of the keys of custom columns. */
const customPrefix = 'custom.'

/** Returns the key of a custom column. */
export function customKey(name: string): string {
  return customPrefix + name
}

/** Returns the name of the custom field of a column; null if it is another column. */
export function customName(key: string): string | null {
  return key.startsWith(customPrefix) ? key.slice(customPrefix.length) : null
}
