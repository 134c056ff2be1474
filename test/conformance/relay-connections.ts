import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import type { TestApp } from '../support/app.ts'
import { post } from '../support/graphql.ts'
import { createImporter } from '../support/imports.ts'
import { dig } from '../support/operation.ts'
import { sample } from '../support/property-runs.ts'
import { createWebhook } from '../support/receiver.ts'

type Ids = Readonly<Record<'list' | 'run' | 'person' | 'company', string>>

/** The path from the query type to an object of each type that has connections; from the mutation type to a payload. */
const ways: Readonly<Record<string, (ids: Ids, selection: string) => string>> = {
  Query: (_ids, selection) => selection,
  Viewer: (_ids, selection) => `viewer { ${selection} }`,
  List: ({ list }, selection) => `list(id: "${list}") { ${selection} }`,
  ImportRun: ({ run }, selection) => `importRun(id: "${run}") { ${selection} }`,
  ListRow: ({ person }, selection) => `listRow(id: "${person}") { ${selection} }`,
  CompanyRow: ({ company }, selection) => `companyRow(id: "${company}") { ${selection} }`,
  Webhook: (_ids, selection) => `viewer { webhooks { ${selection} } }`,
  UndoImportPayload: ({ run }, selection) =>
    `undoImport(input: { runId: "${run}", dryRun: true }) { ... on UndoImportPayload { ${selection} } }`,
}

const types = Object.values(schema.getTypeMap()).filter(isObjectType)
const typeOf = (name: string) => types.find((type) => type.name === name)
const print = (name: string) =>
  Object.values(typeOf(name)?.getFields() ?? {}).map(({ name, type }) => `${name}: ${type}`)
const hasId = (type: GraphQLNamedType) => isObjectType(type) && Object.hasOwn(type.getFields(), 'id')
const isConnection = (type: GraphQLNamedType) => type.name.endsWith('Connection')

const connections = types.flatMap((parent) =>
  Object.values(parent.getFields())
    .filter(({ type }) => isConnection(getNamedType(type)))
    .map((field) => ({ name: `${parent.name}.${field.name}`, parent: parent.name, field })),
)
type Found = (typeof connections)[number]

