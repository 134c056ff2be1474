import type pg from 'pg'
import { boundedRead, transaction } from '../db/client.ts'
import { binderOf } from '../db/condition.ts'
import { companyIds, rowIds } from '../db/ids.ts'
import type { Sort } from '../db/keyset.ts'
import { forceIndexScans } from '../imports/verdicts/existing.sql.ts'
import { companyCondition } from '../lists/company-filter.sql.ts'
import { companySorts, rowSorts } from '../lists/orders.sql.ts'
import { rowCondition } from '../lists/row-filter.sql.ts'
import { type Column, columnsOf, isList, isNumber, isText, unknownColumn } from './columns.ts'
import type { CopiedRows } from './copied-csv.ts'
import type { ExportRequest } from './export-request.ts'
import {
  copyRows,
  fetchIds,
  findIds,
  findRange,
  markExported,
  openSorted,
  type Place,
  type Source,
  selectCustomNames,
  selectRows,
} from './export-rows.sql.ts'

/** Most rows of a page: of CSV, which is cheap, and of others. */
const maxRows = { copied: 5_000, read: 1_000 } as const
/** Rows of the first page. */
const firstRows = 500
/** Bytes after which a page of CSV should end. */
const pageLength = 2_000_000
/** Ids that are read at once in another order. */
const idsAtOnce = 50_000

/** A cell; custom fields and lists are text in every format but JSONL. */
export type Cell = string | number | null | readonly string[]

/** An export that is ready to be read: its columns, and its rows page by page, in memory that does not grow with their number. */
export interface Export {
  columns: readonly Column[]
  pages: () => AsyncIterableIterator<Cell[][]>
  /** The same as Postgres copies it; absent where CSV is made of `pages`. */
  copiedPages?: () => AsyncIterableIterator<CopiedRows>
}

/** Why an export cannot be made: a custom field of its filter or a column that no row has; null if it can. Throws InvalidInputError for a filter that is too large. */
export async function refusalOf(pool: pg.Pool, ownerId: number, request: ExportRequest, timeout: number) {
  const { of, listId, filter, columns } = request
  const table = tableOf(request)
  conditionOf(request)?.(binderOf([]))
  if (!filter?.custom?.length && columns === null) return null
  const names = await boundedRead(pool, timeout, (client) => selectCustomNames(client, { table, ownerId, listId }))
  const field = filter?.custom?.find(({ name }) => !names.includes(name))
  if (field) return `No row has a custom field “${field.name}”. Use a name from \`custom\` of a row.`
  const column = unknownColumn(of, columns, names)
  return column === null ? null : `There is no column “${column}”. Name fields, or custom fields as \`custom.<name>\`.`
}

/** Returns the export of one of the owner's lists. */
export async function prepareExport(pool: pg.Pool, ownerId: number, request: ExportRequest): Promise<Required<Export>> {
  const { of, listId } = request
  const source: Source = { table: tableOf(request), ownerId, listId, filter: conditionOf(request) }
  const columns = columnsOf(of, request.columns, await selectCustomNames(pool, source))
  const idPrefix = (of === 'PEOPLE' ? rowIds : companyIds).prefix
  const readers = columns.map((column) => readerOf(column, idPrefix))
  const areTexts = columns.map(isText)
  async function* marked<Page>(pages: AsyncGenerator<Page>): AsyncGenerator<Page> {
    await markExported(pool, source)
    try {
      yield* ahead(pages)
    } finally {
      // Rows that were added meanwhile may be among them.
      await markExported(pool, source)
    }
  }
  return {
    columns,
    async *pages() {
      const rows = read(pool, source, request, {
        at: (client, place) => selectRows(client, source, columns, place),
        nextRows: () => maxRows.read,
      })
      for await (const page of marked(rows)) yield page.map((row) => cellsOf(row, readers))
    },
    copiedPages: () =>
      marked(
        read(pool, source, request, {
          at: async (client, place) => ({ csv: await copyRows(client, source, columns, place), idPrefix, areTexts }),
          nextRows: ({ csv }, rows) => Math.min(maxRows.copied, Math.ceil((rows * pageLength) / csv.length)),
        }),
      ),
  }
}

