import { beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type Database } from '../support/database.ts'
import { createOperator, createStranger } from '../support/operation.ts'

let database: Database

beforeAll(async () => {
  database = await createDatabase()
})

const unauthenticated = { code: 'UNAUTHENTICATED', http: { status: 401 } }

describe('access', () => {
  it.each([
    '{ viewer { id } }',
    '{ lists { totalCount } }',
    '{ list(id: "1") { id } }',
    '{ blockedCompanies { totalCount } }',
    '{ salesNavAccess { hasSalesNavigator } }',
    '{ creditCosts { credits } }',
    '{ creditPreview(action: IMPORT_LEAD, count: 1) { available } }',
    'mutation { renameList(input: { listId: "1", name: "A" }) { __typename } }',
    'mutation { blockCompanies(input: { entries: [] }) { __typename } }',
    'mutation { unblockCompany(input: { id: "1" }) { __typename } }',
  ])('refuses %s to whoever is not signed in', async (source) => {
    const { errors } = await createStranger(database).run(source)
    expect(errors?.map((error) => error.extensions)).toEqual([unauthenticated])
    expect(errors?.[0]?.message).toContain('Authorization: Bearer')
  })

  it('shows the schema to anyone', async () => {
    const { data, errors } = await createStranger(database).run('{ __schema { queryType { name } } }')
    expect(errors).toBeUndefined()
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } })
  })

  it('answers a refusal as a member of the union that reads as an Error', async () => {
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
