import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  printSchema,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'

interface Described {
  name: string
  description?: string | null | undefined
}

/** Returns the descriptions of a type and all its elements, by schema coordinate. */
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

it('the committed schema.graphql is up to date (`npm run schema` writes it)', () => {
  const committed = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')
  expect(`${printSchema(schema)}\n`).toBe(committed)
})

it('every type, field, argument, enum value and input field has a description', () => {
  const all = Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap(elements)
  expect(all.length).toBeGreaterThan(100)
  expect(all.filter(([, { description }]) => !description?.trim()).map(([coordinate]) => coordinate)).toEqual([])
})

it('fields of one name have one type in all members of a union, so that they can be selected side by side', () => {
  const unions = Object.values(schema.getTypeMap()).filter(isUnionType)
  const conflicts = unions.flatMap((union) => {
    const fields = union.getTypes().flatMap((type) => Object.values(type.getFields()))
    const types = new Map(fields.map(({ name, type }) => [name, String(type)]))
    return fields
      .filter(({ name, type }) => types.get(name) !== String(type))
      .map(({ name, type }) => `${union.name}: ${name}: ${type}, ${types.get(name)}`)
  })
  expect(unions.length).toBeGreaterThan(10)
  expect(conflicts).toEqual([])
})

describe('the rules of eslint.config.js', () => {
  const eslint = new ESLint({ cwd: fileURLToPath(new URL('../..', import.meta.url)) })

  /** Returns the lint errors of a schema, as line and rule. */
  const faults = (results: ESLint.LintResult[]) =>
    results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`))

  it('schema.graphql has no lint errors', async () => {
    const results = await eslint.lintFiles('schema.graphql')
    expect(results).toHaveLength(1)
    expect(faults(results)).toEqual([])
  })

  it('the lint rules find errors in a bad schema', async () => {
    const wrong = `type Widget { Color: String }
      type ThingConnection { edges: [Widget] }
      type ThingEdge { node: Widget }`
    const found = faults(await eslint.lintText(wrong, { filePath: 'schema.graphql' })).join('\n')
    for (const rule of [
      'require-description',
      'naming-convention',
      'strict-id-in-types',
      'relay-connection-types',
      'relay-edge-types',
    ]) {
      expect(found).toContain(`@graphql-eslint/${rule}: `)
    }
  })
})
