import type { Bind } from '../db/condition.ts'

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

/** Returns the conditions on the text of an SQL expression. */
export function textConditions(bind: Bind, expression: string, filter: TextFilter | null | undefined): string[] {
  const { contains, equals } = filter ?? {}
  return [
    ...(typeof contains === 'string' ? [`${expression} ILIKE ${bind(patternOf(contains))}`] : []),
    ...(typeof equals === 'string' ? [`lower(${expression}) = lower(${bind(equals.trim())})`] : []),
  ]
}

/** Returns the conditions on custom fields. */
export function customConditions(bind: Bind, filters: readonly CustomFieldFilter[] | null | undefined): string[] {
  return (filters ?? []).flatMap(({ name, value }) => {
    const field = `${bind(name)}::text`
    return [`custom ? ${field}`, ...textConditions(bind, `(custom ->> ${field})`, value)]
  })
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

/** Returns the condition that a row has, or lacks, a value. */
export function presenceConditions(condition: string, wanted: boolean | null | undefined): string[] {
  if (typeof wanted !== 'boolean') return []
  return [wanted ? `(${condition})` : `NOT (${condition})`]
}

function patternOf(text: string): string {
  return `%${text.replaceAll('\0', '').replace(/[\\%_]/g, '\\$&')}%`
}
