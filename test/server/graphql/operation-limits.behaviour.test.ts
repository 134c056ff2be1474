import { randomUUID } from 'node:crypto'
import { getIntrospectionQuery, getNamedType, isLeafType, isObjectType } from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../../../src/graphql/schema.ts'
import { limits } from '../../../src/server/graphql/operation-limits.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { type Operation, post } from '../../support/graphql.ts'
import { openEvents, openSocket } from '../../support/sockets.ts'

let app: TestApp
let production: TestApp
let tokens: Map<TestApp, string>
beforeAll(async () => {
  app = await startTestApp({ role: 'api' })
  production = await startTestApp({ role: 'api', production: true, introspection: false })
  tokens = new Map([
    [app, (await app.createUser()).token],
    [production, (await production.createUser()).token],
  ])
})

/** The errors that an operation is refused with, by whichever door; each has to be open still afterwards. */
const doors = {
  async HTTP(of: TestApp, operation: Operation) {
    return (await post(of.url, operation, tokens.get(of))).body.errors
  },
  async SSE(of: TestApp, operation: Operation) {
    const events = await openEvents(of.url, operation, tokens.get(of))
    const refused = await events.next()
    expect(await events.next()).toEqual({ event: 'complete', data: null })
    return typeof refused === 'object' ? refused.data?.errors : undefined
  },
  async WebSocket(of: TestApp, operation: Operation) {
    const socket = await openSocket(of.url, { token: tokens.get(of) ?? '' })
    const refused = await socket.subscribe(operation).next()
    expect(await socket.subscribe({ query: '{ viewer { name } }' }).next()).toMatchObject({ type: 'next' })
    socket.close()
    // What fits its type and not our variables is refused as a result.
    return refused?.type === 'error' ? refused.payload : Object(refused?.payload).errors
  },
}
const names = ['HTTP', 'SSE', 'WebSocket'] as const

