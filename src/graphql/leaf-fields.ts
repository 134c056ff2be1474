import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core'
import type { GraphQLFieldResolver } from 'graphql'

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      leafFields: LeafFieldsPlugin<Types>
    }
  }
}

/**
 * Resolves a field of a Prisma object from columns at once where its parent has them. Pothos' own resolver would first look up
 * for each value whether the query of its parent planned it, which takes longer than the rest of the field together.
 * List it before the Prisma plugin.
 */
class LeafFieldsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object, unknown>,
    { kind, extensions, resolve }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const columns = kind === 'PrismaObject' ? columnsOf(extensions?.['pothosPrismaSelect']) : null
    if (columns === null || !resolve) return resolver
    const [only, ...others] = columns
    if (only !== undefined && others.length === 0) {
      return (parent, args, context, info) =>
        has(parent, only) ? resolve(parent, args, context, info) : resolver(parent, args, context, info)
    }
    return (parent, args, context, info) =>
      columns.every((column) => has(parent, column))
        ? resolve(parent, args, context, info)
        : resolver(parent, args, context, info)
  }
}

/** Returns the columns that a field selects; null if it selects none, or more than columns. */
function columnsOf(select: unknown): string[] | null {
  if (typeof select !== 'object' || select === null) return null
  const chosen = Object.entries(select)
  return chosen.length > 0 && chosen.every(([, value]) => value === true) ? chosen.map(([name]) => name) : null
}

function has(parent: unknown, column: string): boolean {
  return (parent as Record<string, unknown>)[column] !== undefined
}

SchemaBuilder.registerPlugin('leafFields', LeafFieldsPlugin)
