import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'

/** Items on a page of a connection: by default, and at most. */
export const pageSize = { default: 100, max: 500 } as const

/** Complexity of the fields that hold a page's items, whose number is counted at the connection. */
export const ofPage = { field: 1, multiplier: 1 } as const

/** Values that a filter, an order or an offset of leads counts as, and a filter's `totalCount` again: each reads a whole list, whatever the page size. */
export const searchCost = 10_000

/** Marks a connection of leads, for which these are charged: `extensions: readsLeads`. */
export const readsLeads = { readsLeads: true } as const

const listLength = 10

/**
 * Returns how many values a field may return: one, plus its selection multiplied by the page size of a connection, or by about ten
 * for any other list.
 */
export function complexityOf(
  args: Record<string, unknown>,
  _context: unknown,
  field: Pick<GraphQLField<unknown, unknown>, 'args'>,
) {
  if (!field.args.some(({ name }) => name === 'first')) return 1
  const size = args['first'] ?? args['last']
  const first = typeof size === 'number' ? size : pageSize.default
  return { field: 1, multiplier: Math.min(Math.max(first, 0), pageSize.max) }
}

/**
 * Returns how many values a valid operation can return with these coerced variables; 0 if no operation has this name. Of the
 * arguments it reads only `first`, `last`, `offset`, `filter` and `orderBy`: the plugin's own rule converts every input again for every field that uses it.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  {
    variables,
    operationName,
  }: { variables: Readonly<Record<string, unknown>>; operationName?: string | null | undefined },
): number {
  const operation = getOperationAST(document, operationName)
  const root = operation && schema.getRootType(operation.operation)
  if (!root) return 0
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  }
  const known = new Map<SelectionSetNode, number>()

  const costOfSelection = (set: SelectionSetNode | undefined, parent: GraphQLNamedType | undefined): number => {
    if (!set || !parent) return 0
    const before = known.get(set)
    if (before !== undefined) return before
    let cost = 0
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) cost += costOfField(node, parent)
      else {
        const { selectionSet, typeCondition } =
          node.kind === Kind.INLINE_FRAGMENT ? node : (fragments.get(node.name.value) ?? {})
        cost += costOfSelection(selectionSet, typeCondition ? schema.getType(typeCondition.name.value) : parent)
      }
    }
    known.set(set, cost)
    return cost
  }

  const costOfField = (node: FieldNode, parent: GraphQLNamedType): number => {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined
    // Introspection, which counts as one value.
    if (!field) return 1
    const nodes = multiplierOf(field, node, variables) * costOfSelection(node.selectionSet, getNamedType(field.type))
    if (!field.extensions['readsLeads']) return 1 + nodes
    const filters = isGiven(node, 'filter', variables)
    const sorts = isGiven(node, 'orderBy', variables) || Number(numberOf(node, 'offset', variables) ?? 0) > 0
    const reads = filters || sorts ? 1 : 0
    return 1 + nodes + searchCost * (reads + (filters && selectsCount(node.selectionSet) ? 1 : 0))
  }

  const counting = new Map<SelectionSetNode, boolean>()

  const selectsCount = (set: SelectionSetNode | undefined): boolean => {
    if (!set) return false
    const before = counting.get(set)
    if (before !== undefined) return before
    const counts = set.selections.some((node) => {
      if (node.kind === Kind.FIELD) return node.name.value === 'totalCount'
      return selectsCount((node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value))?.selectionSet)
    })
    counting.set(set, counts)
    return counts
  }

  return costOfSelection(operation.selectionSet, root)
}

function multiplierOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const option = field.extensions['complexity']
  const cost: unknown =
    option === complexityOf
      ? complexityOf(
          { first: numberOf(node, 'first', variables), last: numberOf(node, 'last', variables) },
          null,
          field,
        )
      : option
  if (typeof cost === 'object' && cost !== null && 'multiplier' in cost) return Number(cost.multiplier)
  return isListType(getNullableType(field.type)) ? listLength : 1
}

/** Whether an input object is given and not empty. */
function isGiven(node: FieldNode, argument: string, variables: Readonly<Record<string, unknown>>): boolean {
  const value = argumentOf(node, argument)
  if (value?.kind === Kind.VARIABLE) return Object.keys(variables[value.name.value] ?? {}).length > 0
  return value?.kind === Kind.OBJECT && value.fields.length > 0
}

function numberOf(node: FieldNode, argument: string, variables: Readonly<Record<string, unknown>>): unknown {
  const value = argumentOf(node, argument)
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value]
  return value?.kind === Kind.INT ? Number(value.value) : undefined
}

function argumentOf({ arguments: args = [] }: FieldNode, argument: string): ValueNode | undefined {
  return args.find(({ name }) => name.value === argument)?.value
}
