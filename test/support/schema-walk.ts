import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql'

/** An argument or input field that takes an id: `Mutation.cancelImport(input.runId)`. */
export interface Place {
  type: string
  field: string
  path: string
}

/** Returns every place of a schema that takes an id. */
export function placesOfIds(schema: GraphQLSchema): Place[] {
  return Object.values(schema.getTypeMap()).flatMap(placesOf)
}

function placesOf(type: GraphQLNamedType): Place[] {
  if (!isObjectType(type)) return []
  return Object.values(type.getFields()).flatMap((field) =>
    field.args.flatMap((arg) =>
      idsWithin(arg.type).map((path) => ({ type: type.name, field: field.name, path: [arg.name, ...path].join('.') })),
    ),
  )
}

function idsWithin(type: GraphQLInputType, above: readonly GraphQLNamedType[] = []): string[][] {
  const named = getNamedType(type)
  if (named.name === 'ID') return [[]]
  if (!isInputObjectType(named) || above.includes(named)) return []
  return Object.values(named.getFields()).flatMap((field) =>
    idsWithin(field.type, [...above, named]).map((path) => [field.name, ...path]),
  )
}

/** Returns a selection of every field of a type that needs no argument, `levels` deep. */
export function everythingOf(type: GraphQLOutputType | GraphQLNamedType, levels: number): string {
  const named = getNamedType(type)
  if (isUnionType(named)) {
    const members = named.getTypes().map((member) => `... on ${member.name} ${everythingOf(member, levels)}`)
    return `{ __typename ${members.join(' ')} }`
  }
  if (!isObjectType(named) && !isInterfaceType(named)) return ''
  const fields = Object.values(named.getFields()).filter((field) => !field.args.some(isRequiredArgument))
  const selected = fields.map((field) => {
    const below = getNamedType(field.type)
    if (!isObjectType(below) && !isInterfaceType(below) && !isUnionType(below)) return field.name
    // A connection's edges repeat its nodes.
    return levels === 0 || field.name === 'edges' ? '' : `${field.name} ${everythingOf(below, levels - 1)}`
  })
  return `{ __typename ${selected.join(' ')} }`
}
