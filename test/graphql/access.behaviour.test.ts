import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  graphql,
  isLeafType,
  isRequiredArgument,
  OperationTypeNode,
  parse,
  subscribe,
} from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { includesScope, type Scope, scopes } from '../../src/users/scopes.ts'
import type { Viewer } from '../../src/users/tokens.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { createAnonymous, createOperator } from '../support/operation.ts'
import { exampleOf } from '../support/schema-walk.ts'

let database: Database

beforeAll(async () => {
  database = await createDatabase()
})

const unauthenticated = {
  code: 'UNAUTHENTICATED',
  http: { status: 401, headers: { 'www-authenticate': 'Bearer realm="leadstream"' } },
}

/** Fields for signing in require no token. */
const open = ['redeemSignInCode']

/** All other root fields. */
const rootFields = Object.values(OperationTypeNode).flatMap((operation) =>
  Object.values(rootType(operation).getFields())
    .filter(({ name }) => !open.includes(name))
    .map((field) => [`${operation} { ${field.name} }`, operation, field] as const),
)

/** The scope that each mutation requires; null for any. Queries and subscriptions require READ. */
const mutationScopes: Readonly<Record<string, Scope | null>> = {
  addLeads: 'IMPORT',
  blockCompanies: 'WRITE',
  cancelEnrichment: 'WRITE',
  cancelImport: 'IMPORT',
  connectLinkedInAccount: 'ADMIN',
  copyLeads: 'WRITE',
  createApiToken: 'ADMIN',
  createListWithImport: 'IMPORT',
  createWebhook: 'ADMIN',
  deleteCompanies: 'WRITE',
  deleteLeads: 'WRITE',
  deleteList: 'WRITE',
  deleteWebhook: 'ADMIN',
  enrichList: 'WRITE',
  forgetMapping: 'IMPORT',
  importBlockList: 'WRITE',
  importIntoList: 'IMPORT',
  importSalesNav: 'IMPORT',
  mergeLeads: 'WRITE',
  moveLeads: 'WRITE',
  previewImport: 'IMPORT',
  redeliver: 'ADMIN',
  renameList: 'WRITE',
  resumeImport: 'IMPORT',
  revokeApiToken: 'ADMIN',
  rotateWebhookSecret: 'ADMIN',
  signOut: null,
  syncLinkedInAccounts: 'ADMIN',
  testWebhook: 'ADMIN',
  unblockCompany: 'WRITE',
  undoImport: 'IMPORT',
  updateCompany: 'WRITE',
  updateLead: 'WRITE',
  updateWebhook: 'ADMIN',
}

function scopeOf(operation: OperationTypeNode, field: string): Scope | null {
  // It tries an import.
  if (field === 'importSimulation') return 'IMPORT'
  if (operation !== OperationTypeNode.MUTATION) return 'READ'
  const scope = mutationScopes[field]
  if (scope === undefined) throw new Error(`Say above which scope ${field} requires.`)
  return scope
}

/** Runs an operation on the field for a viewer, without the rest of a context, so that one that is allowed fails. */
async function errorsOf(operation: OperationTypeNode, field: GraphQLField<unknown, unknown>, viewer: Viewer | null) {
  const { source, variableValues } = operationOn(operation, field)
  const contextValue = { viewer }
  const result =
    operation === OperationTypeNode.SUBSCRIPTION
      ? await subscribe({ schema, document: parse(source), variableValues, contextValue })
      : await graphql({ schema, source, variableValues, contextValue })
  return 'errors' in result ? result.errors : undefined
}

function rootType(operation: OperationTypeNode): GraphQLObjectType {
  const type = schema.getRootType(operation)
  if (!type) throw new Error(`The schema has no ${operation}.`)
  return type
}

/** Returns an operation that selects the field, with a value for each required argument. */
function operationOn(operation: OperationTypeNode, field: GraphQLField<unknown, unknown>) {
  const required = field.args.filter(isRequiredArgument)
  const declared = required.map(({ name, type }) => `$${name}: ${type}`).join(', ')
  const given = required.map(({ name }) => `${name}: $${name}`).join(', ')
  const selected = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }'
  return {
    source: `${operation} ${declared && `(${declared})`} { ${field.name} ${given && `(${given})`} ${selected} }`,
    variableValues: Object.fromEntries(required.map(({ name, type }) => [name, exampleOf(type)])),
  }
}

describe('access', () => {
  it.each(rootFields)('%s requires a token', async (_title, operation, field) => {
    const errors = await errorsOf(operation, field, null)
    expect(errors?.map((error) => error.extensions)).toEqual([unauthenticated])
    expect(errors?.[0]?.message).toContain('Authorization: Bearer')
  })

  it.each(rootFields.flatMap((root) => scopes.map((scope) => [root[0], scope, root] as const)))(
    '%s with the scope %s',
    async (_title, scope, [_field, operation, field]) => {
      const errors = await errorsOf(operation, field, { userId: 1, tokenId: 1, scopes: [scope] })
      const required = scopeOf(operation, field.name)
      const forbidden = errors?.filter(({ extensions }) => extensions['code'] === 'FORBIDDEN') ?? []
      const isAllowed = required === null || includesScope([scope], required)
      expect(forbidden.map(({ extensions }) => extensions['requiredScope'])).toEqual(isAllowed ? [] : [required])
    },
  )

  it('introspection requires no token', async () => {
    const { data, errors } = await createAnonymous(database).run('{ __schema { queryType { name } } }')
    expect(errors).toBeUndefined()
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } })
  })

  it('a rejection is returned as a union member that implements Error', async () => {
    const operator = await createOperator(database)
    const answer = await operator.data(
      'mutation { renameList(input: { listId: "1", name: " " }) { __typename ... on Error { message code } ... on InvalidInputError { field } } }',
    )
    expect(answer).toEqual({
      renameList: {
        __typename: 'InvalidInputError',
        message: 'A list needs a name.',
        code: 'INVALID_INPUT',
        field: 'name',
      },
    })
  })
})
