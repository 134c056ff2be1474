import { createComplexityRule } from '@pothos/plugin-complexity'
import { type DocumentNode, type GraphQLField, type GraphQLSchema, validate } from 'graphql'

/** Items on a page of a connection: by default, and at most. */
export const pageSize = { default: 100, max: 500 } as const

/** Complexity of the fields that hold a page's items, whose number is counted at the connection. */
export const ofPage = { field: 1, multiplier: 1 } as const

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
  const first = typeof args['first'] === 'number' ? args['first'] : pageSize.default
  return { field: 1, multiplier: Math.min(Math.max(first, 0), pageSize.max) }
}

/** Returns how many values a valid operation can return with these variables; 0 if the variables are invalid, so that it will not run. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  params: { variables?: Record<string, unknown> | null | undefined; operationName?: string | null | undefined },
): number {
  let cost = 0
  const rule = createComplexityRule({
    context: {},
    variableValues: params.variables ?? {},
    operationName: params.operationName ?? null,
    onResult: ({ complexity }) => {
      cost = Math.max(cost, complexity)
    },
  })
  validate(schema, document, [rule])
  return cost
}
