import type { Bind } from '../db/condition.ts'
import type { RowSource } from '../db/generated/enums.ts'
import { type NumberedIds, parseUuid } from '../db/ids.ts'
import type { TextSearch } from '../db/text-search.ts'
import { InvalidInputError } from '../errors.ts'

/** Selects values by their text, ignoring case; if both are given, both apply. */
export interface TextFilter {
  contains?: string | null | undefined
  equals?: string | null | undefined
}

/** Selects rows that have a custom field, with this text if given. */
export interface CustomFieldFilter {
  name: string
  value?: TextFilter | null | undefined
}

/** Selects rows by how and when they were added. */
export interface OriginFilter {
  sources?: readonly RowSource[] | null | undefined
  /** The run that added the row. */
  runId?: string | null | undefined
  addedFrom?: Date | null | undefined
  addedBefore?: Date | null | undefined
}

/** Most rows that a filter or a call names by their ids. */
export const maxIds = 1_000
const maxTextLength = 1_000
const maxCustomConditions = 20

/** Returns the conditions on the text of an SQL expression. */
export function textConditions(bind: Bind, expression: string, filter: TextFilter | null | undefined): string[] {
  const { contains, equals } = filter ?? {}
  return [
    ...(typeof contains === 'string' ? [`${expression} ILIKE ${bind(patternOf(contains))}`] : []),
    ...(typeof equals === 'string' ? [`lower(${expression}) = lower(${bind(checked(equals.trim()))})`] : []),
  ]
}

/** Returns the condition on the ids of rows, of which unknown ones select nothing; throws InvalidInputError if there are too many. */
export function idConditions(bind: Bind, ids: NumberedIds, given: readonly string[] | null | undefined): string[] {
  if (!given) return []
  if (given.length > maxIds) {
    throw new InvalidInputError('filter', `Filter by at most ${maxIds.toLocaleString('en')} ids at once.`)
  }
  return [`id = ANY (${bind(given.flatMap((id) => ids.decode(id)?.toString() ?? []))}::bigint[])`]
}

/** Returns the conditions on custom fields; throws InvalidInputError if there are too many. */
export function customConditions(bind: Bind, filters: readonly CustomFieldFilter[] | null | undefined): string[] {
  if (filters && filters.length > maxCustomConditions) {
    throw new InvalidInputError('filter', `Filter by at most ${maxCustomConditions} custom fields at once.`)
  }
  return (filters ?? []).flatMap(({ name, value }) => {
    const field = `${bind(checked(name))}::text`
    return [`custom ? ${field}`, ...textConditions(bind, `(custom ->> ${field})`, value)]
  })
}

/** Returns the conditions on how and when a row was added. */
export function originConditions(bind: Bind, { sources, runId, addedFrom, addedBefore }: OriginFilter): string[] {
  return [
    ...(sources ? [`source = ANY (${bind(sources)}::row_source[])`] : []),
    ...(typeof runId === 'string' ? [`run_id = ${bind(parseUuid(runId))}::uuid`] : []),
    ...(addedFrom ? [`added_at >= ${bind(addedFrom)}::timestamptz`] : []),
    ...(addedBefore ? [`added_at < ${bind(addedBefore)}::timestamptz`] : []),
  ]
}

/** Returns the condition that one of the expressions contains a text; none for a blank text. */
export function searchConditions(
  bind: Bind,
  expressions: readonly string[],
  search: string | null | undefined,
): string[] {
  const text = search?.trim()
  if (!text) return []
  const pattern = bind(patternOf(text))
  return [`(${expressions.map((expression) => `${expression} ILIKE ${pattern}`).join(' OR ')})`]
}

/** Returns the search for a text that all rows contain that a filter selects: the longest of these; null if none is long enough for the index. */
export function textSearchOf(
  index: TextSearch['index'],
  search: string | null | undefined,
  filters: readonly (TextFilter | null | undefined)[],
): TextSearch | null {
  const texts = [search?.trim(), ...filters.flatMap((filter) => [filter?.contains, filter?.equals?.trim()])]
  const [longest] = texts
    .flatMap((text) => (text && /[\p{L}\p{N}]{3}/u.test(text) ? [text] : []))
    .sort((a, b) => b.length - a.length)
  return longest === undefined ? null : { index, pattern: patternOf(longest) }
}

/** Returns the condition that a row has, or lacks, a value. */
export function presenceConditions(condition: string, wanted: boolean | null | undefined): string[] {
  if (typeof wanted !== 'boolean') return []
  return [wanted ? `(${condition})` : `NOT (${condition})`]
}

function patternOf(text: string): string {
  return `%${checked(text)
    .replaceAll('\0', '')
    .replace(/[\\%_]/g, '\\$&')}%`
}

/** Returns a text of a filter; throws InvalidInputError if it is so long that comparing it would keep Postgres busy. */
function checked(text: string): string {
  if (text.length <= maxTextLength) return text
  throw new InvalidInputError(
    'filter',
    `A text to filter by has at most ${maxTextLength.toLocaleString('en')} characters.`,
  )
}
