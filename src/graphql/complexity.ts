import { createComplexityRule } from '@pothos/plugin-complexity'
import { type DocumentNode, type GraphQLField, type GraphQLSchema, validate } from 'graphql'

/** How many items a page of a connection holds where nobody says how many, and at most. */
export const pageSize = { usual: 100, most: 500 } as const

/** What of a page's connection passes each item on: its size is counted at the connection. */
export const ofPage = { field: 1, multiplier: 1 } as const

/**
 * How many values a field may answer: one, and as often as a connection's page has items, or some ten times for any other list,
 * what is selected under it.
 */
export function complexityOf(
  args: Record<string, unknown>,
  _context: unknown,
  field: Pick<GraphQLField<unknown, unknown>, 'args'>,
) {
  if (!field.args.some(({ name }) => name === 'first')) return 1
  const first = typeof args['first'] === 'number' ? args['first'] : pageSize.usual
  return { field: 1, multiplier: Math.min(Math.max(first, 0), pageSize.most) }
}

/** How many values a valid operation answers at most with these variables; 0 where they do not fit it, so that it will not be run. */
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
