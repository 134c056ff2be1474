import { randomUUID } from 'node:crypto'
import {
  type GraphQLInputType,
  type GraphQLNamedType,
  getNamedType,
  isInputObjectType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { startTestApp } from '../support/app.ts'
import { post } from '../support/graphql.ts'
import { createImporter, type Importer, importInput } from '../support/imports.ts'
import { dig } from '../support/operation.ts'
import { openSocket } from '../support/sockets.ts'

// Without a worker, so that runs stay as they were accepted.
const app = await startTestApp({ role: 'api' })

/** An argument, or a field of an input within one, that takes an id: `Mutation.cancelImport(input.runId)`. */
interface Place {
  type: string
  field: string
  path: string
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

const places = Object.values(schema.getTypeMap()).flatMap(placesOf)
const nameOf = ({ type, field, path }: Place) => `${type}.${field}(${path})`

type Belongings = Record<'list' | 'run' | 'upload' | 'block', string>
const csv = 'email\njane@x.example\n'
const { csvText: _, ...start } = importInput(csv, { input: { waitSeconds: 0 } })
const { csvText: __, ...more } = importInput(csv, { listId: '', input: { waitSeconds: 0 } })

/** Whose id each place takes, what else the field needs, and the answer to an id that is not there. */
const cases: Record<
  string,
  {
    of: keyof Belongings
    args?: (own: Belongings) => object
    answer: object | null
    /** What the answer to an id of one's own looks like. */
    own?: RegExp
  }
> = {
  'Query.list(id)': { of: 'list', answer: null },
  'Query.importRun(id)': { of: 'run', answer: null },
  'Mutation.renameList(input.listId)': {
    of: 'list',
    args: () => ({ name: 'Taken' }),
    answer: { __typename: 'ListAccessError', code: 'LIST_ACCESS' },
  },
  'Mutation.deleteList(input.listId)': { of: 'list', answer: { __typename: 'ListAccessError', code: 'LIST_ACCESS' } },
  'Mutation.enrichList(input.listId)': { of: 'list', answer: { __typename: 'ListAccessError', code: 'LIST_ACCESS' } },
  'Mutation.cancelEnrichment(input.listId)': {
    of: 'list',
    answer: { __typename: 'ListAccessError', code: 'LIST_ACCESS' },
  },
  'Mutation.cancelImport(input.runId)': {
    of: 'run',
    answer: { __typename: 'RunNotFoundError', code: 'RUN_NOT_FOUND' },
  },
  'Mutation.resumeImport(input.runId)': {
    of: 'run',
    answer: { __typename: 'RunNotFoundError', code: 'RUN_NOT_FOUND' },
    own: /RUN_NOT_RESUMABLE/,
  },
  'Mutation.importSalesNav(input.listId)': {
    of: 'list',
    args: () => ({ url: 'https://www.linkedin.com/sales/search/people?query=(keywords:growth)', maxResults: 1 }),
    answer: { __typename: 'ListAccessError', code: 'LIST_ACCESS' },
  },
  'Mutation.unblockCompany(input.id)': {
    of: 'block',
    answer: { __typename: 'InvalidInputError', code: 'INVALID_INPUT' },
  },
  'Mutation.previewImport(input.uploadId)': {
    of: 'upload',
    answer: { __typename: 'UploadNotFoundError', code: 'UPLOAD_NOT_FOUND' },
  },
  'Mutation.createListWithImport(input.uploadId)': {
    of: 'upload',
    args: () => start,
    answer: { __typename: 'UploadNotFoundError', code: 'UPLOAD_NOT_FOUND' },
  },
  'Mutation.previewImport(input.simulate.listId)': {
    of: 'list',
    args: () => ({ csvText: csv, simulate: { dataType: 'PEOPLE', personMapping: { email: 'email' } } }),
    answer: { __typename: 'ListAccessError', code: 'LIST_ACCESS' },
  },
  'Mutation.importIntoList(input.listId)': {
    of: 'list',
    args: () => ({ ...more, csvText: csv }),
    answer: { __typename: 'ListAccessError', code: 'LIST_ACCESS' },
  },
  'Mutation.importIntoList(input.uploadId)': {
    of: 'upload',
    args: ({ list }) => ({ ...more, listId: list }),
    answer: { __typename: 'UploadNotFoundError', code: 'UPLOAD_NOT_FOUND' },
  },
  'Subscription.importProgress(runId)': { of: 'run', answer: { code: 'RUN_NOT_FOUND' } },
  'Subscription.enrichmentProgress(listId)': { of: 'list', answer: { code: 'LIST_ACCESS' } },
}

/** The operation that gives an id to a place and selects what every answer has. */
function operationOf({ type, field, path }: Place, own: Belongings, id: string) {
  const { args: [arg] = [], type: answer } =
    [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
      .find((root) => root?.name === type)
      ?.getFields()[field] ?? {}
  const selection = isUnionType(getNamedType(answer)) ? '__typename ... on Error { message code }' : '__typename id'
  const [top, ...below] = path.split('.')
  const input = cases[nameOf({ type, field, path })]?.args?.(own)
  return {
    query: `${type.toLowerCase()} ($it: ${arg?.type}) { ${field}(${top}: $it) { ${selection} } }`,
    variables: { it: withId(input, below, id) },
  }
}

function withId(value: object | undefined, [key, ...below]: readonly string[], id: string): unknown {
  return key === undefined ? id : { ...value, [key]: withId(Object(dig(value, key)), below, id) }
}

/** The answer as it comes over HTTP, or the first that comes over a socket. */
async function answerOf({ user, belongings }: Tenant, place: Place, id: string): Promise<unknown> {
  const operation = operationOf(place, belongings, id)
  if (place.type !== 'Subscription') {
    const { status, body } = await post(app.url, operation, user.token)
    return { status, errors: body.errors, answer: dig(body.data, place.field) }
  }
  const socket = await openSocket(app.wsUrl, { token: user.token })
  const { id: _, ...frame } = (await socket.subscribe(operation).next()) ?? {}
  socket.close()
  return frame
}

interface Tenant {
  user: Importer
  belongings: Belongings
}

async function move(): Promise<Tenant> {
  const user = await createImporter(app)
  const answer = await user.query(
    `mutation ($start: CreateListWithImportInput!, $csv: String!) {
      start: createListWithImport(input: $start) { ... on CreateListWithImportPayload { listId runId } }
      preview: previewImport(input: { csvText: $csv }) { ... on PreviewImportPayload { uploadId } }
      block: blockCompanies(input: { entries: [{ name: "Acme" }] }) {
        ... on BlockCompaniesPayload { outcomes { blockedCompany { id } } }
      }
    }`,
    { csv, start: { ...start, csvText: csv } },
  )
  const idAt = (path: string) => String(dig(answer, path))
  const enrich = 'mutation ($listId: ID!) { enrichList(input: { listId: $listId }) { __typename } }'
  await user.query(enrich, { listId: idAt('start.listId') })
  const belongings = {
    list: idAt('start.listId'),
    run: idAt('start.runId'),
    upload: idAt('preview.uploadId'),
    block: idAt('block.outcomes.0.blockedCompany.id'),
  }
  return { user, belongings }
}

/** All that a user has, as it stands. */
async function estateOf({ userId }: Importer): Promise<unknown> {
  const tables = ['lists', 'enrichments', 'import_runs', 'uploads', 'blocked_companies']
  const found = await Promise.all(
    tables.map((table) => app.pool.query(`SELECT * FROM ${table} WHERE owner_id = $1 ORDER BY id`, [userId])),
  )
  const account = await app.pool.query('SELECT * FROM credit_accounts WHERE user_id = $1', [userId])
  return [...found, account].map(({ rows }) => rows)
}

let owner: Tenant
beforeAll(async () => {
  owner = await move()
})

describe('every argument that takes an id', () => {
  it('has its case here', () => {
    expect(places.map(nameOf).toSorted()).toEqual(Object.keys(cases).toSorted())
  })

  it.each(places.map((place) => [nameOf(place), place] as const))(
    '%s answers the same to an id of somebody else, an absent and a malformed one',
    async (name, place) => {
      const { of = 'list', answer, own: accepted = /"id"|Payload"/ } = cases[name] ?? {}
      const stranger = await move()
      const before = [await estateOf(owner.user), await estateOf(stranger.user)]
      const theirs = owner.belongings[of]
      const malformed = ['', '1', 'null', '\0', `{${theirs}}`, `${theirs}\n`, theirs.replaceAll('-', ''), "' OR '1'='1"]
      const answers = []
      for (const id of [theirs, theirs.toUpperCase(), randomUUID(), ...malformed]) {
        answers.push(await answerOf(stranger, place, id))
      }
      expect(new Set(answers.map((other) => JSON.stringify(other))).size).toBe(1)
      if (place.type === 'Subscription') {
        expect(answers[0]).toMatchObject({ payload: { errors: [{ extensions: answer }] } })
      } else if (answer === null) expect(answers[0]).toEqual({ status: 200, answer: null })
      else expect(answers[0]).toMatchObject({ status: 200, answer: { ...answer, message: expect.any(String) } })
      expect([await estateOf(owner.user), await estateOf(stranger.user)]).toEqual(before)

      const own = await answerOf(stranger, place, stranger.belongings[of])
      expect(JSON.stringify(own)).toMatch(accepted)
    },
  )
})
