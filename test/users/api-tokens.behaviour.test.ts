import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { bearer, graphql, post } from '../support/graphql.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ role: 'api' })
})

type Query = ReturnType<typeof graphql>

interface Created {
  __typename: string
  field?: string
  token: string
  apiToken: { id: string; name: string; prefix: string; scopes: string[]; expiresAt: string | null }
}

async function create(query: Query, input: Record<string, unknown>): Promise<Created> {
  const { createApiToken } = await query<{ createApiToken: Created }>(
    `mutation ($input: CreateApiTokenInput!) {
      createApiToken(input: $input) {
        __typename
        ... on InvalidInputError { field }
        ... on CreateApiTokenPayload { token apiToken { id name prefix scopes expiresAt } }
      }
    }`,
    { input: { name: 'Script', scopes: ['READ'], ...input } },
  )
  return createApiToken
}

async function tokensOf(query: Query) {
  const { viewer } = await query<{ viewer: { apiTokens: { id: string; name: string; lastUsedAt: string | null }[] } }>(
    '{ viewer { apiTokens { id name lastUsedAt } } }',
  )
  return viewer.apiTokens
}

function revoke(query: Query, id: string) {
  return query(
    `mutation ($id: ID!) {
      revokeApiToken(input: { id: $id }) { ... on RevokeApiTokenPayload { id } ... on Error { code } }
    }`,
    { id },
  )
}

describe('createApiToken', () => {
  it('creates a token that may do what its scopes say', async () => {
    const query = graphql(app.url, (await app.createUser()).token)
    const { token, apiToken } = await create(query, { name: ' Reports ', scopes: ['READ', 'READ'] })
    expect(apiToken).toMatchObject({ name: 'Reports', scopes: ['READ'], expiresAt: null })
    expect(token.startsWith(apiToken.prefix)).toBe(true)
    expect((await post(app.url, { query: '{ lists { totalCount } }' }, token)).body.errors).toBeUndefined()
    const refused = await post(app.url, { query: '{ viewer { apiTokens { id } } }' }, token)
    expect(refused.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', requiredScope: 'ADMIN' } }])
    const put = await fetch(`${app.origin}/uploads`, { method: 'PUT', headers: bearer(token), body: 'a\nb\n' })
    expect([put.status, await put.json()]).toMatchObject([
      403,
      { error: { code: 'FORBIDDEN', requiredScope: 'IMPORT' } },
    ])
    const preview = { method: 'POST', headers: { ...bearer(token), 'content-type': 'application/json' } }
    const rest = await fetch(`${app.origin}/api/lists/create-with-import`, { ...preview, body: '{"csvText":"a"}' })
    expect([rest.status, await rest.json()]).toMatchObject([403, { code: 'FORBIDDEN', requiredScope: 'IMPORT' }])
  })

  it.each([
    ['name', { name: ' ' }],
    ['name', { name: '\u200b' }],
    ['name', { name: 'n'.repeat(101) }],
    ['scopes', { scopes: [] }],
    ['expiresAt', { expiresAt: '2020-01-01T00:00:00.000Z' }],
  ])('refuses an invalid %s', async (field, input) => {
    const query = graphql(app.url, (await app.createUser()).token)
    expect(await create(query, input)).toMatchObject({ __typename: 'InvalidInputError', field })
  })

  it('creates no token that outlives the one that creates it', async () => {
    const query = graphql(app.url, (await app.createUser()).token)
    const expiresAt = new Date(Date.now() + 3_600_000)
    const { token } = await create(query, { scopes: ['ADMIN'], expiresAt })
    const limited = graphql(app.url, token)
    for (const later of [null, new Date(expiresAt.getTime() + 1)]) {
      expect(await create(limited, { expiresAt: later })).toMatchObject({ field: 'expiresAt' })
    }
    expect(await create(limited, { expiresAt })).toMatchObject({ apiToken: { expiresAt: expiresAt.toISOString() } })
  })

  it('creates no token for one that was revoked in the same request', async () => {
    const user = await app.createUser()
    const query = graphql(app.url, user.token)
    for (const revokes of ['revokeApiToken(input: { id: $id })', 'signOut']) {
      const { token, apiToken } = await create(query, { scopes: ['ADMIN'] })
      const { body } = await post(
        app.url,
        {
          query: `mutation${revokes === 'signOut' ? '' : ' ($id: ID!)'} {
            ${revokes} { __typename }
            createApiToken(input: { name: "Ghost", scopes: [ADMIN] }) { __typename }
          }`,
          variables: revokes === 'signOut' ? {} : { id: apiToken.id },
        },
        token,
      )
      expect(body.errors).toMatchObject([{ path: ['createApiToken'], extensions: { code: 'UNAUTHENTICATED' } }])
    }
    expect((await tokensOf(query)).map(({ name }) => name)).not.toContain('Ghost')
  })

  it('allows 50 tokens, also when several are created at once', async () => {
    const query = graphql(app.url, (await app.createUser()).token)
    const created = await Promise.all(Array.from({ length: 52 }, () => create(query, {})))
    expect(created.filter(({ __typename }) => __typename === 'InvalidInputError')).toHaveLength(3)
    const [first] = await tokensOf(query)
    await revoke(query, first?.id ?? '')
    expect(await create(query, {})).toMatchObject({ __typename: 'CreateApiTokenPayload' })
  })
})

describe('apiTokens', () => {
  it('lists live tokens with their last use, and revokes them', async () => {
    const query = graphql(app.url, (await app.createUser()).token)
    const { token, apiToken } = await create(query, { name: 'Used' })
    expect(await tokensOf(query)).toMatchObject([{ name: 'Used', lastUsedAt: null }, { name: '' }])
    expect((await post(app.url, { query: '{ lists { totalCount } }' }, token)).status).toBe(200)
    expect((await tokensOf(query))[0]?.lastUsedAt).toEqual(expect.any(String))
    for (let twice = 0; twice < 2; twice++) {
      expect(await revoke(query, apiToken.id)).toEqual({ revokeApiToken: { id: apiToken.id } })
    }
    expect(await tokensOf(query)).toHaveLength(1)
    expect((await post(app.url, { query: '{ lists { totalCount } }' }, token)).status).toBe(401)
  })

  it("answers another user's token like one that does not exist", async () => {
    const other = await create(graphql(app.url, (await app.createUser()).token), {})
    const query = graphql(app.url, (await app.createUser()).token)
    for (const id of [other.apiToken.id, 'tok_999999', 'x']) {
      expect(await revoke(query, id)).toEqual({ revokeApiToken: { code: 'API_TOKEN_NOT_FOUND' } })
    }
  })
})
