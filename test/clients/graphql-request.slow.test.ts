import { GraphQLClient } from 'graphql-request'
import { beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { bearer } from '../support/graphql.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})

it.each(['POST', 'GET'] as const)('graphql-request sends a query by %s and a mutation', async (method) => {
  const { token } = await app.createUser({ credits: 10 })
  const client = new GraphQLClient(app.url, { headers: bearer(token), method })
  expect(await client.request('query Me { viewer { name } }')).toEqual({ viewer: { name: 'Test User' } })

  const writer = new GraphQLClient(app.url, { headers: bearer(token) })
  const block = `mutation Block($input: BlockCompaniesInput!) {
    blockCompanies(input: $input) { ... on BlockCompaniesPayload { outcomes { created } } }
  }`
  expect(await writer.request(block, { input: { entries: [{ domain: 'acme.example' }] } })).toEqual({
    blockCompanies: { outcomes: [{ created: true }] },
  })
  await expect(client.request('{ nothing }')).rejects.toMatchObject({ response: { status: 400 } })
})