/** A page as it is returned. */
interface Page {
  totalCount: number
  edges: { cursor: string; node: object }[]
  nodes: object[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

/** Tests every connection of the schema by the cursor connections specification, forwards. */
export function describeRelay(app: () => TestApp): void {
  let ids: Ids
  let token: string

  beforeAll(async () => {
    const { query, importCsv, ...user } = await createImporter(app())
    token = user.token
    const people = [1, 2, 3, 4].map((n) => `Person ${n},p${n}@acme${n}.example,Acme ${n},acme${n}.example\n`)
    // The third row of each connects the other two.
    const duplicates = ['Ada', 'Bea', 'Cora'].map(
      (name) =>
        `${name} Byron,${name}@b.example,,,\n${name[0]}. Byron,,,,linkedin.com/in/${name}\n` +
        `${name} B.,${name}@b.example,,,linkedin.com/in/${name}\n`,
    )
    const csv = `fullName,email,companyName,companyDomain,linkedinUrl\n${people.join('')}${',,Nobody,\n'.repeat(3)}${duplicates.join('')}`
    const { listId, runId } = await importCsv(csv)
    for (let again = 0; again < 3; again++) await importCsv(csv, { listId })
    for (const name of ['Second', 'Third']) await importCsv('fullName\nAda Lovelace\n', { name })
    await query(`mutation { blockCompanies(input: { entries: [
      { domain: "a.example" }, { domain: "b.example" }, { domain: "c.example" }
    ] }) { __typename } }`)
    const { id } = await createWebhook({ query }, 'https://receiver.invalid', ['IMPORT_FAILED'])
    for (let event = 0; event < 3; event++) {
      await query(`mutation { testWebhook(input: { id: "${id}" }) { __typename } }`)
    }
    const companies = await importCsv(`name,domain\n${'Acme,acme.example\n'.repeat(4)}`, { dataType: 'COMPANIES' })
    const found = await query(
      `query ($people: ID!, $companies: ID!) {
        people: list(id: $people) { rows(first: 1) { nodes { id } } }
        companies: list(id: $companies) { companies(first: 1) { nodes { id } } }
      }`,
      { people: listId, companies: companies.listId },
    )
    ids = {
      list: listId,
      run: runId,
      person: String(dig(found, 'people.rows.nodes.0.id')),
      company: String(dig(found, 'companies.companies.nodes.0.id')),
    }
  })

  async function ask({ parent, field }: Found, args: Record<string, unknown>) {
    const node = getNamedType(typeOf(getNamedType(field.type).name)?.getFields()['nodes']?.type)
    const fields = isObjectType(node) ? node.getFields() : {}
    const identity = fields['id'] ?? Object.values(fields).find(({ type }) => String(type) === 'Int!')
    const identified = Object.values(fields).filter((field) => hasId(getNamedType(field.type)))
    const selection = identity?.name ?? identified.map(({ name }) => `${name} { id }`).join(' ')
    const given = Object.entries(args).map(([name, value]) => `${name}: ${literal(value)}`)
    const page = `page: ${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''} { ...Page }`
    const query = `${parent.endsWith('Payload') ? 'mutation' : 'query'} { ${ways[parent]?.(ids, page)} }
      fragment Page on ${getNamedType(field.type)} {
        totalCount edges { cursor node { ...Node } } nodes { ...Node }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
      fragment Node on ${node} { ${selection} }`
    return (await post(app().url, { query }, token)).body
  }

  async function read(found: Found, args: Record<string, unknown>): Promise<Page> {
    const { data, errors } = await ask(found, args)
    const page = findPage(data)
    if (errors || !page) throw new Error(JSON.stringify(errors ?? data))
    return page
  }

  describe('Relay: the schema', () => {
    it('PageInfo has the fields of the specification', () => {
      expect(print('PageInfo')).toEqual([
        'endCursor: String',
        'hasNextPage: Boolean!',
        'hasPreviousPage: Boolean!',
        'startCursor: String',
      ])
    })

    it('the schema has connections, and each is reachable', () => {
      expect(connections.length).toBeGreaterThanOrEqual(8)
      expect(connections.filter(({ parent }) => !Object.hasOwn(ways, parent))).toEqual([])
    })

    it.each(types.filter(isConnection))('$name is a page of edges', ({ name }) => {
      const node = name.replace(/Connection$/, '')
      expect(print(name).toSorted()).toEqual([
        `edges: [${node}Edge!]!`,
        `nodes: [${node}!]!`,
        'pageInfo: PageInfo!',
        'totalCount: Int!',
      ])
      expect(print(`${node}Edge`)).toEqual(['cursor: String!', `node: ${node}!`])
    })

    it.each(connections)('$name is paginated in both directions and never null', ({ field }) => {
      expect(String(field.type)).toMatch(/Connection!$/)
      const args = Object.fromEntries(field.args.map(({ name, type }) => [name, String(type)]))
      expect(args).toMatchObject({ first: 'Int', after: 'String', last: 'Int', before: 'String', offset: 'Int' })
    })
  })

  describe.each(sample(connections, 4))('Relay: $name', (found) => {
    it('pages lead through each node once and in order', async () => {
      const all = await read(found, { first: 500 })
      expect(all.nodes.length).toBeGreaterThanOrEqual(3)
      const walked: Page['edges'] = []
      let after: string | null = null
      do {
        const page: Page = await read(found, { first: 2, after })
        const { startCursor, endCursor } = page.pageInfo
        expect(page.nodes).toEqual(page.edges.map(({ node }) => node))
        expect([startCursor, endCursor]).toEqual([page.edges[0]?.cursor, page.edges.at(-1)?.cursor])
        expect(page.totalCount).toBe(all.nodes.length)
        expect(page.pageInfo.hasPreviousPage).toBe(walked.length > 0)
        walked.push(...page.edges)
        expect(page.pageInfo.hasNextPage).toBe(walked.length < all.nodes.length)
        after = page.pageInfo.hasNextPage ? endCursor : null
      } while (after !== null)
      expect(walked).toEqual(all.edges)
      expect(new Set(walked.map(({ cursor }) => cursor)).size).toBe(walked.length)
    })

    it('pages lead backwards through each node once and in order', async () => {
      const all = await read(found, { first: 500 })
      const walked: Page['edges'] = []
      let before: string | null = null
      do {
        const page: Page = await read(found, { last: 2, before })
        expect(page.totalCount).toBe(all.nodes.length)
        expect(page.pageInfo.hasNextPage).toBe(before !== null)
        walked.unshift(...page.edges)
        expect(page.pageInfo.hasPreviousPage).toBe(walked.length < all.nodes.length)
        before = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null
      } while (before !== null)
      expect(walked).toEqual(all.edges)
    })

    it('a page can lie between two nodes, and skip some', async () => {
      const { edges, nodes } = await read(found, { first: 500 })
      const [after, before] = [edges[0]?.cursor, edges[edges.length - 1]?.cursor]
      expect((await read(found, { after, before })).nodes).toEqual(nodes.slice(1, -1))
      expect((await read(found, { last: 1, after, before })).nodes).toEqual(nodes.slice(1, -1).slice(-1))
      expect((await read(found, { first: 1, offset: 1 })).nodes).toEqual(nodes.slice(1, 2))
      expect((await read(found, { first: 1, offset: 1, after })).nodes).toEqual(nodes.slice(2, 3))
      expect((await read(found, { offset: nodes.length })).nodes).toEqual([])
    })

    it('rejects page sizes and offsets that contradict each other', async () => {
      for (const args of [{ first: 1, last: 1 }, { last: 1, offset: 1 }, { offset: -1 }]) {
        expect(codeOf(await ask(found, args))).toBe('BAD_USER_INPUT')
      }
    })

    it('a page can start after any node', async () => {
      const { edges, nodes } = await read(found, { first: 500 })
      for (const [index, { cursor }] of edges.entries()) {
        expect(cursor).toMatch(/^[\w-]{20,}$/)
        expect((await read(found, { after: cursor })).nodes).toEqual(nodes.slice(index + 1))
      }
    })

    it('a page holds 0 to 500 nodes', async () => {
      const nothing = { startCursor: null, endCursor: null, hasNextPage: true, hasPreviousPage: false }
      expect(await read(found, { first: 0 })).toMatchObject({ edges: [], nodes: [], pageInfo: nothing })
      expect(await read(found, { last: 0 })).toMatchObject({
        ...{ edges: [], nodes: [] },
        pageInfo: { ...nothing, hasNextPage: false, hasPreviousPage: true },
      })
      for (const size of [-1, 501]) {
        expect(codeOf(await ask(found, { first: size }))).toBe('BAD_USER_INPUT')
        expect(codeOf(await ask(found, { last: size }))).toBe('BAD_USER_INPUT')
      }
    })

    it('cursors of other searches are rejected', async () => {
      const others = connections.filter(({ name }) => name !== found.name)
      const foreign = await Promise.all(
        others.map(async (other) => (await read(other, { first: 1 })).pageInfo.endCursor),
      )
      for (const after of ['', 'x', ...foreign]) {
        expect(codeOf(await ask(found, { first: 1, after }))).toBe('BAD_USER_INPUT')
        expect(codeOf(await ask(found, { last: 1, before: after }))).toBe('BAD_USER_INPUT')
      }
      const { endCursor } = (await read(found, { first: 1 })).pageInfo
      for (const [name, value] of otherArgs(found.field)) {
        expect(codeOf(await ask(found, { after: endCursor, [name]: value }))).toBe('BAD_USER_INPUT')
      }
    })
  })
}

const examples: Readonly<Record<string, string>> = {
  RowFilter: '{ search: "e" }',
  CompanyFilter: '{ search: "e" }',
  ListFilter: '{ name: { contains: "e" } }',
  ImportRunFilter: '{ kinds: [CSV] }',
  RowOrder: '{ field: TITLE }',
  CompanyOrder: '{ field: DOMAIN }',
  ListOrder: '{ field: NAME }',
  ImportRunOrder: '{ field: IMPORTED }',
}

/** A value for each argument that filters or sorts. */
function otherArgs(field: GraphQLField<unknown, unknown>): [string, unknown][] {
  return field.args
    .filter(({ name }) => !['first', 'after', 'last', 'before', 'offset'].includes(name))
    .map(({ name, type }) => {
      const named = getNamedType(type)
      if (isInputObjectType(named)) return [name, new Raw(examples[named.name] ?? '{}')]
      if (isEnumType(named)) return [name, [new Raw(named.getValues()[0]?.name ?? '')]]
      return [name, named.name === 'Int' ? [1] : 'e']
    })
}

/** A literal of GraphQL, which is printed as it is. */
class Raw {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

function literal(value: unknown): string {
  if (value instanceof Raw) return value.text
  return Array.isArray(value) ? `[${value.map(literal).join(', ')}]` : JSON.stringify(value)
}

function findPage(data: unknown): Page | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const page: unknown = Reflect.get(data, 'page')
  return isPage(page) ? page : Object.values(data).map(findPage).find(Boolean)
}

function isPage(value: unknown): value is Page {
  return typeof value === 'object' && value !== null && 'pageInfo' in value
}

function codeOf({ errors }: Awaited<ReturnType<typeof post>>['body']): unknown {
  return errors?.[0]?.extensions?.['code']
}
