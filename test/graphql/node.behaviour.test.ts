import { beforeAll, describe, expect, it } from 'vitest'
import { rowIds, tokenIds } from '../../src/db/ids.ts'
import { createToken } from '../../src/users/tokens.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { createDatabase } from '../support/database.ts'
import { post } from '../support/graphql.ts'
import { createFilledList } from '../support/leads.ts'
import { createOperator } from '../support/operation.ts'
import { createTenant, type Tenant } from '../support/tenants.ts'

let app: TestApp
let tenant: Tenant
let other: Tenant
let all: Record<string, string>

beforeAll(async () => {
  app = await startTestApp({ role: 'api' })
  tenant = await createTenant(app)
  other = await createTenant(app)
  all = await idsOf(tenant)
})

/** Returns the id of one object of each type that has ids. */
async function idsOf({ user, ids }: Tenant): Promise<Record<string, string>> {
  const { viewer, list } = await user.query<{
    viewer: { id: string; creditLedger: { nodes: { id: string }[] } }
    list: { enrichment: { id: string } }
  }>('query ($id: ID!) { viewer { id creditLedger(first: 1) { nodes { id } } } list(id: $id) { enrichment { id } } }', {
    id: ids.list,
  })
  return {
    List: ids.list,
    ListRow: ids.row,
    CompanyRow: ids.company,
    ImportRun: ids.run,
    BlockedCompany: ids.block,
    LinkedInAccount: ids.account,
    ApiToken: ids.token,
    Webhook: ids.webhook,
    WebhookDelivery: ids.delivery,
    Enrichment: list.enrichment.id,
    Viewer: viewer.id,
    CreditEntry: String(viewer.creditLedger.nodes[0]?.id),
  }
}

const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }'

describe('nodes', () => {
  it('finds an object of each type by its id, in the order of the ids, and null for what is not there', async () => {
    const ids = ['row_0', ...Object.values(all), 'nonsense', all['List']]
    const found = Object.entries(all).map(([__typename, id]) => ({ __typename, id }))
    expect(await tenant.user.query(nodes, { ids })).toEqual({ nodes: [null, ...found, null, found[0]] })
    for (const node of found) {
      const query = 'query ($id: ID!) { node(id: $id) { __typename id } }'
      expect(await tenant.user.query(query, { id: node.id })).toEqual({ node })
    }
  })

  it("answers null for another user's ids", async () => {
    const ids = Object.values(await idsOf(other))
    expect(await tenant.user.query(nodes, { ids })).toEqual({ nodes: ids.map(() => null) })
  })

  it('finds tokens and webhooks only for a token with the scope ADMIN, and no revoked tokens', async () => {
    const { token, id } = await createToken(app.pool, tenant.user.userId, { scopes: ['READ'] })
    const ask = (ids: unknown[]) => post(app.url, { query: nodes, variables: { ids } }, token)
    const hidden = [all['ApiToken'], all['Webhook'], all['WebhookDelivery']]
    expect((await ask([...hidden, all['List']])).body.data).toEqual({
      nodes: [null, null, null, { __typename: 'List', id: all['List'] }],
    })
    const ids = [tokenIds.encode(id)]
    expect(await tenant.user.query(nodes, { ids })).toEqual({ nodes: [{ __typename: 'ApiToken', id: ids[0] }] })
    await app.prisma.apiToken.update({ where: { id }, data: { revokedAt: new Date() } })
    expect(await tenant.user.query(nodes, { ids })).toEqual({ nodes: [null] })
  })

  it('takes at most 100 ids', async () => {
    const { body } = await post(
      app.url,
      { query: nodes, variables: { ids: Array(101).fill('row_1') } },
      tenant.user.token,
    )
    expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
  })

  it('the number of statements is the same for one row and for a hundred, including companies', async () => {
    const database = await createDatabase()
    const operator = await createOperator(database)
    const idsIn = async (name: string, count: number) => {
      const listId = await createFilledList(database, operator.userId, name, count)
      const rows = await database.prisma.listRow.findMany({ where: { listId } })
      return rows.map(({ id }) => rowIds.encode(id))
    }
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on ListRow { fullName company { id name } } } }'
    const [one, hundred] = [await idsIn('One', 1), await idsIn('Hundred', 100)]
    const forOne = await operator.statements(() => operator.data(query, { ids: one }))
    const forHundred = await operator.statements(() => operator.data(query, { ids: hundred }))
    expect(forHundred.length).toBe(forOne.length)
  })
})