const many = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => write(i)).join(' ')
const nested = (levels: number, first: number | string) =>
  `${many(levels, () => `importRuns(first: ${first}) { nodes { list {`)} id ${'} } } '.repeat(levels)}`

const hostile: readonly (Operation & { title: string; code: string })[] = [
  { title: 'a document of a megabyte', code: 'TOO_LONG', query: `{ viewer { name } } #${'x'.repeat(950_000)}` },
  { title: '20,000 aliases', code: 'TOO_LONG', query: `{ ${many(20_000, (i) => `a${i}: viewer { id }`)} }` },
  { title: '2,000 fields', code: 'TOO_MANY_TOKENS', query: `{ viewer { ${'id '.repeat(2_000)} } }` },
  { title: 'a list of 2,000 values', code: 'TOO_MANY_TOKENS', query: `{ list(id: [${'1 '.repeat(2_000)}]) { id } }` },
  { title: '15 levels', code: 'TOO_DEEP', query: `{ ${nested(5, 1)} }` },
  {
    title: '15 levels by fragments, even if these are empty',
    code: 'TOO_DEEP',
    query: `{ ...F0 } ${many(5, (i) => `fragment F${i} on ${i ? 'List' : 'Query'} { importRuns { nodes { list { ...F${i + 1} } } } }`)}
      fragment F5 on List { name }`,
  },
  {
    title: '900 levels of a literal',
    code: 'TOO_DEEP',
    query: `{ lists(first: ${'['.repeat(900)}${']'.repeat(900)}) { totalCount } }`,
  },
  {
    title: '15 levels of a subscription',
    code: 'TOO_DEEP',
    query: `subscription { importActivity { list { ${nested(4, 1)} } } }`,
  },
  { title: '31 aliases', code: 'TOO_MANY_ALIASES', query: `{ ${many(31, (i) => `a${i}: viewer { id }`)} }` },
  {
    title: '31 aliases of __typename',
    code: 'TOO_MANY_ALIASES',
    query: `{ ${many(31, (i) => `a${i}: __typename`)} }`,
  },
  {
    title: '32 aliases by fragments that double',
    code: 'TOO_MANY_ALIASES',
    query: `{ ...F0 } ${many(5, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)}
      fragment F5 on Query { a: creditCosts { action } }`,
  },
  {
    title: '31 directives',
    code: 'TOO_MANY_DIRECTIVES',
    query: `{ viewer { ${many(31, () => 'id @include(if: true)')} } }`,
  },
  { title: 'a page of 500 within one of 500', code: 'TOO_COMPLEX', query: `{ ${nested(2, 500)} }` },
  {
    title: 'four pages of 500 within each other',
    code: 'TOO_COMPLEX',
    query: `{ lists(first: 500) { nodes { importRuns(first: 500) { nodes { list {
      importRuns(first: 500) { nodes { outcomes(first: 500) { nodes { rowNumber } } } } } } } } } }`,
  },
  {
    title: 'a page of 500 within one of 500, set by variables',
    code: 'TOO_COMPLEX',
    query: `query ($first: Int) { ${nested(2, '$first')} }`,
    variables: { first: 500 },
  },
  {
    title: 'a page of 500 within one of 500, set by a default, and more than a page holds',
    code: 'TOO_COMPLEX',
    query: `query ($first: Int = 2000000000) { ${nested(2, '$first')} }`,
  },
  {
    title: 'nested pages of the default size',
    code: 'TOO_COMPLEX',
    query: `{ lists { nodes { importRuns { nodes { outcomes { nodes { rowNumber } } } } } } }`,
  },
  {
    title: 'two introspections of the schema',
    code: 'TOO_COMPLEX',
    query: '{ a: __schema { types { name } } ...B } fragment B on Query { b: __schema { types { name } } }',
  },
  {
    title: '26 searches',
    code: 'TOO_COMPLEX',
    query: `{ list(id: "1") { ${many(26, (i) => `a${i}: rows(filter: { search: "x${i}" }, first: 1) { nodes { id } }`)} } }`,
  },
  {
    title: '13 searches with their totals, in a fragment',
    code: 'TOO_COMPLEX',
    query: `query ($filter: RowFilter = { search: "x" }) { list(id: "1") { ${many(13, (i) => `a${i}: rows(filter: $filter, first: 1) { ...Total }`)} } }
      fragment Total on ListRowConnection { totalCount }`,
  },
  {
    title: 'a search of each of 30 lists',
    code: 'TOO_COMPLEX',
    query: '{ lists(first: 30) { nodes { companies(filter: { search: "x" }, first: 1) { nodes { id } } } } }',
  },
  {
    title: 'a subscription to too much',
    code: 'TOO_COMPLEX',
    query: `subscription { importActivity { list { ${nested(2, 500)} } } }`,
  },
]

describe.each(names)('over %s', (name) => {
  it.each(hostile)('rejects $title with one error', async ({ code, query, variables = {} }) => {
    const errors = await doors[name](app, { query, variables })
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^The operation .+\. .+\.$/),
        extensions: expect.objectContaining({ code }),
      }),
    ])
  })

  it('rejects a cached document whose cost has grown with its variables', async () => {
    const query = `query ($first: Int) { ${nested(2, '$first')} }`
    expect(await doors[name](app, { query, variables: { first: 5 } })).toBeUndefined()
    expect(await doors[name](app, { query, variables: { first: 500 } })).toMatchObject([
      { extensions: { code: 'TOO_COMPLEX' } },
    ])
  })

  it('rejects introspection if it is disabled', async () => {
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Viewer") { name } }']) {
      const errors = await doors[name](production, { query })
      expect(JSON.stringify(errors)).toContain('GraphQL introspection has been disabled')
      expect(await doors[name](app, { query })).toBeUndefined()
    }
  })

  it.each([
    { what: 'field', query: '{ viewer { nam } }' },
    { what: 'argument', query: '{ lists(firs: 1) { totalCount } }' },
    { what: 'value', query: '{ importRuns(filter: { statuses: [RUNING] }) { totalCount } }' },
    { what: 'type', query: '{ viewer { ... on Viewr { name } } }' },
    {
      what: 'field of a variable',
      query: 'mutation ($input: RenameListInput!) { renameList(input: $input) { __typename } }',
      variables: { input: { listId: 'a', name: 'b', nam: 'c' } },
    },
  ])('suggests no $what in production', async ({ query, variables = {} }) => {
    expect(JSON.stringify(await doors[name](app, { query, variables }))).toContain('Did you mean')
    const errors = await doors[name](production, { query, variables })
    expect(errors).toMatchObject([{ message: expect.any(String) }])
    expect(JSON.stringify(errors)).not.toContain('Did you mean')
  })
})

