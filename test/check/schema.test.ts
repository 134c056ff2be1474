import { readFileSync } from 'node:fs'
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  printSchema,
} from 'graphql'
import { expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'

interface Described {
  name: string
  description?: string | null | undefined
}

/** A type and everything in it that a reader of the schema meets, by its coordinate. */
function elements(type: GraphQLNamedType): [string, Described][] {
  const at = (parent: string, items: readonly Described[]): [string, Described][] =>
    items.map((item) => [`${parent}.${item.name}`, item])
  const own: [string, Described][] = [[type.name, type]]
  if (isObjectType(type) || isInterfaceType(type)) {
    const fields = Object.values(type.getFields())
    return [...own, ...at(type.name, fields), ...fields.flatMap(({ name, args }) => at(`${type.name}.${name}`, args))]
  }
  if (isInputObjectType(type)) {
    return [...own, ...at(type.name, Object.values(type.getFields()))]
  }
  return isEnumType(type) ? [...own, ...at(type.name, type.getValues())] : own
}

it('prints as the committed schema.graphql (`npm run schema` writes it)', () => {
  const committed = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')
  expect(`${printSchema(schema)}\n`).toBe(committed)
})

it('describes every type, field, argument, enum value and input field', () => {
  const all = Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap(elements)
  expect(all.length).toBeGreaterThan(100)
  expect(all.filter(([, { description }]) => !description?.trim()).map(([coordinate]) => coordinate)).toEqual([])
})
