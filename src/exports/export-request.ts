import { companyIds, rowIds } from '../db/ids.ts'
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

const numbered = { PEOPLE: rowIds, COMPANIES: companyIds } as const

/** Returns path and query of an export, without a signature. The query has the ids of the filter in a short form. */
export function exportPath({ listId, of, format, filter, orderBy, columns }: ExportRequest): {
  path: string
  query: URLSearchParams
} {
  const query = new URLSearchParams({ of })
  const { ids = null, ...others } = filter ?? {}
  const hasOthers = Object.values(others).some((value) => value !== null && value !== undefined)
  for (const [name, value] of Object.entries({ filter: hasOthers ? others : null, orderBy, columns })) {
    if (value) query.set(name, JSON.stringify(value))
  }
  if (ids) query.set('ids', shortIds(of, ids))
  return { path: `/lists/${listId}/export.${format.toLowerCase()}`, query }
}

/** Returns what a link to an export signs: the list and everything that its query says about the rows. */
export function exportSubject(path: string, query: URLSearchParams): string {
  return ['export', path, ...['of', 'filter', 'ids', 'orderBy', 'columns'].map((name) => query.get(name) ?? '')].join(
    '\n',
  )
}

const separator = '.'

/** Returns ids as the distances between their sorted numbers: a thousand fit in a URL. */
function shortIds(of: ExportRequest['of'], ids: readonly string[]): string {
  const known = ids.flatMap((id) => numbered[of].decode(id) ?? []).map(Number)
  const sorted = [...new Set(known)].toSorted((a, b) => a - b)
  // No ids must not look like no `ids`, which is signed for the whole list.
  return sorted.map((number, at) => (number - (sorted[at - 1] ?? 0)).toString(36)).join(separator) || '0'
}

/** Returns the ids that a link has in their short form; null if it has none. */
export function idsOf(of: ExportRequest['of'], query: URLSearchParams): string[] | null {
  const short = query.get('ids')
  if (short === null) return null
  let number = 0
  return short.split(separator).flatMap((distance) => {
    number += Number.parseInt(distance, 36)
    return number > 0 ? [numbered[of].encode(number)] : []
  })
}
