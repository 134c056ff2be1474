import { coerceInputValue, type GraphQLSchema, isInputType } from 'graphql'
import { parseUuid } from '../../db/ids.ts'
import { eachOnBehalfOf } from '../../db/shared-pool.ts'
import { blockListExport, blockListSubject } from '../../exports/block-list.ts'
import { csvOf } from '../../exports/csv.ts'
import { type Export, prepareExport, refusalOf } from '../../exports/export.ts'
import { type ExportRequest, exportSubject, type Format, formats, idsOf } from '../../exports/export-request.ts'
import { jsonlOf } from '../../exports/jsonl.ts'
import { xlsxOf } from '../../exports/xlsx.ts'
import { refusal } from '../errors.ts'
import type { SharedContext } from '../graphql/engine.ts'
import { storableText } from '../graphql/storable-text.ts'
import type { Connections } from '../guards/connections.ts'
import type { Route } from '../http.ts'
import { type Download, downloadRoute, viewerOfDownload } from './download.ts'

const form = /^\/lists\/([^/]+)\/export\.(csv|jsonl|xlsx)$/

const blockListForm = /^\/block-list\/export\.(csv|jsonl|xlsx)$/

const contentTypes: Record<Format, string> = {
  CSV: 'text/csv; charset=utf-8',
  JSONL: 'application/jsonl; charset=utf-8',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const sheetNames = { PEOPLE: 'People', COMPANIES: 'Companies' } as const

/**
 * `GET /lists/<listId>/export.<format>`: the people or companies of a list. The parameters are the arguments of `exportUrl`, as JSON.
 * Requires a token of the owner, or a link that one made.
 */
export function exportsRoute(shared: SharedContext, connections: Connections, schema: GraphQLSchema): Route {
  return downloadRoute({ log: shared.log, form, field: 'exportUrl' }, connections, async (request) => {
    const [, listPart = '', extension = ''] = form.exec(request.path) ?? []
    const id = parseUuid(listPart)
    const viewer = await viewerOfDownload(request, exportSubject(request.path, request.query), shared)
    if (id === null || viewer === null) return null
    const { userId } = viewer
    const list = await shared.prisma.list.findUnique({
      where: { ownerId_id: { ownerId: userId, id } },
      select: { name: true },
    })
    const format = formatOf(extension)
    if (!list || !format) return null
    const asked = requestOf(schema, id, format, request.query)
    const why = await refusalOf(shared.pool, userId, asked, shared.config.readTimeout)
    if (why !== null) throw refusal(400, 'BAD_USER_INPUT', why)
    const { columns, pages, copiedPages } = await prepareExport(shared.pool, userId, asked)
    const prepared = {
      columns,
      pages: () => eachOnBehalfOf(userId, pages()),
      copiedPages: () => eachOnBehalfOf(userId, copiedPages()),
    }
    return {
      viewer,
      fileName: `${list.name}.${extension}`,
      contentType: contentTypes[format],
      open: () => contentOf(prepared, format, sheetNames[asked.of]),
    }
  })
}

/** `GET /block-list/export.<format>`: the block list. Requires a token of the owner, or a link that one made. */
export function blockListRoute(shared: SharedContext, connections: Connections): Route {
  const field = 'blockListExportUrl'
  return downloadRoute({ log: shared.log, form: blockListForm, field }, connections, async (request) => {
    const extension = blockListForm.exec(request.path)?.[1] ?? ''
    const viewer = await viewerOfDownload(request, blockListSubject(request.path), shared)
    const format = formatOf(extension)
    if (viewer === null || !format) return null
    const { columns, pages } = blockListExport(shared.pool, viewer.userId)
    const prepared = { columns, pages: () => eachOnBehalfOf(viewer.userId, pages()) }
    return {
      viewer,
      fileName: `Block list.${extension}`,
      contentType: contentTypes[format],
      open: () => contentOf(prepared, format, 'Block list'),
    }
  })
}

function formatOf(extension: string): Format | undefined {
  return formats.find((format) => format.toLowerCase() === extension)
}

function contentOf(prepared: Export, format: Format, sheetName: string): ReturnType<Download['open']> {
  if (format === 'XLSX') return xlsxOf(prepared, sheetName)
  return format === 'CSV' ? csvOf(prepared) : jsonlOf(prepared)
}

/** Returns what the query asks for; throws a refusal for what GraphQL would reject, too. */
function requestOf(schema: GraphQLSchema, listId: string, format: Format, query: URLSearchParams): ExportRequest {
  const of = query.get('of') ?? 'PEOPLE'
  if (of !== 'PEOPLE' && of !== 'COMPANIES') throw invalid('of', 'PEOPLE or COMPANIES')
  const read = (name: string, type: string) => {
    const text = query.get(name)
    return text === null ? null : inputOf(schema, name, type, text)
  }
  const columns = columnsOf(query)
  const ids = idsOf(of, query)
  const given = read('filter', of === 'PEOPLE' ? 'RowFilter' : 'CompanyFilter')
  const filter = ids ? { ...given, ids } : given
  return of === 'PEOPLE'
    ? { listId, format, columns, of, filter, orderBy: read('orderBy', 'RowOrder') }
    : { listId, format, columns, of, filter, orderBy: read('orderBy', 'CompanyOrder') }
}

// biome-ignore lint/suspicious/noExplicitAny: graphql returns values of the named type, which TypeScript does not know
function inputOf(schema: GraphQLSchema, name: string, typeName: string, text: string): any {
  const type = schema.getType(typeName)
  if (!isInputType(type)) throw new Error(`The schema has no input ${typeName}.`)
  const wanted = `a ${typeName} as JSON`
  try {
    return coerceInputValue(parseStorable(text), type, (_path, _value, error) => {
      throw error
    })
  } catch (error) {
    throw invalid(name, error instanceof Error ? `${wanted}: ${error.message}` : wanted)
  }
}

/** Parses JSON, whose escapes may stand for what Postgres can't store. */
function parseStorable(text: string): unknown {
  return JSON.parse(text, (_key, value) => (typeof value === 'string' ? storableText(value) : value))
}

function columnsOf(query: URLSearchParams): string[] | null {
  const text = query.get('columns')
  if (text === null) return null
  try {
    const names = parseStorable(text)
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names
  } catch {
    // Not JSON: rejected below.
  }
  throw invalid('columns', 'a JSON array of names, such as ["fullName", "email"]')
}

function invalid(name: string, wanted: string) {
  return refusal(400, 'BAD_USER_INPUT', `\`${name}\` must be ${wanted}${/[.?]$/.test(wanted) ? '' : '.'}`)
}
