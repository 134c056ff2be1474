import {
  execute,
  GraphQLBoolean,
  type GraphQLFieldConfigMap,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { completeItems, executeWithItems } from '../../src/graphql/page-items.ts'

const employer = { name: 'Acme' }
const ann = { name: 'Ann', age: 40, tags: ['a', 'b'], employer }
const bob = { name: 'Bob', age: null, tags: [], employer: null }

const Employer = new GraphQLObjectType({ name: 'Employer', fields: { name: { type: GraphQLString } } })
const Person = new GraphQLObjectType({
  name: 'Person',
  fields: {
    name: { type: new GraphQLNonNull(GraphQLString) },
    age: { type: GraphQLInt },
    tags: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
    employer: { type: Employer },
    initial: { type: GraphQLString, resolve: ({ name }) => name[0] },
    later: { type: GraphQLString, resolve: async ({ name }) => `${name} later` },
    greeting: {
      type: GraphQLString,
      args: { word: { type: GraphQLString } },
      resolve: ({ name }, { word }) => `${word} ${name}`,
    },
    isAllowed: { type: GraphQLBoolean, resolve: (_person, _args, { viewer }: { viewer?: string }) => viewer === 'Eve' },
  },
})
const PersonEdge = new GraphQLObjectType({
  name: 'PersonEdge',
  fields: { cursor: { type: GraphQLString }, node: { type: new GraphQLNonNull(Person) } },
})
const PersonConnection = new GraphQLObjectType({
  name: 'PersonConnection',
  fields: {
    count: { type: GraphQLInt },
    edges: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(PersonEdge))) },
    nodes: { type: new GraphQLList(new GraphQLNonNull(Person)) },
  },
})

/** Executes an operation on a page of these people; returns the result, and whether its items were completed at once. */
async function run(run: typeof execute | typeof executeWithItems, source: string, people: readonly unknown[]) {
  let atOnce = false
  const fields: GraphQLFieldConfigMap<unknown, object> = {
    people: {
      type: PersonConnection,
      resolve: async (_root, _args, context, info) => {
        const edges = people.map((node, index) => ({ cursor: String(index), node }))
        atOnce = completeItems(context, info, edges)
        const found = atOnce ? [] : edges
        return { count: people.length, edges: found, nodes: found.map(({ node }) => node) }
      },
    },
  }
  const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: fields }) })
  const variableValues = { yes: true, no: false }
  const result = await run({ schema, document: parse(source), variableValues, contextValue: { viewer: 'Eve' } })
  return { result: JSON.stringify(result), atOnce }
}

async function both(source: string, people: readonly unknown[] = [ann, bob]) {
  const [one, expected] = [await run(executeWithItems, source, people), await run(execute, source, people)]
  expect(one.result).toBe(expected.result)
  expect(expected.atOnce).toBe(false)
  return { atOnce: one.atOnce, result: JSON.parse(one.result) }
}

describe('items of a page', () => {
  it.each([
    '{ people { nodes { name age tags } } }',
    '{ people { count edges { cursor node { initial employer { name __typename } } } } }',
    '{ page: people { a: nodes { name } edges { node { x: name y: name } } b: nodes { age } count } other: people { count } }',
    'query ($yes: Boolean!, $no: Boolean!) { people { nodes { name @skip(if: $yes) age @include(if: $no) tags } nodes @skip(if: $no) { initial } } }',
    '{ people { ...Page } } fragment Page on PersonConnection { edges { ... on PersonEdge { node { ...Name name } } } } fragment Name on Person { initial }',
  ])('are completed at once like graphql-js completes them: %s', async (source) => {
    const { atOnce, result } = await both(source)
    expect(atOnce).toBe(true)
    expect(result.errors).toBeUndefined()
  })

  it.each([
    '{ people { nodes { name later } } }',
    '{ people { nodes { greeting(word: "Hello") } } }',
    '{ people { nodes { isAllowed } } }',
    '{ people { edges { node { name } } nodes { isAllowed } } }',
    '{ people { nodes { __proto__: name } } }',
  ])('are left to graphql-js if a field takes more than its item: %s', async (source) => {
    const { atOnce, result } = await both(source)
    expect(atOnce).toBe(false)
    expect(result.errors).toBeUndefined()
  })

  it.each([
    ['a missing value', [ann, { ...bob, name: null }]],
    ['a value of another type', [ann, { ...bob, age: 'old' }]],
    ['an error', [ann, { ...bob, employer: new Error('Unknown') }]],
    ['a missing item', [ann, null]],
  ])('are left to graphql-js, which reports %s', async (_what, people) => {
    const { atOnce, result } = await both('{ people { count nodes { name age employer { name } } } }', people)
    expect(atOnce).toBe(false)
    expect(result.errors).toHaveLength(1)
  })
})
