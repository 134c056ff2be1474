import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql'

/** Returns the source of a module with what a normalized cache needs to know of the schema: the members of each abstract type, and the types without an id. */
export function cacheShape(schema: GraphQLSchema): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'))
  const possibleTypes = Object.fromEntries(
    types.filter(isAbstractType).map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
  )
  const keyless = types
    .filter(isObjectType)
    .filter((type) => !roots.includes(type) && !('id' in type.getFields()))
    .map(({ name }) => name)
  return `/** The members of each union and interface, as Apollo's \`possibleTypes\`. */
export const possibleTypes: Record<string, string[]> = ${JSON.stringify(possibleTypes, null, 2)}

/** The types without an id, whose objects a normalized cache embeds in their parents. */
export const keyless: readonly string[] = ${JSON.stringify(keyless, null, 2)}
`
}