describe('operations within the limits', () => {
  const leaves = (name: string) => {
    const type = schema.getType(name)
    if (!isObjectType(type)) throw new Error(`${name} is no object.`)
    const fields = Object.values(type.getFields()).filter((field) => isLeafType(getNamedType(field.type)))
    return fields.map((field) => field.name).join(' ')
  }
  const people = `{ totalCount pageInfo { ${leaves('PageInfo')} } edges { cursor node { ${leaves('ListRow')} company { ${leaves('CompanyRow')} } } } }`

  it.each([
    {
      title: 'the introspection of every tool',
      query: getIntrospectionQuery({
        inputValueDeprecation: true,
        schemaDescription: true,
        specifiedByUrl: true,
        directiveIsRepeatable: true,
      }),
    },
    {
      title: 'a page of 500 people and one of 500 companies with all their fields',
      query: `query ($id: ID!) { list(id: $id) { rows(first: 500) ${people} companies(first: 500) { nodes { ${leaves('CompanyRow')} } } } }`,
    },
    {
      title: 'the usual pages of lists and their people',
      query: '{ lists { nodes { name rows { totalCount nodes { fullName email title company { name domain } } } } } }',
    },
    {
      title: 'a run with some rows of each verdict',
      query: `query ($id: ID!) { importRun(id: $id) { ${many(6, (i) => `v${i}: outcomes(first: 20) { totalCount nodes { reason row { ${leaves('ListRow')} } } }`)} } }`,
    },
  ])('accepts $title', async ({ query }) => {
    const variables = query.includes('$id') ? { id: randomUUID() } : {}
    const { status, body } = await post(app.url, { query, variables }, tokens.get(app))
    expect(body.errors).toBeUndefined()
    expect(status).toBe(200)
  })

  it('checks only the named operation of a document', async () => {
    const query = `query Small { viewer { name } } query Large { ${nested(2, 500)} }`
    const ask = async (operationName: string) => {
      const operation = { query, operationName }
      return (await post(app.url, operation, tokens.get(app))).body.errors?.[0]?.extensions?.['code']
    }
    expect([await ask('Small'), await ask('Large')]).toEqual([undefined, 'TOO_COMPLEX'])
  })

  it.each([
    { title: 'a name that no operation has', operationName: '' },
    { title: 'variables that do not fit it', variables: { first: '500' } },
  ])('rejects $title, because the cost is unknown', async ({ title: _title, ...rest }) => {
    const query = `query Large($first: Int) { ${nested(2, '$first')} }`
    const { body } = await post(app.url, { query, ...rest }, tokens.get(app))
    expect(body.errors).toHaveLength(1)
    expect(body.data ?? null).toBeNull()
  })
})

it('the response to a rejected operation has status 400 for the GraphQL media type, and 200 for JSON', async () => {
  const body = JSON.stringify({ query: `{ ${nested(5, 1)} }` })
  const statusFor = async (accept: string) =>
    (await fetch(app.url, { method: 'POST', headers: { 'content-type': 'application/json', accept }, body })).status
  expect(await statusFor('application/graphql-response+json')).toBe(400)
  expect(await statusFor('application/json')).toBe(200)
  expect(limits.depth).toBeLessThan(15)
})
