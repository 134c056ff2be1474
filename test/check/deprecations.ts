import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql'

/** Deprecated elements stay for at least this many months. */
const months = 3
const reasonForm = /^Use .+\. Deprecated since (\d{4}-\d{2}-\d{2})\.$/

interface Element {
  name: string
  deprecationReason?: string | null | undefined
}

/** Returns every field, argument, input field and enum value of a schema, by schema coordinate, with its deprecation reason. */
function elementsOf(schema: GraphQLSchema): Map<string, string | null> {
  const found = new Map<string, string | null>()
  const add = (parent: string, elements: readonly Element[]) => {
    for (const { name, deprecationReason } of elements) found.set(`${parent}.${name}`, deprecationReason ?? null)
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue
    if (isObjectType(type) || isInterfaceType(type)) {
      const fields = Object.values(type.getFields())
      add(type.name, fields)
      for (const field of fields) add(`${type.name}.${field.name}`, field.args)
    } else if (isInputObjectType(type)) add(type.name, Object.values(type.getFields()))
    else if (isEnumType(type)) add(type.name, type.getValues())
  }
  return found
}

/** Returns which deprecations of a schema don't say what to use and since when: `Use <this>. Deprecated since <yyyy-mm-dd>.` */
export function unclearDeprecations(schema: GraphQLSchema): string[] {
  return [...elementsOf(schema)].flatMap(([name, reason]) => (reason === null || reasonForm.test(reason) ? [] : [name]))
}

/** Returns which elements a schema removes that the release did not deprecate three months before `today` (yyyy-mm-dd). */
export function earlyRemovals(released: GraphQLSchema, schema: GraphQLSchema, today: string): string[] {
  const remaining = elementsOf(schema)
  return [...elementsOf(released)].flatMap(([name, reason]) => {
    const field = name.split('.').slice(0, 2).join('.')
    // Arguments go with their field.
    if (remaining.has(name) || (field !== name && !remaining.has(field))) return []
    const since = reasonForm.exec(reason ?? '')?.[1]
    return since !== undefined && addMonths(since) <= today ? [] : [name]
  })
}

function addMonths(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, day)).toISOString().slice(0, 10)
}
