import { queryFromInfo, type SelectionMap } from '@pothos/plugin-prisma'
import type { GraphQLResolveInfo } from 'graphql'
import { columnOf } from '../db/columns.ts'
import type PrismaTypes from '../db/generated/pothos.ts'
import { getDatamodel } from '../db/generated/pothos.ts'
import type { Relation, Selection } from '../db/selection.ts'
import type { Context } from './context.ts'

/** Name of a model, which is the name of its GraphQL type, too. */
export type ModelName = keyof PrismaTypes

const { models } = getDatamodel().datamodel

/** Returns what an operation selects of the nodes of the connection that is resolved; Pothos then takes it to be there. */
export function selectionOfNodes(model: ModelName, context: Context, info: GraphQLResolveInfo): Selection {
  const paths = [['edges', 'node'], ['nodes']]
  return selectionOf(model, queryFromInfo({ context, info, typeName: model, paths }))
}

type Query = Pick<SelectionMap, 'select' | 'include'>

/** Returns the selection that a query for Prisma describes; without `select`, it has all columns. */
function selectionOf(model: string, { select, include }: Query): Selection {
  const all = models[model]?.fields ?? []
  const chosen: Record<string, unknown> = { ...(select ?? include) }
  const relations = all
    .filter(({ name, kind }) => kind === 'object' && chosen[name])
    .map(({ name }) => relationOf(model, name, chosen[name] === true ? {} : (chosen[name] as Query)))
  const columns = all.filter(({ name, kind }) => kind !== 'object' && (!select || chosen[name]))
  return {
    fields: [...new Set([...columns.map(({ name }) => name), ...relations.map(({ from }) => from)])],
    lists: columns.filter(({ isList }) => isList).map(({ name }) => name),
    relations,
  }
}

/** Returns a relation to at most one row. Its keys begin with the owner, who is the same. */
function relationOf(model: string, name: string, query: Query): Relation {
  const field = models[model]?.fields.find((candidate) => candidate.name === name)
  const opposite = models[field?.type ?? '']?.fields.find(
    ({ relationName, type }) => relationName === field?.relationName && type === model,
  )
  const [from, to] = field?.relationFromFields?.length
    ? [field.relationFromFields[1], 'id']
    : ['id', opposite?.relationFromFields?.[1]]
  const { select, include, ...others } = query
  if (!field || field.isList || from === undefined || to === undefined || Object.keys(others).length > 0) {
    throw new Error(`A connection cannot read ${model}.${name}, which is not one row of the owner.`)
  }
  return {
    name,
    table: `${columnOf(field.type).slice(1)}s`.replace(/ys$/, 'ies'),
    from,
    to,
    selection: selectionOf(field.type, query),
  }
}
