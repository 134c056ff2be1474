import {
  astFromValue,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  print,
} from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../../../src/graphql/schema.ts'
import { startTestApp } from '../../support/app.ts'
import { type Operation, post } from '../../support/graphql.ts'
import { sample } from '../../support/property-runs.ts'
import { exampleOf, type Place, placesOf } from '../../support/schema-walk.ts'
import { openSocket } from '../../support/sockets.ts'
import { createTenant, type Tenant } from '../../support/tenants.ts'
import { startStandIn } from '../stand-in.ts'

const server = await startStandIn()
const token = await server.signUp()
// Without a worker, so that runs stay as they were accepted.
const app = await startTestApp({ role: 'api' })
let tenant: Tenant
beforeAll(async () => {
  tenant = await createTenant(app)
})

const lengthOf = 'mutation ($text: String!) { textLength(text: $text) }'

it.each([
  ['is half an emoji', 'Ann\ud83d', 3],
  ['is the other half', '\ude00Ann', 3],
  ['is both halves in the wrong order', 'A\ude00\ud83dnn', 3],
  ['holds a whole emoji', 'Ann😀', 5],
  ['holds NUL characters', '\0A\0nn\0', 3],
])('a variable that %s reaches resolvers without what Postgres cannot store', async (_what, text, length) => {
  const { body } = await post(server.url, { query: lengthOf, variables: { text } }, token)
  expect(body).toEqual({ data: { textLength: length } })
})

it.each([
  ['as an escape', '"\\u0000Ann"'],
  ['as a short escape', '"\\u{0}Ann"'],
  ['as it is', '"\0Ann"'],
  ['in a block', '"""\0Ann"""'],
])('a literal with a NUL character %s reaches resolvers without it', async (_how, literal) => {
  const { body } = await post(server.url, { query: `mutation { textLength(text: ${literal}) }` }, token)
  expect(body).toEqual({ data: { textLength: 3 } })
  const withDefault = lengthOf.replace('String!', `String! = ${literal}`)
  expect((await post(server.url, { query: withDefault }, token)).body).toEqual({ data: { textLength: 3 } })
})

it('the text of a file keeps its NUL characters for the reader, which warns of them', async () => {
  const csvText = 'na\0me\nA\0da\n'
  const selection = '{ ... on PreviewImportPayload { columns warnings } }'
  const preview = { previewImport: { columns: ['name'], warnings: ['2 NUL characters removed.'] } }
  const literal = `mutation { previewImport(input: { csvText: ${JSON.stringify(csvText)} }) ${selection} }`
  const variable = `mutation ($input: PreviewImportInput!) { previewImport(input: $input) ${selection} }`
  expect(await tenant.user.query(literal)).toEqual(preview)
  expect(await tenant.user.query(variable, { input: { csvText } })).toEqual(preview)
})

