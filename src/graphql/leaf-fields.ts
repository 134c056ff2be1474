import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core'
import { defaultFieldResolver, type GraphQLField, type GraphQLFieldResolver } from 'graphql'

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      leafFields: LeafFieldsPlugin<Types>
    }
  }
}

type Source = Readonly<Record<string, unknown>>

/** How resolvers of Prisma objects find a value in a row that has what the operation selects; undefined if the row lacks it. */
const readers = new WeakMap<object, (row: Source) => unknown>()

/**
 * Returns a function that finds the value of a field in its source alone; null if the field takes more: arguments, the context, or a
 * check of whether the viewer may see it.
 */
export function readerOf({
  name,
  args,
  resolve,
}: GraphQLField<unknown, unknown>): ((source: Source) => unknown) | null {
  if (args.length > 0) return null
  if (!resolve) return (source) => source[name]
  return readers.get(resolve) ?? (resolve.length === 1 ? (resolve as (source: Source) => unknown) : null)
}

/**
 * Resolves a field of a Prisma object from columns at once where its parent has them. Pothos' own resolver would first look up
 * for each value whether the query of its parent planned it, which takes longer than the rest of the field together.
 * List it before the Prisma plugin.
 */
class LeafFieldsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object, unknown>,
    { kind, name, extensions, resolve }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (kind !== 'PrismaObject') return resolver
    const relation = extensions?.['pothosPrismaRelationField'] as { name: string } | undefined
    if (relation) readers.set(resolver, (row) => row[relation.name])
    const columns = columnsOf(extensions?.['pothosPrismaSelect'])
    if (columns === null || !resolve) return resolver
    const [only, ...others] = columns
    const hasColumns =
      only !== undefined && others.length === 0
        ? (row: unknown) => has(row, only)
        : (row: unknown) => columns.every((column) => has(row, column))
    const direct: GraphQLFieldResolver<unknown, Types['Context'], object> = (parent, args, context, info) =>
      hasColumns(parent) ? resolve(parent, args, context, info) : resolver(parent, args, context, info)
    if (resolve === defaultFieldResolver) readers.set(direct, (row) => row[name])
    else if (resolve.length === 1) {
      const read = resolve as (row: Source) => unknown
      readers.set(direct, (row) => (hasColumns(row) ? read(row) : undefined))
    }
    return direct
  }
}

/** Returns the columns that a field selects; null if it selects none, or more than columns. */
function columnsOf(select: unknown): string[] | null {
  if (typeof select !== 'object' || select === null) return null
  const chosen = Object.entries(select)
  return chosen.length > 0 && chosen.every(([, value]) => value === true) ? chosen.map(([name]) => name) : null
}

function has(parent: unknown, column: string): boolean {
  return (parent as Source)[column] !== undefined
}

SchemaBuilder.registerPlugin('leafFields', LeafFieldsPlugin)
