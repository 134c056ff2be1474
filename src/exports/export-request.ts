import type { CompanyFilter } from '../lists/company-filter.sql.ts'
import type { CompanyOrder, RowOrder } from '../lists/orders.sql.ts'
import type { RowFilter } from '../lists/row-filter.sql.ts'

/** The formats of an export, which end the path of its file. */
export const formats = ['CSV', 'JSONL', 'XLSX'] as const
export type Format = (typeof formats)[number]

/** What to export of a list: people or companies, in which order, and which columns; without `columns` all that an import reads. */
export type ExportRequest = {
  listId: string
  format: Format
  columns: readonly string[] | null
} & (
  | { of: 'PEOPLE'; filter: RowFilter | null; orderBy: RowOrder | null }
  | { of: 'COMPANIES'; filter: CompanyFilter | null; orderBy: CompanyOrder | null }
)

/** Maximum length of an export's query string: servers and proxies reject long ones. */
export const maxQueryLength = 6_000

/** Returns path and query of an export, without a signature. */
export function exportPath({ listId, of, format, filter, orderBy, columns }: ExportRequest): {
  path: string
  query: URLSearchParams
} {
  const query = new URLSearchParams({ of })
  for (const [name, value] of Object.entries({ filter, orderBy, columns })) {
    if (value) query.set(name, JSON.stringify(value))
  }
  return { path: `/lists/${listId}/export.${format.toLowerCase()}`, query }
}

/** Returns what a link to an export signs: the list and everything that its query says about the rows. */
export function exportSubject(path: string, query: URLSearchParams): string {
  return ['export', path, ...['of', 'filter', 'orderBy', 'columns'].map((name) => query.get(name) ?? '')].join('\n')
}
