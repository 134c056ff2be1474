import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type ResponsePath,
} from 'graphql'
import { collectSubfields } from 'graphql/execution/collectFields.js'
import { readerOf } from './leaf-fields.ts'

/*
 * graphql-js takes longer for a field than Postgres for a row. So items of a page whose fields need no more than what was read with
 * them are completed here, all at once, while graphql-js is given an empty page; they are put in place when it is done.
 */

/** Completed items, and where in the response they belong. */
interface Placed {
  path: ResponsePath
  items: unknown[]
}

type Complete = (value: unknown) => unknown
type Request = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>

const placedIn = new WeakMap<object, Placed[]>()

/** Executes an operation like `execute`, and puts the items in place that `completeItems` completed. */
export async function executeWithItems(args: ExecutionArgs): Promise<ExecutionResult> {
  const context = args.contextValue as object
  const placed: Placed[] = []
  placedIn.set(context, placed)
  try {
    const result = await execute(args)
    for (const { path, items } of placed) {
      const parent = valueAt(result.data, path.prev)
      if (parent) parent[path.key] = items
    }
    return result
  } finally {
    placedIn.delete(context)
  }
}

/**
 * Completes the items of the page that a connection field returns, wherever the operation selects them, if all of their fields can be
 * read from the items alone. Returns whether it did; if not, and whenever anything is wrong, graphql-js completes them.
 */
export function completeItems(context: object, info: GraphQLResolveInfo, edges: readonly { node: unknown }[]): boolean {
  const placed = placedIn.get(context)
  const type = getNamedType(info.returnType)
  if (!placed || !isObjectType(type)) return false
  const found: Placed[] = []
  try {
    for (const [key, fieldNodes] of collectSubfields(
      info.schema,
      info.fragments,
      info.variableValues,
      type,
      info.fieldNodes,
    )) {
      const name = fieldNodes[0]?.name.value
      const field = type.getFields()[name ?? '']
      if (!field || (name !== 'edges' && name !== 'nodes')) continue
      const complete = completerOf(field.type, fieldNodes, info)
      if (!complete) return false
      const items = complete(name === 'edges' ? edges : edges.map(({ node }) => node)) as unknown[]
      found.push({ path: { prev: info.path, key, typename: type.name }, items })
    }
  } catch {
    return false
  }
  placed.push(...found)
  return true
}

/** Returns a function that completes values of a type; null if some take more than the values themselves. It throws for values that don't fit. */
function completerOf(type: GraphQLOutputType, fieldNodes: readonly FieldNode[], request: Request): Complete | null {
  if (isNonNullType(type)) {
    const complete = completerOf(type.ofType, fieldNodes, request)
    return complete && ((value) => required(complete(value)))
  }
  const complete = isListType(type)
    ? listCompleterOf(type.ofType, fieldNodes, request)
    : isLeafType(type)
      ? (value: unknown) => required(type.serialize(value))
      : isObjectType(type) && !type.isTypeOf
        ? objectCompleterOf(type, fieldNodes, request)
        : null
  return complete && ((value) => (value === null ? null : complete(required(value))))
}

function listCompleterOf(type: GraphQLOutputType, fieldNodes: readonly FieldNode[], request: Request): Complete | null {
  const complete = completerOf(type, fieldNodes, request)
  return complete && ((value) => (value as unknown[]).map(complete))
}

function objectCompleterOf(
  type: GraphQLObjectType,
  parentNodes: readonly FieldNode[],
  request: Request,
): Complete | null {
  const fields: { key: string; read: (source: Record<string, unknown>) => unknown; complete: Complete }[] = []
  const { schema, fragments, variableValues } = request
  for (const [key, fieldNodes] of collectSubfields(schema, fragments, variableValues, type, parentNodes)) {
    const name = fieldNodes[0]?.name.value ?? ''
    const field = type.getFields()[name]
    const read = name === '__typename' ? () => type.name : field && readerOf(field)
    const complete = field ? completerOf(field.type, fieldNodes, request) : (value: unknown) => value
    // As the key of a literal it would set the prototype.
    if (!read || !complete || key === '__proto__') return null
    fields.push({ key, read, complete })
  }
  return (source) => {
    const object: Record<string, unknown> = {}
    for (const { key, read, complete } of fields) object[key] = complete(read(source as Record<string, unknown>))
    return object
  }
}

/** Returns a value; throws if it is missing or must be waited for, or is an error, all of which are left to graphql-js. */
function required(value: unknown): unknown {
  if (value === null || value === undefined || value instanceof Promise || value instanceof Error)
    throw new TypeError('The value does not fit.')
  return value
}

function valueAt(data: unknown, path: ResponsePath | undefined): Record<string | number, unknown> | undefined {
  const parent = path ? valueAt(data, path.prev)?.[path.key] : data
  return (parent ?? undefined) as Record<string | number, unknown> | undefined
}
