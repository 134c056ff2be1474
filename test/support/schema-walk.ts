import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql'

/** An argument or input field: `Mutation.cancelImport(input.runId)`. */
export interface Place {
  type: string
  field: string
  path: string
}

/** Returns every place of a schema that takes one of these scalars. */
export function placesOf(schema: GraphQLSchema, scalars: readonly string[]): Place[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args.flatMap((arg) =>
          pathsWithin(arg.type, scalars).map((path) => ({
            type: type.name,
            field: field.name,
            path: [arg.name, ...path].join('.'),
          })),
        ),
      ),
    )
}

function pathsWithin(
  type: GraphQLInputType,
  scalars: readonly string[],
  above: readonly GraphQLNamedType[] = [],
): string[][] {
  const named = getNamedType(type)
  if (scalars.includes(named.name)) return [[]]
  if (!isInputObjectType(named) || above.includes(named)) return []
  return Object.values(named.getFields()).flatMap((field) =>
    pathsWithin(field.type, scalars, [...above, named]).map((path) => [field.name, ...path]),
  )
}

const examples: Record<string, unknown> = {
  Boolean: true,
  DateTime: '2026-01-01T00:00:00.000Z',
  Float: 1,
  ID: '1',
  Int: 1,
  String: 'text',
}

/** Returns a value of the type with what it requires: the first of an enum, one item of a list. */
export function exampleOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return exampleOf(type.ofType)
  if (isListType(type)) return [exampleOf(type.ofType)]
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter(isRequiredInputField)
    return Object.fromEntries(required.map((field) => [field.name, exampleOf(field.type)]))
  }
  if (!(type.name in examples)) throw new Error(`Say above what a ${type.name} looks like.`)
  return examples[type.name]
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
