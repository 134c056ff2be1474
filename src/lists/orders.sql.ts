import type { Sort } from '../db/keyset.ts'

/** An order of rows; `ADDED` is the order in which they came into the list. */
interface OrderBy<Field> {
  field: Field
  direction: 'ASC' | 'DESC'
}

/** Cursors hold the value, so it is cut: rows that begin with the same 100 characters stay in the order in which they were added. */
const textOrder = (column: string): Sort => ({ expression: `lower(left(${column}, 100)) COLLATE "C"`, type: 'text' })

/** What people are sorted by, for each field of an order. Names are compared as they are matched: without accents and titles. */
export const rowSorts = {
  ADDED: null,
  NAME: { expression: 'name_key', type: 'text' },
  COMPANY: textOrder('company_name'),
  TITLE: textOrder('title'),
  COUNTRY: textOrder('country'),
} as const satisfies Record<string, Sort | null>

/** What companies are sorted by, for each field of an order. */
export const companySorts = {
  ADDED: null,
  NAME: { expression: 'name_key', type: 'text' },
  DOMAIN: textOrder('domain'),
  INDUSTRY: textOrder('industry'),
  COUNTRY: textOrder('country'),
  EMPLOYEES: { expression: 'employee_count', type: 'int' },
} as const satisfies Record<string, Sort | null>

/** What lists are sorted by, for each field of an order. */
export const listSorts = {
  CREATED: null,
  NAME: textOrder('name'),
} as const satisfies Record<string, Sort | null>

export type RowOrder = OrderBy<keyof typeof rowSorts>
export type CompanyOrder = OrderBy<keyof typeof companySorts>
export type ListOrder = OrderBy<keyof typeof listSorts>
