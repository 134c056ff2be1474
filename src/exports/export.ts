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
import { CopiedCsv } from './copied-csv.ts'
import type { ExportRequest } from './export-request.ts'
import {
  copyRows,
  fetchIds,
  findIds,
  markExported,
  openSorted,
  type Place,
  type Source,
  selectCustomNames,
  selectRows,
} from './export-rows.sql.ts'

/** Most rows of a page: of CSV, which is cheap, and of others. */
const maxRows = { copied: 20_000, read: 1_000 } as const
/** Rows of the first page. */
const firstRows = 500
/** Bytes after which a page of CSV should end. */
const pageLength = 4_000_000
/** Ids that are read at once in another order. */
const idsAtOnce = 50_000

/** A cell; custom fields and lists are text in every format but JSONL. */
export type Cell = string | number | null | readonly string[]

/** An export that is ready to be read: its columns, and its rows page by page, in memory that does not grow with their number. */
export interface Export {
  columns: readonly Column[]
  pages: () => AsyncIterableIterator<Cell[][]>
  /** The rows as CSV, each page in pieces; absent where CSV is made of `pages`. */
  copiedPages?: () => AsyncIterableIterator<Uint8Array[]>
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
        at: async (client, place) => {
          const page = await selectRows(client, source, columns, place)
          const lastId = page.at(-1)?.[0]
          return { page, lastId: lastId === undefined ? null : Number(lastId) }
        },
        nextRows: () => maxRows.read,
      })
      for await (const page of marked(rows)) yield page.map((row) => cellsOf(row, readers))
    },
    copiedPages: () =>
      marked(
        read(pool, source, request, {
          at: async (client, place) => {
            const csv = new CopiedCsv(idPrefix, areTexts)
            const page: Uint8Array[] = []
            for await (const bytes of copyRows(client, source, columns, place)) page.push(csv.add(bytes))
            return { page, lastId: csv.lastId }
          },
          nextRows: (page, rows) => {
            const length = page.reduce((sum, piece) => sum + piece.length, 0)
            return Math.min(maxRows.copied, Math.ceil((rows * pageLength) / length))
          },
        }),
      ),
  }
}

/** How pages are read, with the id of their last row, and how many rows the page after one has. */
interface Reader<Page> {
  at: (client: pg.ClientBase, place: Place) => Promise<{ page: Page; lastId: number | null }>
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
      const { page } = await transaction(pool, (client) => readAt(client, place))
      yield page
      limit = nextRows(page, limit)
    }
    return
  }
  for (let after: number | null = null; ; ) {
    const position = { after, limit, isDescending: direction === 'DESC' }
    const next: { page: Page; lastId: number | null } = await transaction(pool, async (client) => {
      await forceIndexScans(client)
      if (source.filter === null) return await readAt(client, position)
      const ids = await findIds(client, source, source.filter, position)
      return { ...(await readAt(client, { ids })), lastId: ids.at(-1) ?? null }
    })
    if (next.lastId === null) return
    yield next.page
    after = next.lastId
    limit = nextRows(next.page, limit)
  }
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