describe('every argument that takes a text', () => {
  const places = placesOf(schema, ['String', 'ID'])
  const nameOf = ({ type, field, path }: Place) => `${type}.${field}(${path})`

  it.each(sample(places, 30).map((place) => [nameOf(place), place] as const))(
    '%s answers a NUL character with a result or an error that says what to do',
    async (_name, place) => {
      for (const text of ['\0', 'a\0b']) {
        for (const operation of operationsOf(place, text)) {
          const answer = await answerOf(operation)
          expect(answer).toMatch(/"(data|errors)"/)
          expect(answer).not.toContain('INTERNAL_SERVER_ERROR')
        }
      }
    },
  )

  const operations: Record<string, string> = {
    Mutation: 'mutation',
    Subscription: 'subscription',
    UndoImportPayload: 'mutation',
  }

  /** Returns the operation with the text as a literal, and as a variable. */
  function operationsOf({ type, field, path }: Place, text: string): Operation[] {
    const parent = schema.getType(type)
    const { args, type: result } = (isObjectType(parent) && parent.getFields()[field]) || {}
    const [top, ...below] = path.split('.')
    const arg = args?.find(({ name }) => name === top)
    if (!args || !result || !arg) throw new Error(`The schema has no ${type}.${field}(${top}).`)
    const others = args
      .filter((other) => other !== arg && isRequiredArgument(other))
      .map((other) => `, ${other.name}: ${literalOf(exampleOf(other.type), other.type)}`)
    const value = withText(exampleOf(arg.type), arg.type, below, text)
    const call = (written: string) =>
      within(type, `${field}(${arg.name}: ${written}${others.join('')}) ${selectionOf(result)}`)
    const operation = operations[type] ?? 'query'
    return [
      { query: `${operation} ${call(literalOf(value, arg.type))}` },
      { query: `${operation} ($it: ${arg.type}) ${call('$it')}`, variables: { it: value } },
    ]
  }

  function selectionOf(type: GraphQLOutputType): string {
    const named = getNamedType(type)
    if (isUnionType(named)) return '{ __typename ... on Error { message code } }'
    if (!isObjectType(named)) return ''
    return 'edges' in named.getFields() ? '{ totalCount nodes { __typename } }' : '{ __typename }'
  }

  function literalOf(value: unknown, type: GraphQLInputType): string {
    const node = astFromValue(storedOf(value, type), type)
    if (!node) throw new Error(`${String(value)} has no literal.`)
    return print(node)
  }

  /** Returns a value with what the names of enums stand for in resolvers. */
  function storedOf(value: unknown, type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return storedOf(value, type.ofType)
    if (isListType(type)) return Array.isArray(value) ? value.map((item) => storedOf(item, type.ofType)) : value
    if (isEnumType(type)) return type.getValue(String(value))?.value
    if (!isInputObjectType(type)) return value
    const fields = type.getFields()
    const given = Object.entries(Object(value)).flatMap(([key, item]) => {
      const field = fields[key]
      return field ? [[key, storedOf(item, field.type)]] : []
    })
    return Object.fromEntries(given)
  }

  /** Returns the value with the text at the path, and all required fields. */
  function withText(value: unknown, type: GraphQLInputType, path: readonly string[], text: string): unknown {
    if (isNonNullType(type)) return withText(value, type.ofType, path, text)
    if (isListType(type)) return [withText(undefined, type.ofType, path, text)]
    const [key, ...below] = path
    if (key === undefined || !isInputObjectType(type)) return text
    const field = type.getFields()[key]
    if (!field) throw new Error(`${type.name} has no field ${key}.`)
    const given: Record<string, unknown> = Object(value ?? exampleOf(type))
    return { ...given, [key]: withText(given[key], field.type, below, text) }
  }

  /** Returns the selection of a field of an object of the tenant. */
  function within(type: string, selection: string): string {
    const { list, run, row, company } = tenant.ids
    const paths: Record<string, string> = {
      List: `{ list(id: "${list}") { ${selection} } }`,
      ImportRun: `{ importRun(id: "${run}") { ${selection} } }`,
      ListRow: `{ listRow(id: "${row}") { ${selection} } }`,
      CompanyRow: `{ companyRow(id: "${company}") { ${selection} } }`,
      Viewer: `{ viewer { ${selection} } }`,
      Webhook: `{ viewer { webhooks { ${selection} } } }`,
      UndoImportPayload: `{ undoImport(input: { runId: "${run}", dryRun: true }) { ... on UndoImportPayload { ${selection} } } }`,
    }
    const isRoot = ['Query', 'Mutation', 'Subscription'].includes(type)
    const path = isRoot ? `{ ${selection} }` : paths[type]
    if (path === undefined) throw new Error(`Say above where a ${type} comes from.`)
    return path
  }

  async function answerOf(operation: Operation): Promise<string> {
    if (!operation.query.startsWith('subscription')) {
      return JSON.stringify((await post(app.url, operation, tenant.user.token)).body)
    }
    const socket = await openSocket(app.wsUrl, { token: tenant.user.token })
    const frame = await socket.subscribe(operation).next()
    socket.close()
    return JSON.stringify({ data: frame })
  }
})

it.each(['/runs/ID/outcomes.csv?reasonCodes=%00,a%00b', '/runs/%00/outcomes.csv', '/uploads?fileName=%00a%00'])(
  'the path %s is answered without a fault',
  async (path) => {
    const { user, ids } = tenant
    const method = path.startsWith('/uploads') ? 'PUT' : 'GET'
    const response = await fetch(`${app.origin}${path.replace('ID', ids.run)}`, {
      method,
      headers: { authorization: `Bearer ${user.token}` },
      ...(method === 'PUT' && { body: 'name\nAda\n' }),
    })
    expect(response.status).toBeLessThan(500)
    await response.text()
  },
)