/** How pages are read, and how many rows the page after one has. */
interface Reader<Page> {
  at: (client: pg.ClientBase, place: Place) => Promise<Page>
  nextRows: (page: Page, rows: number) => number
}

/** Yields what is read of each page of rows, one page in each transaction. */
async function* read<Page>(
  pool: pg.Pool,
  source: Source,
  request: ExportRequest,
  { at: readAt, nextRows }: Reader<Page>,
): AsyncGenerator<Page> {
  let limit = firstRows
  const sort: Sort | null = sortOf(request)
  const direction = request.orderBy?.direction ?? 'ASC'
  if (sort) {
    const ids = await sortedIds(pool, source, sort, direction)
    for (let at = 0; at < ids.length; ) {
      const place = { ids: [...ids.subarray(at, at + limit)] }
      at += limit
      const page = await transaction(pool, (client) => readAt(client, place))
      yield page
      limit = nextRows(page, limit)
    }
    return
  }
  for (let after: number | null = null; ; ) {
    const next: { page: Page; last: number } | null = await transaction(pool, async (client) => {
      await forceIndexScans(client)
      const place = await findPlace(client, source, { after, isDescending: direction === 'DESC', limit })
      return place === null ? null : { page: await readAt(client, place), last: lastOf(place) }
    })
    if (next === null) return
    yield next.page
    after = next.last
    limit = nextRows(next.page, limit)
  }
}

async function findPlace(
  client: pg.ClientBase,
  source: Source,
  position: { after: number | null; isDescending: boolean; limit: number },
): Promise<Place | null> {
  if (source.filter === null) return await findRange(client, source, position)
  const ids = await findIds(client, source, position)
  return ids.length === 0 ? null : { ids }
}

function lastOf(place: Place): number {
  return 'ids' in place ? (place.ids.at(-1) ?? 0) : place.last
}

/** Reads only the ids in order, 8 bytes each: a sort of whole rows would last as long as the client reads. */
async function sortedIds(pool: pg.Pool, source: Source, sort: Sort, direction: 'ASC' | 'DESC'): Promise<Float64Array> {
  return await transaction(pool, async (client) => {
    await openSorted(client, source, sort, direction)
    let ids = new Float64Array(0)
    for (;;) {
      const next = await fetchIds(client, idsAtOnce)
      if (next.length === 0) return ids
      const longer = new Float64Array(ids.length + next.length)
      longer.set(ids)
      longer.set(next, ids.length)
      ids = longer
    }
  })
}

/** Yields the same values, reading each while the one before it is processed. */
async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next()
  try {
    for (;;) {
      const { done, value } = await next
      if (done) return
      next = source.next()
      // Its error is thrown when it is awaited.
      next.catch(() => undefined)
      yield value
    }
  } finally {
    await source.return(undefined)
  }
}

/** Returns how a cell of a column is read from its text; undefined if it is that text. */
function readerOf(column: Column, idPrefix: string): ((text: string) => Cell) | undefined {
  if (column.field === 'id') return (text) => idPrefix + text
  if (isNumber(column)) return Number
  return isList(column) ? (text) => JSON.parse(text).map(String) : undefined
}

function cellsOf(row: readonly (string | null)[], readers: readonly ReturnType<typeof readerOf>[]): Cell[] {
  return row.map((text, at) => {
    const read = readers[at]
    return text === null || read === undefined ? text : read(text)
  })
}

function tableOf({ of }: ExportRequest): Source['table'] {
  return of === 'PEOPLE' ? 'list_rows' : 'company_rows'
}

function conditionOf(request: ExportRequest): Source['filter'] {
  if (request.filter === null) return null
  return request.of === 'PEOPLE' ? rowCondition(request.filter) : companyCondition(request.filter)
}

function sortOf(request: ExportRequest): Sort | null {
  if (request.orderBy === null) return null
  return request.of === 'PEOPLE' ? rowSorts[request.orderBy.field] : companySorts[request.orderBy.field]
}
