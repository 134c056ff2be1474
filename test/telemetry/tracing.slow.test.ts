import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { expect, inject, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { startFakeUnipile } from '../../src/providers/sales-nav/fake/fake-unipile.ts'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { startServer } from '../../torture/harness/server-process.ts'
import { createDatabase } from '../support/database.ts'
import { bearer } from '../support/graphql.ts'
import { waitFor } from '../support/wait-for.ts'

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(attribute),
})
const body = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
})

/** A collector that keeps what it receives. */
async function startCollector() {
  const spans: z.output<typeof span>[] = []
  const services = new Set<unknown>()
  const server = createServer(async (req, res) => {
    expect([req.method, req.url]).toEqual(['POST', '/v1/traces'])
    for (const { resource, scopeSpans } of body.parse(await json(req)).resourceSpans) {
      services.add(resource.attributes.find(({ key }) => key === 'service.name')?.value['stringValue'])
      spans.push(...scopeSpans.flatMap(({ spans }) => spans))
    }
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The collector has no port.')
  return { url: `http://127.0.0.1:${address.port}`, spans, services }
}

it('the request, the job, its pages and the requests to the provider are one trace, across processes', async () => {
  const collector = await startCollector()
  const fake = await startFakeUnipile({
    accounts: [{ id: 'account', name: 'Ada', status: 'OK', salesNavigator: true }],
  })
  onTestFinished(() => fake.stop())
  const { url, pool } = await createDatabase()
  const { id: userId } = await createUser(pool, { email: 'ann@example.com', name: 'Ann', credits: 100 })
  const { token } = await createToken(pool, userId)
  await pool.query(
    `INSERT INTO linkedin_accounts (id, user_id, provider_account_id, name, status, has_sales_navigator)
     VALUES (gen_random_uuid(), $1, 'account', 'Ada', 'OK', true)`,
    [userId],
  )
  const env = {
    DATABASE_URL: url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: 'leads',
    UNIPILE_URL: fake.url,
    UNIPILE_API_KEY: fake.apiKey,
    SALES_NAV_SPACING_MS: '0',
  }
  const start = (role: string) => startServer(inject('builtSources'), { ...env, ROLE: role })
  const servers = await Promise.all([start('api'), start('worker')])
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.kill()))
  })

  const traceId = randomBytes(16).toString('hex')
  const parent = randomBytes(8).toString('hex')
  const response = await fetch(`${servers[0].url}/graphql`, {
    method: 'POST',
    headers: { ...bearer(token), 'content-type': 'application/json', traceparent: `00-${traceId}-${parent}-01` },
    body: JSON.stringify({
      query: `mutation { importSalesNav(input: { url: "https://www.linkedin.com/sales/search/people?query=a", maxResults: 20 }) {
        ... on ImportSalesNavPayload { runId } ... on Error { message }
      } }`,
    }),
  })
  expect(await response.json()).toMatchObject({ data: { importSalesNav: { runId: expect.any(String) } } })
  await waitFor(async () => {
    // Its first step shows that its job has begun; the worker ends it before it stops.
    const { rowCount } = await pool.query(
      `SELECT FROM import_runs JOIN enrichments USING (list_id) WHERE import_runs.status = 'COMPLETED' AND planned > 0`,
    )
    return rowCount === 1
  })
  // Sends what is left.
  expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0])

  const ours = collector.spans.filter((span) => span.traceId === traceId)
  const named = (name: string) => ours.find((span) => span.name === name)
  const parentOf = (name: string) => ours.find(({ spanId }) => spanId === named(name)?.parentSpanId)?.name
  expect(named('HTTP POST')?.parentSpanId).toBe(parent)
  expect(parentOf('graphql mutation')).toBe('HTTP POST')
  expect(parentOf('job import-search')).toBe('graphql mutation')
  expect(parentOf('Unipile POST')).toBe('job import-search')
  expect(parentOf('import page')).toBe('job import-search')
  expect(parentOf('job enrich-companies')).toBe('import page')
  expect([...collector.services]).toEqual(['leads'])
  expect(JSON.stringify(collector.spans)).not.toContain(token)
})
